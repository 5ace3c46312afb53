"""Due dates that today's calendar and law book would count otherwise (CNT-8: never moved silently)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import or_, select

from core.api import NotFound, Scope, calendar_of, db, law
from plugins.petitions.law import petition_law
from plugins.petitions.models import Clock, Petition
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import seen_by

#: So many limits stand on one page.
MOST = 500


@dataclass(frozen=True, slots=True)
class Moving:
    """A limit that runs, as it is stored and as it would be counted today.

    ``kept`` holds the word of whoever kept the stored date against just this new one (``by``, ``at``, ``basis``).
    """

    petition: Petition
    clock: Clock
    code: str
    found: law.Recount
    kept: dict[str, Any] | None


def clocks_that_move(scope: Scope) -> list[Moving]:
    """Live limits the actor may know of whose due date differs today, those not decided first, the soonest first.

    Two statements, however many; the ``MOST`` soonest, so that the others follow when these are decided. What was
    counted under the present calendar and book is not counted again.
    """
    calendar, book = calendar_of(scope), petition_law().rules
    stored = Clock.derivation
    other = or_(stored["calendar"].as_string() != calendar.version, stored["book"].as_string() != book.version)
    rows = db.session.execute(
        select(Clock, Petition)
        .join(Petition, Petition.id == Clock.petition_id)
        .where(Clock.live.is_(True), other, seen_by(scope))
        .order_by(Clock.due_on, Clock.id)
        .execution_options(yield_per=500)
    )
    moves = (moving for clock, petition in rows if (moving := _moving(scope, clock, petition, calendar, book)))
    found = list(islice(moves, MOST))
    return sorted(found, key=lambda one: one.kept is not None)


def _moving(
    scope: Scope, clock: Clock, petition: Petition, calendar: law.WorkingCalendar, book: law.RuleBook
) -> Moving | None:
    found = law.recount(law.Derivation.from_json(clock.derivation), book, calendar)
    if not found.moves:
        return None
    kept = clock.derivation.get("declined")
    same = kept is not None and kept["due"] == as_text(found.new_due)
    return Moving(petition, clock, code_of(scope, petition), found, kept if same else None)


def get_moving(scope: Scope, petition: Petition, clock_id: str) -> Moving | None:
    """One limit of a petition as it would be counted today; None when its date does not move.

    Raises NotFound for a limit that the petition does not have, or that has ended.
    """
    query = select(Clock).where(Clock.petition_id == petition.id, Clock.public_id == clock_id, Clock.live.is_(True))
    clock = db.session.scalar(query)
    if clock is None:
        raise NotFound("clock")
    return _moving(scope, clock, petition, calendar_of(scope), petition_law().rules) if clock.derivation else None


def as_text(day: date | None) -> str:
    """A due date as forms and notes carry it; empty: the clock stands still."""
    return day.isoformat() if day else ""
