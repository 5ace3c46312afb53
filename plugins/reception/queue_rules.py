"""Who is called next, and why: the rule of the waiting hall as data and pure functions.

Whoever has a ground of the closed list or comes at a booked time goes first, but no more than two such turns follow each
other while somebody who came earlier waits. So nobody starves: whoever waits is passed at most
twice before his turn comes nearer by one. Nobody with a ground stands behind somebody who came
later without one. Sent to another counter, everybody keeps the moment he came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

#: Grounds for going first. The list is closed; whoever has none gives none.
GROUNDS = ("elderly", "disabled", "pregnant", "small_child")
#: So many turns by ground may follow each other while somebody who came earlier waits.
MOST_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in a line. ``arrived_at`` never changes; numbers given in one moment follow each other."""

    key: str
    arrived_at: datetime
    number: int
    first: bool = False

    @property
    def came(self) -> tuple[datetime, int]:
        """By this the earlier one is told."""
        return self.arrived_at, self.number


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the line and the key of its reason: ``ground``, ``earliest`` or ``two_before``."""

    key: str
    reason: str


def streak(called: Iterable[bool]) -> int:
    """How many turns by ground were the last ones; ``called`` names the newest turn first."""
    found = 0
    for first in called:
        if not first:
            break
        found += 1
    return found


def order(waiting: Sequence[Waiting], in_a_row: int = 0) -> list[Turn]:
    """Everybody who waits, in the order of turns; ``in_a_row`` turns by ground went just before."""
    by_ground = sorted((one for one in waiting if one.first), key=lambda one: one.came)
    others = sorted((one for one in waiting if not one.first), key=lambda one: one.came)
    found: list[Turn] = []
    while by_ground or others:
        chosen, reason = _next(by_ground, others, in_a_row)
        (by_ground if chosen.first else others).pop(0)
        in_a_row = in_a_row + 1 if chosen.first else 0
        found.append(Turn(chosen.key, reason))
    return found


def _next(by_ground: list[Waiting], others: list[Waiting], in_a_row: int) -> tuple[Waiting, str]:
    if not by_ground:
        return others[0], "earliest"
    if not others or by_ground[0].came < others[0].came:
        return by_ground[0], "earliest"
    if in_a_row < MOST_IN_A_ROW:
        return by_ground[0], "ground"
    return others[0], "two_before"
