"""The head's reception days against the law: pure, from dated rules and facts of days to a ledger.

Which rule binds whom: RC-01 and RC-02 communes, RC-03 districts, RC-04 provinces, RC-05 other
agencies, RC-06 public service units, RC-07 central bodies (product notes, law 1.1). A rule counts
for the week or month on whose first day it is in force; a week belongs to the month of its Monday.
A week without any working day asks for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.api import law

#: Kind of node -> the level of whom the rules speak.
LEVELS = {
    "commune": "commune",
    "town": "commune",
    "ward": "commune",
    "special-zone": "commune",
    "district": "district",
    "province": "province",
    "city": "province",
}
#: In this order; the Party's own rule (RC-08) binds no state agency.
RULES = ("RC-01", "RC-02", "RC-03", "RC-04", "RC-05", "RC-06", "RC-07")
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Quota:
    """So many days in one week or month, by which rule."""

    rule: str
    first: date
    last: date
    days: int


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one day of the head.

    ``visits``: visits the head received himself; ``alone``: the head was there and nobody came.
    """

    day: date
    planned: bool = False
    visits: int = 0
    alone: bool = False
    absent: bool = False
    postponed: bool = False

    @property
    def held(self) -> bool:
        """Whether the day counts as a day of reception."""
        return self.visits > 0 or self.alone


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line of the ledger, all in days. ``missed`` counts only weeks and months that are over."""

    month: date
    rules: tuple[str, ...]
    required: int
    planned: int
    held: int
    alone: int
    missed: int
    open: int


def quotas(rules: law.RuleBook, level: str, year: int, works: Callable[[date], bool]) -> list[Quota]:
    """Every quota of a level whose week or month begins in the year, in order."""
    found = []
    for rule_id in RULES:
        rule = rules.rule(rule_id)
        if level not in rule.applies_to:
            continue
        for first, last, unit in _periods(year):
            version = rule.version_on(first)
            if version is None or version.unit is not unit:
                continue
            if unit is law.Unit.DAY_PER_WEEK and not any(works(first + timedelta(days=n)) for n in range(7)):
                continue
            found.append(Quota(rule_id, first, last, version.value))
    return sorted(found, key=lambda quota: (quota.first, quota.rule))


def _periods(year: int) -> Iterable[tuple[date, date, law.Unit]]:
    for number in range(1, 13):
        first = date(year, number, 1)
        yield first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), law.Unit.DAY_PER_MONTH
    monday = date(year, 1, 1)
    monday += timedelta(days=-monday.weekday() % 7)
    while monday.year == year:
        yield monday, monday + WEEK - timedelta(days=1), law.Unit.DAY_PER_WEEK
        monday += WEEK


def ledger(wanted: Iterable[Quota], facts: Iterable[Fact], year: int, today: date) -> list[MonthLine]:
    """The twelve months of a year: required, planned, held, missed, and still open."""
    by_day = {fact.day: fact for fact in facts}
    due = list(wanted)
    return [_line(date(year, number, 1), due, by_day, today) for number in range(1, 13)]


def _line(month: date, due: list[Quota], by_day: dict[date, Fact], today: date) -> MonthLine:
    own = [quota for quota in due if (quota.first.year, quota.first.month) == (month.year, month.month)]
    in_month = [fact for day, fact in by_day.items() if (day.year, day.month) == (month.year, month.month)]
    missed = open_ = 0
    for quota in own:
        met = sum(fact.held for day, fact in by_day.items() if quota.first <= day <= quota.last)
        lacking = max(0, quota.days - met)
        if quota.last < today:
            missed += lacking
        else:
            open_ += lacking
    return MonthLine(
        month,
        tuple(dict.fromkeys(quota.rule for quota in own)),
        sum(quota.days for quota in own),
        sum(fact.planned for fact in in_month),
        sum(fact.held for fact in in_month),
        sum(fact.alone and not fact.visits for fact in in_month),
        missed,
        open_,
    )
