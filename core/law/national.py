"""The calendar shipped with the product, read once from data/calendar-vn.toml."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from core.law.calendar import WorkingCalendar
from core.law.days import CalendarDay, DayKind
from core.law.errors import refuse_problems
from core.toml_source import read_source
from core.toml_table import Table

CALENDAR_FILE = Path(__file__).parent / "data" / "calendar-vn.toml"

#: V: the source itself was read; V2: a secondary source; M: from memory; D: derived by a rule.
CONFIDENCES = ("V", "V2", "M", "D")


@cache
def national_calendar() -> WorkingCalendar:
    """The national calendar, without the overrides of any tenant."""
    return read_calendar(CALENDAR_FILE)


def read_calendar(path: Path) -> WorkingCalendar:
    """The calendar of one file; LawDataError names every row that cannot be used."""
    source = read_source(path)
    top = Table(source)
    version = top.text("version", required=True, limit=40)
    official_years = top.numbers("official_years")
    days: dict[date, CalendarDay] = {}
    for table in top.tables("day"):
        row = _day(table)
        if row and row.day in days:
            table.complain(f"The day {row.day} is listed twice.", "date")
        elif row:
            days[row.day] = row
    top.finish()
    refuse_problems(source)
    return WorkingCalendar(version, days.values(), official_years=official_years)


def _day(table: Table) -> CalendarDay | None:
    day = table.day("date", required=True)
    kind = table.text("kind", required=True, choices=list(DayKind))
    title_vi = table.text("title_vi", required=True, limit=200)
    title_en = table.text("title_en", required=True, limit=200)
    source = table.text("source", required=True)
    confidence = table.text("confidence", required=True, choices=CONFIDENCES)
    unconfirmed = table.flag("unconfirmed")
    table.finish()
    if day is None or not kind:
        return None
    try:
        return CalendarDay(day, DayKind(kind), title_vi, title_en, source, confidence, unconfirmed)
    except ValueError as error:
        table.complain(str(error), "kind")
        return None
