"""Who receives when: a pure function from days, officers and absences to a roster.

Rule, as the screen prints it: weekends of event windows are dealt out first, so that nobody gets
two of them before everybody had one; then every shift goes to whoever has the fewest in the month,
then in the months before, then whoever has waited longest. At last shifts move, along chains of
officers where one step is not enough, until no move makes the loads more even. What nobody can
take stays open and is alarmed. The same input always gives the same roster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

#: Morning and afternoon; the names sort in the order of the day.
HALVES = ("am", "pm")
SATURDAY = 5
#: A pause longer than this counts as "long ago".
LONGEST_PAUSE = 400


class Slot(NamedTuple):
    """Half a day on which citizens are received."""

    day: date
    half: str

    @property
    def weekend(self) -> bool:
        """Whether it lies on a Saturday or Sunday."""
        return self.day.weekday() >= SATURDAY


class Window(NamedTuple):
    """Days of an event, both ends included."""

    first: date
    last: date


class Absence(NamedTuple):
    """An officer's leave, both ends included; ``half`` is empty for whole days."""

    officer: int
    first: date
    last: date
    half: str = ""

    def covers(self, slot: Slot) -> bool:
        """Whether the officer cannot take this half day."""
        return self.first <= slot.day <= self.last and self.half in ("", slot.half)


@dataclass(frozen=True)
class Wanted:
    """What a roster is made for.

    ``slots`` are to be filled with ``each`` officers. ``kept`` are shifts that stay as they are
    (past ones, and those set by hand); they count as load. ``carried`` are shifts of the months
    before, which decide between equals.
    """

    slots: Sequence[Slot]
    officers: Sequence[int]
    absences: Sequence[Absence] = ()
    kept: Mapping[Slot, Collection[int]] = field(default_factory=dict)
    carried: Mapping[int, int] = field(default_factory=dict)
    each: int = 1


@dataclass(frozen=True)
class Made:
    """``given``: the new shifts, without the kept ones; ``gaps``: slots with fewer officers than wanted."""

    given: dict[Slot, tuple[int, ...]]
    gaps: tuple[Slot, ...]


def days_to_cover(first: date, last: date, works: Callable[[date], bool], windows: Iterable[Window]) -> list[date]:
    """Working days of the office, and Saturdays and Sundays inside event windows (plan II.4.b)."""
    spans = list(windows)
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        eventful = day.weekday() >= SATURDAY and any(span.first <= day <= span.last for span in spans)
        if eventful or works(day):
            found.append(day)
    return found


def slots_of(days: Iterable[date]) -> list[Slot]:
    """Both halves of each day."""
    return [Slot(day, half) for day in days for half in HALVES]


def make_roster(wanted: Wanted) -> Made:
    """Deal the slots out; see the head of this file for the rule."""
    table = _Table(wanted)
    for slot in sorted(wanted.slots, key=lambda slot: (not slot.weekend, slot)):
        table.deal(slot)
    while table.improve():
        pass
    given = {slot: tuple(sorted(table.new[slot])) for slot in sorted(table.new) if table.new[slot]}
    gaps = tuple(slot for slot in sorted(wanted.slots) if table.count(slot) < wanted.each)
    return Made(given, gaps)


class _Table:
    """The roster while it is being made."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.officers = sorted(set(wanted.officers))
        self.new: dict[Slot, set[int]] = {slot: set() for slot in wanted.slots}
        self.load = dict.fromkeys(self.officers, 0)
        self.weekends = dict.fromkeys(self.officers, 0)
        self.days: dict[int, set[date]] = {officer: set() for officer in self.officers}
        away: dict[int, list[Absence]] = {}
        for absence in wanted.absences:
            away.setdefault(absence.officer, []).append(absence)
        #: Slots an officer may take at all: not on leave, not there already by hand.
        self.free = {
            officer: {
                slot
                for slot in self.new
                if officer not in wanted.kept.get(slot, ())
                and not any(absence.covers(slot) for absence in away.get(officer, ()))
            }
            for officer in self.officers
        }
        for slot, officers in wanted.kept.items():
            for officer in officers:
                if officer in self.load:
                    self._count_in(officer, slot, 1)

    def count(self, slot: Slot) -> int:
        """Officers in a slot, kept ones included."""
        return len(self.new.get(slot, ())) + len(self.wanted.kept.get(slot, ()))

    def deal(self, slot: Slot) -> None:
        """Fill one slot as far as there is somebody."""
        while self.count(slot) < self.wanted.each:
            able = [o for o in self.officers if slot in self.free[o] and o not in self.new[slot]]
            if not able:
                return
            self._give(min(able, key=lambda officer: self._turn(officer, slot)), slot)

    def _turn(self, officer: int, slot: Slot) -> tuple[int, int, int, int, int]:
        """Smaller comes first."""
        pause = min((abs((slot.day - day).days) for day in self.days[officer]), default=LONGEST_PAUSE)
        carried = self.wanted.carried.get(officer, 0)
        return (self.weekends[officer] if slot.weekend else 0, self.load[officer], carried, -pause, officer)

    def _give(self, officer: int, slot: Slot) -> None:
        self.new[slot].add(officer)
        self._count_in(officer, slot, 1)

    def _take(self, officer: int, slot: Slot) -> None:
        self.new[slot].discard(officer)
        self._count_in(officer, slot, -1)

    def _count_in(self, officer: int, slot: Slot, step: int) -> None:
        self.load[officer] += step
        self.weekends[officer] += step * slot.weekend
        self.days[officer].add(slot.day)

    def improve(self) -> bool:
        """Move shifts along the shortest chain from an officer to one with at least two fewer."""
        for with_weekends in (False, True):
            for start in sorted(self.officers, key=lambda officer: (-self.load[officer], officer)):
                chain = self._chain(start, with_weekends=with_weekends)
                for giver, taker, slot in chain:
                    self._take(giver, slot)
                    self._give(taker, slot)
                if chain:
                    return True
        return False

    def _chain(self, start: int, *, with_weekends: bool) -> list[tuple[int, int, Slot]]:
        held: dict[int, set[Slot]] = {officer: set() for officer in self.officers}
        for slot, officers in self.new.items():
            if with_weekends or not slot.weekend:
                for officer in officers:
                    held[officer].add(slot)
        came: dict[int, tuple[int, Slot] | None] = {start: None}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            for taker in self.officers:
                movable = held[giver] & self.free[taker]
                movable = {slot for slot in movable if taker not in self.new[slot]}
                if taker in came or not movable:
                    continue
                came[taker] = (giver, max(movable))
                if self.load[taker] <= self.load[start] - 2:
                    return _steps(came, taker)
                queue.append(taker)
        return []


def _steps(came: Mapping[int, tuple[int, Slot] | None], end: int) -> list[tuple[int, int, Slot]]:
    """The chain from its last officer back to the first."""
    steps = []
    while (step := came[end]) is not None:
        giver, slot = step
        steps.append((giver, end, slot))
        end = giver
    return steps
