"""What is owed for shifts held: pure, from days and minutes to whole đồng.

Circular 320/2016/TT-BTC Article 3 (still in force beside Circular 65/2026/TT-BTC): the officials of
group 1 are paid by their working days, so any duty makes a day; for groups 2 to 4 half of the
standard day or more makes a day, less makes half a day. One rate per person and day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plugins.reception.law import allowance_rate

#: The group that is paid by working days, whatever their length.
BY_WORKING_DAYS = 1
#: Provincial rules may go above the national maximum by a fifth (Circular 320/2016 Art 7.2).
MOST_PERCENT = 120


@dataclass(frozen=True, slots=True)
class Entitled:
    """Which group an officer belongs to, from a day to a day, by which decision of the head."""

    group: int
    vocational: bool
    first: date
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it speaks of the day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the tenant's settings say. ``percent``: of the national maximum; ``standard``: minutes of a day."""

    percent: int = 100
    standard: int = 480
    central: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: days of one person at one rate. ``rate`` and ``amount`` in đồng."""

    group: int
    vocational: bool
    rate: int
    source: str
    full_days: int
    half_days: int
    amount: int


@dataclass(frozen=True, slots=True)
class Owed:
    """Lines of one person, and days for which nothing is computed because no rate or group is known."""

    lines: tuple[Line, ...]
    unknown: tuple[date, ...]

    @property
    def amount(self) -> int:
        """Sum of the lines in đồng."""
        return sum(line.amount for line in self.lines)


def halves_of(group: int, minutes: int, standard: int) -> int:
    """2 for a whole day, 1 for half a day, 0 for none."""
    if minutes <= 0:
        return 0
    return 2 if group == BY_WORKING_DAYS or 2 * minutes >= standard else 1


def owed(held: Mapping[date, int], entitled: Iterable[Entitled], terms: Terms) -> Owed:
    """What a person is owed; ``held`` gives the minutes of duty of each day."""
    entries = list(entitled)
    found: dict[tuple[int, bool, int, str], list[int]] = {}
    unknown = []
    for day, minutes in sorted(held.items()):
        if minutes <= 0:
            continue
        entry = next((one for one in entries if one.holds_on(day)), None)
        if entry is None:
            unknown.append(day)
            continue
        rate = allowance_rate(entry.group, day, vocational=entry.vocational, central=terms.central)
        if rate is None:
            unknown.append(day)
            continue
        key = (entry.group, entry.vocational, rate.amount * terms.percent // 100, f"{rate.article} {rate.source}")
        found.setdefault(key, [0, 0])[0 if halves_of(entry.group, minutes, terms.standard) == 2 else 1] += 1
    lines = tuple(
        Line(*key, full_days=full, half_days=half, amount=(2 * full + half) * key[2] // 2)
        for key, (full, half) in found.items()
    )
    return Owed(lines, tuple(unknown))
