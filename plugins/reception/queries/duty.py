"""Reads of the head's reception days: planned, held, and the ledger of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from core.api import NotFound, Scope, calendar_of, clock, db, law, settings
from plugins.reception.duty_rules import LEVELS, Fact, MonthLine, Quota, ledger, quotas
from plugins.reception.law import reception_rules
from plugins.reception.models import HeadDay, Visit
from plugins.reception.settings import ReceptionSettings


def level_of(scope: Scope) -> str:
    """Of whom the rules speak when they bind this tenant's head; empty when none does."""
    chosen = settings(scope, ReceptionSettings).duty_level
    return LEVELS.get(scope.tenant.kind, "") if chosen == "auto" else chosen


def head_days(scope: Scope, first: date, last: date) -> list[HeadDay]:
    """Days planned for the head, those postponed or missed included, in order."""
    return list(
        db.session.scalars(select(HeadDay).where(HeadDay.day >= first, HeadDay.day <= last).order_by(HeadDay.day))
    )


def head_day_on(scope: Scope, day: date) -> HeadDay | None:
    """The head's reception day on a date, if one is planned."""
    return db.session.scalar(select(HeadDay).where(HeadDay.day == day))


def get_head_day(scope: Scope, public_id: str) -> HeadDay:
    """A day of the head. Raises NotFound."""
    if (found := db.session.scalar(select(HeadDay).where(HeadDay.public_id == public_id))) is None:
        raise NotFound("head_day")
    return found


def visits_by_head(scope: Scope, first: date, last: date) -> dict[date, int]:
    """Date -> visits that the head received himself; one statement."""
    rows = db.session.execute(
        select(Visit.received_on, func.count())
        .where(Visit.by_head, Visit.received_on >= first, Visit.received_on <= last)
        .group_by(Visit.received_on)
    )
    return {row[0]: row[1] for row in rows}


def posting_due(scope: Scope, day: date, calendar: law.WorkingCalendar | None = None) -> date:
    """The last day on which the head's reception on ``day`` is posted in time (RC-11, 5 working days before)."""
    return reception_rules().due("RC-11", day, calendar or calendar_of(scope)).due_on


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the head for screens. ``late``: posted after ``due_on`` (RC-11)."""

    row: HeadDay | None
    day: date
    visits: int
    due_on: date | None
    late: bool

    @property
    def held(self) -> bool:
        """Whether the head received, or was there and nobody came."""
        return self.visits > 0 or (self.row is not None and self.row.state == "alone")


@dataclass(frozen=True, slots=True)
class YearView:
    """The ledger of one year."""

    year: int
    level: str
    quotas: list[Quota]
    months: list[MonthLine]
    days: list[DayView]


def year_view(scope: Scope, year: int) -> YearView:
    """The ledger of a year from plans and real visits; three statements and the settings."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    after = last + timedelta(days=6)  # the last week may end in the next year
    planned = {row.day: row for row in head_days(scope, first, after)}
    visits = visits_by_head(scope, first, after)
    calendar = calendar_of(scope)
    level = level_of(scope)
    due = quotas(reception_rules(), level, year, calendar.is_working)
    facts = [_fact(day, planned.get(day), visits.get(day, 0)) for day in sorted(planned.keys() | visits.keys())]
    days = []
    for fact in facts:
        row = planned.get(fact.day)
        if fact.day > last:
            continue
        posting = posting_due(scope, fact.day, calendar) if row is not None and not row.unscheduled else None
        late = row is not None and posting is not None and row.posted_on > posting
        days.append(DayView(row, fact.day, fact.visits, posting, late))
    return YearView(year, level, due, ledger(due, facts, year, clock.today()), days)


def _fact(day: date, row: HeadDay | None, visits: int) -> Fact:
    if row is None:
        return Fact(day, visits=visits)
    return Fact(
        day,
        planned=not row.unscheduled and row.state != "postponed",
        visits=visits,
        alone=row.state == "alone",
        absent=row.state == "absent",
        postponed=row.state == "postponed",
    )


def duty_numbers(scope: Scope, day: date) -> dict[str, int]:
    """Numbers of the month for the overseer: days required, held, of these without a visitor."""
    line = year_view(scope, day.year).months[day.month - 1]
    return {"required": line.required, "held": line.held, "alone": line.alone}
