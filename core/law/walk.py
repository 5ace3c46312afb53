"""Counting day by day when some days are left out (CNT-1 to CNT-3, CNT-5, CNT-7, CNT-8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.law.calendar import ONE_DAY, WorkingCalendar
from core.law.days import Skipped
from core.law.errors import DayOutOfRange
from core.law.events import Suspension
from core.law.rules import Unit


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of counting. `ends_on` is None while the clock stands still since `stopped_on`.

    `counted_to` is the last day counted, before the end moved to a working day. `left` days are
    still to count when it stands still, else 0.
    """

    ends_on: date | None
    counted_to: date | None
    stopped_on: date | None
    left: int
    skipped: tuple[Skipped, ...]
    unconfirmed: bool

    def with_more(self, days: int) -> Leg:
        """The same leg, standing still, with more days to count once it goes on."""
        return replace(self, left=self.left + days)


class Walker:
    """Counts over one calendar, leaving out the days that suspensions cover."""

    def __init__(self, calendar: WorkingCalendar, stops: Sequence[Suspension]) -> None:
        self.calendar = calendar
        self.stops = stops
        self._open = min((stop.from_on for stop in stops if stop.to_on is None), default=None)

    def walk(self, start: date, n: int, unit: Unit) -> Leg:
        """Count `n` days of the unit after `start` (before it, and nothing left out, for negative n)."""
        if n <= 0 or unit is Unit.AT_ONCE:
            return self._back(start, n, unit)
        working = unit is Unit.WORKING_DAY
        seen: list[date] = []
        counted_to, left = None, n
        for day in self._days(start):
            if day is None:
                passed = seen if working or not left else []
                return Leg(None, counted_to, self._open, left, self.calendar.skipped(passed), self._unsure(passed))
            seen.append(day)
            if working and not self.calendar.is_working(day):
                continue
            if left:
                left -= 1
                counted_to = day
                if not working:
                    seen = [day]
            if left == 0 and self.calendar.is_working(day):
                break
        return Leg(seen[-1], counted_to, None, 0, self.calendar.skipped(seen), self._unsure(seen))

    def _days(self, start: date) -> Iterator[date | None]:
        """Days after `start` that no suspension covers; None once an open one has begun."""
        day = start
        while True:
            try:
                day += ONE_DAY
            except OverflowError:
                raise DayOutOfRange(day) from None
            if self._open is not None and day >= self._open:
                yield None
            elif not any(stop.covers(day) for stop in self.stops):
                yield day

    def _back(self, start: date, n: int, unit: Unit) -> Leg:
        if unit is Unit.WORKING_DAY:
            days = self.calendar.walk_working_days(start, n)
        else:
            days = self.calendar.walk_calendar_days(start, n)
        skipped = self.calendar.skipped(days) if n else ()
        unsure = bool(n) and self._unsure(days)
        counted_to = days[0] if unit is Unit.CALENDAR_DAY else days[-1]
        return Leg(days[-1], counted_to, None, 0, skipped, unsure)

    def _unsure(self, days: Sequence[date]) -> bool:
        return any(map(self.calendar.is_unconfirmed, days))
