"""Every read of the desk. Takes the scope first and gives exactly what a screen needs."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from core.api import Cursor, Keyset, NotFound, Scope, calendar_of, clock, db, found_in, settings
from plugins.reception.models import Alarm, Person, RosterGap, Visit, VisitChange
from plugins.reception.permissions import VISIT_IDENTIFY
from plugins.reception.settings import ReceptionSettings

#: Gaps of the roster are alarmed for so many days, today included.
GAP_ALARM_DAYS = 7


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What the list is narrowed to; empty values mean everything."""

    text: str = ""
    kind: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None
    owed: bool = False


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A line of the list. ``person`` is empty for readers without the right to identify."""

    public_id: str
    year: int
    number: int
    received_on: date
    kind: str
    person: str
    headcount: int
    summary: str
    outcome: str
    answer_due_on: date | None
    answered: bool


def get_visit(scope: Scope, public_id: str, *, to_change: bool = False) -> Visit:
    """A visit with its people and papers; ``to_change`` lets nobody else change it until commit.

    Raises NotFound.
    """
    query = (
        select(Visit).where(Visit.public_id == public_id).options(joinedload(Visit.people), selectinload(Visit.papers))
    )
    if to_change:
        query = query.with_for_update(of=Visit).execution_options(populate_existing=True)
    visit = db.session.scalars(query).unique().one_or_none()
    if visit is None:
        raise NotFound("visit")
    return visit


def get_by_once(scope: Scope, once: str) -> Visit | None:
    """The visit that an earlier sending of the same form made."""
    return db.session.scalar(select(Visit).where(Visit.once == once))


def get_by_slip(scope: Scope, year: int, slip: str) -> Visit | None:
    """The visit whose citizen holds that slip."""
    return db.session.scalar(select(Visit).where(Visit.year == year, Visit.slip == slip))


def _conditions(scope: Scope, wanted: VisitFilter) -> tuple[list[object], bool]:
    """Conditions of the filter, and whether few visits meet them."""
    found: list[object] = []
    if wanted.kind:
        found.append(Visit.kind == wanted.kind)
    if wanted.outcome:
        found.append(Visit.outcome == wanted.outcome)
    if wanted.since:
        found.append(Visit.received_on >= wanted.since)
    if wanted.until:
        found.append(Visit.received_on <= wanted.until)
    if wanted.owed:
        found.append(Visit.answered.is_(False))
    if not wanted.text:
        return found, False
    narrowed = found_in(scope, "reception:visit", wanted.text, Visit.public_id)
    return [*found, narrowed.condition], narrowed.few


def list_visits(scope: Scope, wanted: VisitFilter, position: Keyset) -> tuple[list[VisitRow], list[Cursor], bool]:
    """(rows newest number first, their cursors, whether there are more in that direction)."""
    conditions, few = _conditions(scope, wanted)
    query = select(Visit).where(*conditions)  # type: ignore[arg-type]
    keys = (Visit.year + 0, Visit.number + 0) if few else (Visit.year, Visit.number)
    place = tuple_(*keys)
    backwards = position.before is not None
    if position.after is not None:
        query = query.where(place < tuple_(*position.after))
    if position.before is not None:
        query = query.where(place > tuple_(*position.before))
    order = keys if backwards else [key.desc() for key in keys]
    visits = list(db.session.scalars(query.order_by(*order).limit(position.size + 1)))
    more = len(visits) > position.size
    visits = visits[: position.size]
    if backwards:
        visits.reverse()
    return _rows(scope, visits), [(v.year, v.number) for v in visits], more


def visits_by_id(scope: Scope, public_ids: list[str]) -> list[VisitRow]:
    """Those of the visits that there are, in no particular order; names for those who may see them."""
    visits = list(db.session.scalars(select(Visit).where(Visit.public_id.in_(public_ids))))
    return _rows(scope, visits)


def _rows(scope: Scope, visits: list[Visit]) -> list[VisitRow]:
    names = _first_names(scope, [v.id for v in visits if not v.is_sealed])
    return [
        VisitRow(
            v.public_id,
            v.year,
            v.number,
            v.received_on,
            v.kind,
            names.get(v.id, ""),
            v.headcount,
            v.summary,
            v.outcome,
            v.answer_due_on,
            v.answered,
        )
        for v in visits
    ]


def _first_names(scope: Scope, visit_ids: list[int]) -> dict[int, str]:
    if not visit_ids or not scope.can(VISIT_IDENTIFY.name):
        return {}
    rows = db.session.execute(
        select(Person.visit_id, Person.name).where(Person.visit_id.in_(visit_ids), Person.position == 0)
    )
    return {row.visit_id: row.name for row in rows}


def list_changes(scope: Scope, visit: Visit) -> list[VisitChange]:
    """Corrections of a visit, oldest first."""
    return list(
        db.session.scalars(select(VisitChange).where(VisitChange.visit_id == visit.id).order_by(VisitChange.id))
    )


def book_visits(scope: Scope, since: date, until: date, limit: int = 20_000) -> list[Visit]:
    """Visits of a period in the order of the book, with their people."""
    return list(
        db.session.scalars(
            select(Visit)
            .where(Visit.received_on >= since, Visit.received_on <= until)
            .order_by(Visit.year, Visit.number)
            .options(selectinload(Visit.people))
            .limit(limit)
        )
    )


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """What the officer's day looks like."""

    today: int
    owed: int
    due_today: int
    late: int
    due_soon: int
    roster_gaps: int
    alarms: int = 0


