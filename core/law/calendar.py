"""The working-day calendar: which days work, and counting in working and in calendar days.

Counting follows the Civil Code (91/2015/QH13) Arts 147-148: the day of the event is not counted
(CNT-1), a limit ends with its last day (CNT-2), and one that would end on a weekend or holiday
ends on the next working day (CNT-3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from core.law.days import WEEKDAYS_OFF, CalendarDay, DayKind, Reason, Skipped, is_weekend
from core.law.errors import DayOutOfRange

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
ONE_DAY = timedelta(days=1)
MONDAY_ZERO = date(1899, 12, 25).toordinal()


class WorkingCalendar:
    """Listed days over ordinary weeks. Immutable; `overrides` win over `days` of the same date.

    `official_years` are those whose whole list of holidays and swaps is published. In all others
    only the listed days and weekends are known, and every answer counts as unconfirmed.
    """

    def __init__(
        self,
        version: str,
        days: Iterable[CalendarDay],
        overrides: Iterable[CalendarDay] = (),
        *,
        official_years: Collection[int] = (),
    ) -> None:
        self.days = tuple(days)
        self.overrides = tuple(sorted(overrides, key=lambda row: row.day))
        self.official_years = frozenset(official_years)
        self._base_version = version
        self.version = version + _fingerprint(self.overrides)
        self._listed = {row.day: row for row in (*self.days, *self.overrides)}
        self._settled = {row.day for row in self.overrides if not row.unconfirmed}
        self._moved = sorted(day for day, row in self._listed.items() if row.kind.is_working == is_weekend(day))

    def with_overrides(self, overrides: Sequence[CalendarDay]) -> WorkingCalendar:
        """This calendar as one tenant keeps it; its version tells which overrides it holds."""
        merged = {row.day: row for row in (*self.overrides, *overrides)}
        return WorkingCalendar(self._base_version, self.days, merged.values(), official_years=self.official_years)

    def listed(self, day: date) -> CalendarDay | None:
        """The row of the calendar that speaks of this day, if any."""
        return self._listed.get(day)

    def kind_of(self, day: date) -> DayKind:
        """What the day is. Raises DayOutOfRange before 1900 and after 2200."""
        _check(day)
        if row := self._listed.get(day):
            return row.kind
        return DayKind.WEEKEND if is_weekend(day) else DayKind.WORKDAY

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        return self.kind_of(day).is_working

    def is_unconfirmed(self, day: date) -> bool:
        """Whether an official list may still change what this day is."""
        row = self._listed.get(day)
        if row is not None and (row.unconfirmed or day in self._settled):
            return row.unconfirmed
        return day.year not in self.official_years

    def reason_off(self, day: date) -> Reason:
        """Why a day that does not work does not."""
        row = self._listed.get(day)
        if row is not None and row.kind is DayKind.DAYOFF:
            return Reason(row.kind, row.title_vi, row.title_en)
        return WEEKDAYS_OFF[day.weekday()]

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which is not counted; before it for negative n."""
        return self.walk_working_days(start, n)[-1]

    def add_calendar_days(self, start: date, n: int) -> date:
        """The n-th day after `start`, moved on to a working day; before and back for negative n."""
        return self.walk_calendar_days(start, n)[-1]

    def walk_working_days(self, start: date, n: int) -> list[date]:
        """Every day passed from `start` (not included) to the n-th working day (included).

        n = 0 means at once: the start itself, whatever day it is.
        """
        _check(start)
        if n == 0:
            return [start]
        step = ONE_DAY if n > 0 else -ONE_DAY
        days: list[date] = []
        day, left = start, abs(n)
        while left:
            day = _check(day + step)
            days.append(day)
            left -= self.is_working(day)
        return days

    def walk_calendar_days(self, start: date, n: int) -> list[date]:
        """The last day of the limit and, if that does not work, the days on to one that does.

        A limit before an event moves back, so that the duty is never done too late for it.
        n = 0 means at once: the start itself, whatever day it is.
        """
        _check(start)
        try:
            day = _check(start + n * ONE_DAY)
        except OverflowError:
            raise DayOutOfRange(f"{start} {n:+} days") from None
        days = [day]
        step = ONE_DAY if n > 0 else -ONE_DAY
        while n != 0 and not self.is_working(days[-1]):
            days.append(_check(days[-1] + step))
        return days

    def skipped(self, days: Iterable[date]) -> tuple[Skipped, ...]:
        """Those of `days` that do not work, each with its reason."""
        return tuple(Skipped(d, self.reason_off(d)) for d in days if not self.is_working(d))

    def working_days_between(self, first: date, second: date) -> int:
        """Working days after `first` up to and including `second`; negative when it lies before.

        With today and a due date: the working days still left, or by how many it is late.
        """
        _check(first)
        _check(second)
        if second < first:
            return -self.working_days_between(second, first)
        count = _weekdays_up_to(second) - _weekdays_up_to(first)
        for day in self._moved:
            if first < day <= second:
                count += 1 if is_weekend(day) else -1
        return count


def _fingerprint(overrides: Sequence[CalendarDay]) -> str:
    """A suffix that differs when any override differs; empty without overrides."""
    if not overrides:
        return ""
    text = ";".join(f"{row.day}={row.kind}={row.unconfirmed}" for row in overrides)
    return "+" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _check(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DayOutOfRange(day)
    return day


def _weekdays_up_to(day: date) -> int:
    """Mondays to Fridays from a Monday before 1900 up to and including `day`."""
    weeks, rest = divmod(day.toordinal() - MONDAY_ZERO + 1, 7)
    return weeks * 5 + min(rest, 5)
