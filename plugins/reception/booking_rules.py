"""Which times of a day can be booked: weekly hours, without holidays and closures, cut into equal parts.

Pure functions. Moments of a day are minutes after midnight; a period contains its begin, not its end.
The rule of recurrence is the weekday: a place has the same hours every Monday. A public holiday
is closed whatever its weekday; a closure takes away the part of each day that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Period = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure: from ``opens`` to ``closes`` on every day from ``first_on`` to ``last_on``, both included."""

    first_on: date
    last_on: date
    opens: int = 0
    closes: int = 1440


@dataclass(frozen=True, slots=True)
class Week:
    """Weekly hours (weekday, opens, closes) of a place with its closures and the holidays in question."""

    hours: Sequence[tuple[int, int, int]]
    closures: Sequence[Closed] = ()
    holidays: frozenset[date] = frozenset()

    def open_on(self, day: date) -> list[Period]:
        """When the place is open on a day: periods in order that do not touch each other."""
        if day in self.holidays:
            return []
        found = merged((opens, closes) for weekday, opens, closes in self.hours if weekday == day.weekday())
        for closed in self.closures:
            if closed.first_on <= day <= closed.last_on:
                found = without(found, (closed.opens, closed.closes))
        return found

    def slots(self, day: date, minutes: int) -> list[Period]:
        """The parts of ``minutes`` each that can be booked on a day; what is left over at an end is not."""
        return [
            (start, start + minutes)
            for opens, closes in self.open_on(day)
            for start in range(opens, closes - minutes + 1, minutes)
        ]

    def holds(self, day: date, starts: int, ends: int) -> bool:
        """Whether the place is open from ``starts`` to ``ends`` of a day without a break."""
        return any(opens <= starts and ends <= closes for opens, closes in self.open_on(day))


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same minutes in as few periods as possible, in order."""
    found: list[Period] = []
    for opens, closes in sorted(periods):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def without(periods: Iterable[Period], taken: Period) -> list[Period]:
    """Periods with the minutes of ``taken`` cut out."""
    parts = []
    for opens, closes in periods:
        parts += [(opens, min(closes, taken[0])), (max(opens, taken[1]), closes)]
    return [(opens, closes) for opens, closes in parts if opens < closes]


def touches(one: Period, other: Period) -> bool:
    """Whether two periods share a minute."""
    return one[0] < other[1] and other[0] < one[1]


def left(slot: Period, booked: Iterable[Period], seats: int) -> int:
    """How many seats of a slot are free: each booking that touches it takes one. Never below 0."""
    return max(0, seats - sum(touches(slot, one) for one in booked))
