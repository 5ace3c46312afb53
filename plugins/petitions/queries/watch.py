"""Counts and clocks of the whole register for jobs, overseers and operators; never for a reader's screen.

Nothing here starts from ``seen_by``: what comes out is numbers, or rows that only a job touches.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from core.api import Scope, clock, db
from plugins.petitions.models import Case, Clock, Petition, Screen
from plugins.petitions.states import OPEN_CASE

#: Values of ``Clock.told``: warned of, nobody yet, who handles it, the head.
WARNED, NOBODY, HANDLER, HEAD = -1, 0, 1, 2


def clocks_to_tell(scope: Scope, today: date, warn_until: date, head_before: date) -> list[tuple[Clock, Petition]]:
    """Running clocks about which somebody has to hear something now, the most urgent first.

    Due up to ``warn_until`` and nobody warned; missed and who handles it not told; missed before
    ``head_before`` and the head not told. Stopped clocks have no due date, so they never come.
    """
    rows = db.session.execute(
        select(Clock, Petition)
        .join(Petition, Petition.id == Clock.petition_id)
        .where(
            Clock.live.is_(True),
            or_(
                and_(Clock.due_on >= today, Clock.due_on <= warn_until, Clock.told == NOBODY),
                and_(Clock.due_on < today, Clock.told < HANDLER),
                and_(Clock.due_on < head_before, Clock.told < HEAD),
            ),
        )
        .order_by(Clock.due_on, Clock.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]


def hidden_from(scope: Scope, keys: Iterable[int]) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Petition key -> (users, units) who may not know of it; one statement."""
    found: dict[int, tuple[set[int], set[int]]] = {}
    for row in db.session.scalars(select(Screen).where(Screen.petition_id.in_(list(keys)))):
        users, units = found.setdefault(row.petition_id, (set(), set()))
        if row.user_id is not None:
            users.add(row.user_id)
        if row.unit_id is not None:
            units.add(row.unit_id)
    return {key: (frozenset(users), frozenset(units)) for key, (users, units) in found.items()}


def month_numbers(scope: Scope, day: date) -> dict[str, int]:
    """Numbers of the month that contains ``day``; two statements.

    ``overdue`` counts limits that had passed unfinished at the end of the month, or by yesterday
    while the month runs. Limits that ended without being judged do not count as kept or missed.
    """
    first = day.replace(day=1)
    last = day.replace(day=monthrange(day.year, day.month)[1])
    until = min(last, clock.today() - timedelta(days=1))

    def count(*conditions: Any) -> Any:
        return func.count(case((and_(*conditions), 1)))

    registered = db.session.execute(
        select(
            func.count(Petition.id),
            count(Petition.kind == "complaint"),
            count(Petition.kind == "denunciation"),
            count(Petition.kind.in_(("recommendation", "mixed"))),
        ).where(Petition.received_on >= first, Petition.received_on <= last)
    ).one()
    ended = and_(Clock.ended_on >= first, Clock.ended_on <= last)
    late = and_(Clock.due_on <= until, or_(Clock.live.is_(True), Clock.ended_on > until))
    limits = db.session.execute(
        select(
            func.count(Clock.id),
            count(ended, Clock.kind == "settle", Clock.state == "met"),
            count(ended, Clock.kind == "settle", Clock.state == "missed"),
            count(ended, Clock.kind != "settle", Clock.state == "met"),
            count(ended, Clock.kind != "settle", Clock.state == "missed"),
            count(late),
        ).where(or_(ended, late))
    ).one()
    names = (
        *("registered", "complaints", "denunciations", "recommendations"),
        *("settled_in_time", "settled_late", "steps_in_time", "steps_late", "overdue"),
    )
    return dict(zip(names, map(int, (*registered, *limits[1:])), strict=True))


@dataclass(frozen=True, slots=True)
class LiveWork:
    """What still runs: limits, open cases, and how many petitions with either lie in each unit (None: nobody's)."""

    clocks: int
    cases: int
    by_unit: dict[int | None, int]


def live_work(scope: Scope) -> LiveWork:
    """Running and stopped limits and open cases of the tenant, in numbers; three statements."""
    clocks = select(Clock.petition_id).where(Clock.live.is_(True))
    cases = select(Case.petition_id).where(Case.state.in_(OPEN_CASE))
    running = db.session.scalar(select(func.count(Clock.id)).where(Clock.live.is_(True))) or 0
    open_ = db.session.scalar(select(func.count(Case.id)).where(Case.state.in_(OPEN_CASE))) or 0
    places = db.session.execute(
        select(Petition.unit_id, func.count(Petition.id))
        .where(or_(Petition.id.in_(clocks), Petition.id.in_(cases)))
        .group_by(Petition.unit_id)
        .order_by(Petition.unit_id)
    )
    return LiveWork(running, open_, {place[0]: place[1] for place in places})
