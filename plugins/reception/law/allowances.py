"""Rates of the allowance for reception duty, read once from allowances.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.api import law

RATES_FILE = Path(__file__).parent / "allowances.toml"
GROUPS = (1, 2, 3, 4)
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """The most that is paid to one person for one day, in đồng."""

    groups: tuple[int, ...]
    vocational: str
    place: str
    amount: int
    valid_from: date
    valid_to: date | None
    source: str
    article: str
    confidence: str

    def fits(self, group: int, *, vocational: bool, central: bool, day: date) -> bool:
        """Whether the rate is that of the person on that day."""
        return (
            group in self.groups
            and self.vocational in ("any", "yes" if vocational else "no")
            and self.place in ("any", "central" if central else "local")
            and law.in_force(self.valid_from, self.valid_to, day)
        )


def allowance_rate(group: int, day: date, *, vocational: bool = False, central: bool = False) -> Rate | None:
    """The rate of a group on a day; None for a day before any rate that was read."""
    return next((rate for rate in _rates() if rate.fits(group, vocational=vocational, central=central, day=day)), None)


@cache
def _rates() -> tuple[Rate, ...]:
    return read_rates(RATES_FILE)


def read_rates(path: Path) -> tuple[Rate, ...]:
    """The rates of one file; LawDataError names file, line and key of all mistakes.

    No two rates may speak of the same person on the same day.
    """
    source = law.read_source(path)
    top = law.Table(source)
    tables = top.tables("rate")
    rates = [_rate(table) for table in tables]
    for number, rate in enumerate(rates):
        if any(_overlap(rate, other) for other in rates[:number]):
            tables[number].complain("Another rate speaks of the same people on the same days.")
    top.finish()
    law.refuse_problems(source)
    return tuple(rates)


def _overlap(one: Rate, other: Rate) -> bool:
    def same(a: str, b: str) -> bool:
        return "any" in (a, b) or a == b

    apart = (one.valid_to or date.max) < other.valid_from or (other.valid_to or date.max) < one.valid_from
    shared = set(one.groups) & set(other.groups)
    return bool(shared) and not apart and same(one.vocational, other.vocational) and same(one.place, other.place)


def _rate(table: law.Table) -> Rate:
    valid_from, valid_to = table.dates_in_order("valid_from", "valid_to")
    if not table.has("valid_from"):
        table.complain('The key "valid_from" is missing.')
    groups = table.numbers("groups")
    if not groups or not set(groups) <= set(GROUPS):
        table.complain('"groups" names some of the groups 1 to 4.', "groups")
    rate = Rate(
        groups=groups,
        vocational=table.text("vocational", required=True, choices=("yes", "no", "any")),
        place=table.text("place", required=True, choices=("local", "central", "any")),
        amount=table.number("amount", required=True, low=1, high=MOST),
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        source=table.text("source", required=True),
        article=table.text("article", required=True),
        confidence=table.text("confidence", required=True, choices=law.CONFIDENCES),
    )
    table.finish()
    return rate
