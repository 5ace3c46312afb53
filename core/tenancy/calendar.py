"""The working-day calendar of a tenant: the national one with the tenant's own days."""

from __future__ import annotations

from sqlalchemy import select

from core.db.base import db
from core.law.calendar import WorkingCalendar
from core.law.days import CalendarDay, DayKind
from core.law.national import national_calendar
from core.tenancy.models import CalendarOverride
from core.tenancy.scope import Scope


def calendar_of(scope: Scope) -> WorkingCalendar:
    """The calendar due dates of this tenant rest on; one statement."""
    rows = db.session.scalars(select(CalendarOverride).order_by(CalendarOverride.day)).all()
    days = [
        CalendarDay(day=row.day, kind=DayKind(row.kind), title_vi=row.title, title_en=row.title, source=row.source)
        for row in rows
    ]
    return national_calendar().with_overrides(days) if days else national_calendar()