def desk_numbers(scope: Scope) -> DeskNumbers:
    """Visits of today, answers owed, open calls for help, gaps of the roster in the next days. ``due_soon`` are those due after today that the tenant's settings warn of."""
    today = clock.today()
    ahead = settings(scope, ReceptionSettings).warn_days_before
    soon = calendar_of(scope).add_working_days(today, ahead) if ahead else today
    owed = Visit.answered.is_(False)
    # Two counts, not one with OR: SQLite would read the whole tenant for it, on every page of the menu.
    came = select(func.count()).select_from(Visit).where(Visit.received_on == today).scalar_subquery()
    gaps = select(func.count()).select_from(RosterGap)
    gaps = gaps.where(RosterGap.day >= today, RosterGap.day < today + timedelta(days=GAP_ALARM_DAYS))
    calls = select(func.count()).select_from(Alarm).where(Alarm.stopped_at.is_(None)).scalar_subquery()
    row = db.session.execute(
        select(
            came,
            func.count(Visit.id),
            func.count(case((Visit.answer_due_on == today, 1))),
            func.count(case((Visit.answer_due_on < today, 1))),
            func.count(case((and_(Visit.answer_due_on > today, Visit.answer_due_on <= soon), 1))),
            gaps.scalar_subquery(),
            calls,
        ).where(owed)
    ).one()
    return DeskNumbers(*row)


def answers_due_by(scope: Scope, day: date, limit: int = 200) -> list[tuple[str, date]]:
    """(public id, due date) of answers owed by ``day``, the newest due dates first."""
    rows = db.session.execute(
        select(Visit.public_id, Visit.answer_due_on)
        .where(Visit.answered.is_(False), Visit.answer_due_on <= day)
        .order_by(Visit.answer_due_on.desc(), Visit.id)
        .limit(limit)
    )
    return [(row.public_id, row.answer_due_on) for row in rows]


def every_owed(scope: Scope) -> list[Visit]:
    """Every visit whose answer is owed, for new rules; never for a reader's screen."""
    return list(db.session.scalars(select(Visit).where(Visit.answered.is_(False)).order_by(Visit.id)))


def owed_answers(scope: Scope, limit: int = 8) -> list[VisitRow]:
    """Answers owed, the most urgent first; without names."""
    visits = db.session.scalars(
        select(Visit).where(Visit.answered.is_(False)).order_by(Visit.answer_due_on, Visit.id).limit(limit)
    )
    return [
        VisitRow(
            v.public_id,
            v.year,
            v.number,
            v.received_on,
            v.kind,
            "",
            v.headcount,
            v.summary,
            v.outcome,
            v.answer_due_on,
            v.answered,
        )
        for v in visits
    ]


def month_numbers(scope: Scope, day: date) -> dict[str, int]:
    """Numbers of a month for the overseer; one statement."""
    last = months.monthrange(day.year, day.month)[1]
    row = db.session.execute(
        select(
            func.count(Visit.id),
            func.coalesce(func.sum(Visit.headcount), 0),
            func.count(case((Visit.headcount >= 5, 1))),
            func.count(case((Visit.answered.is_(False), 1))),
        ).where(Visit.received_on >= day.replace(day=1), Visit.received_on <= day.replace(day=last))
    ).one()
    return dict(zip(("visits", "people", "groups", "owed"), map(int, row), strict=True))
