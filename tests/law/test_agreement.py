"""The product's due dates against the second opinion in calculator.py, case by case."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from core.law import Clock, Extension, RuleNotInForce, Suspension, compute, national_calendar, shipped_book
from plugins.petitions.law import SOURCE as PETITIONS
from plugins.reception.law import SOURCE as RECEPTION
from tests.law import calculator

BOOK = shipped_book(RECEPTION, PETITIONS).rules
CALENDAR = national_calendar()
DAY = timedelta(days=1)
PLAIN, STOPPED, LONGER, EDGES = 6000, 3000, 1500, 8000
SEED = 20261125

#: A row that the calculator keeps as one rule with a flag, and the product as two rules.
PARTS = {("RC-19", "excuse"): "RC-19-E"}


def ours(clock: Clock) -> date | None:
    """The product's due date, None where the rule is not in force."""
    try:
        return compute(clock, BOOK, CALENDAR).due_on
    except RuleNotInForce:
        return None


def clock_of(case: calculator.Case) -> Clock:
    flags = tuple(flag for flag, on in case.flags.items() if on)
    for flag in flags:
        if part := PARTS.get((case.rule, flag)):
            return Clock(part, case.start)
    return Clock(case.rule, case.start, flags)


def test_due_dates_agree() -> None:
    seen: Counter[str] = Counter()
    for case in calculator.cases(SEED, PLAIN):
        expected = calculator.due(case.rule, case.start, **case.flags)
        assert ours(clock_of(case)) == expected, case
        seen[case.rule] += 1
        seen["not in force"] += expected is None
        for day in ("2024-02-11", "2025-01-29", "2026-02-18"):
            seen["Tết"] += expected is not None and case.start <= date.fromisoformat(day) <= expected
        seen["swapped"] += any(case.start <= day <= (expected or case.start) for day in calculator.SWAPPED)
        seen["before July 2026"] += case.start < calculator.AMENDED
    assert set(calculator.RULES) <= set(seen)
    assert min(seen[rule_id] for rule_id in calculator.RULES) >= 50
    for edge in ("not in force", "Tết", "swapped"):
        assert seen[edge] >= 200, seen
    assert 1000 <= seen["before July 2026"] <= PLAIN - 1000


def test_every_rule_agrees_on_every_day_around_the_edges() -> None:
    compared = 0
    for rule_id, versions in calculator.RULES.items():
        known = {flag for version in versions for flag in version.flagged}
        for edge in calculator.STRESS:
            for offset in range(-8, 9):
                for flags in ({}, *({flag: True} for flag in known)):
                    case = calculator.Case(rule_id, edge + DAY * offset, flags)
                    try:
                        expected = calculator.due(*case[:2], **flags)
                    except calculator.OutsideCalendar:
                        continue
                    if calculator.settled(case.start, expected):
                        assert ours(clock_of(case)) == expected, case
                        compared += 1
    assert compared > EDGES


@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize("complex_case", [False, True])
@pytest.mark.parametrize("second", [False, True])
def test_flags_lead_to_the_same_limit(remote: bool, complex_case: bool, second: bool) -> None:  # noqa: FBT001 - parameters
    flags = tuple(f for f, on in (("remote", remote), ("complex", complex_case), ("second", second)) if on)
    for offset in range(0, 900, 9):
        day = date(2024, 1, 2) + DAY * offset
        if second:
            expected = calculator.due(calculator.SECOND_SETTLEMENT[remote], day, complex=complex_case)
        else:
            expected = calculator.due(calculator.FIRST_SETTLEMENT[remote, complex_case], day)
        assert ours(Clock("CM-07", day, flags)) == expected


def _stops(dice: random.Random, start: date) -> list[Suspension]:
    found = []
    for _ in range(dice.randint(1, 3)):
        first = start + DAY * dice.randint(1, 50)
        found.append(Suspension(first, first + DAY * dice.randint(0, 30), "g"))
    return found


def _theirs(stops: list[Suspension]) -> list[tuple[date, date]]:
    """The same days left out, as the calculator names them.

    The readings differ at the edges only. The product leaves out the day of the decision to suspend
    and counts the day of the decision to resume, as CNT-7 says ("counting resumes on the date of the
    resume decision"); the calculator does the opposite. Both leave out equally many days.
    """
    return [(stop.from_on - DAY, stop.to_on - DAY) for stop in stops if stop.to_on]


def test_suspended_clocks_agree() -> None:
    dice = random.Random(SEED)
    done = 0
    while done < STOPPED:
        rule_id = dice.choice(["CM-07", "CM-10", "CM-11", "CM-12", "DC-04", "DN-09"])
        complaint = not rule_id.startswith("DN")
        first = date(2026, 6, 20) if complaint else date(2023, 12, 5)
        start = first + DAY * dice.randint(0, (date(2026, 8, 20) - first).days)
        stops = _stops(dice, start)
        if complaint and any(stop.from_on <= calculator.AMENDED for stop in stops):
            continue
        try:
            expected = calculator.due_with_suspensions(rule_id, start, _theirs(stops))
        except calculator.OutsideCalendar:
            continue
        if calculator.settled(start, expected):
            assert ours(Clock(rule_id, start, suspensions=tuple(stops))) == expected, (rule_id, start, stops)
            done += 1


def test_extended_clocks_agree() -> None:
    dice = random.Random(SEED)
    done = 0
    while done < LONGER:
        start = date(2023, 12, 5) + DAY * dice.randint(0, 1000)
        by, most, flag = dice.choice([("DN-10", 1, "complex"), ("DN-11", 2, "specially_complex")])
        days = [dice.randint(1, 30) for _ in range(dice.randint(0, most))]
        stops = _stops(dice, start) if dice.random() < 0.5 else []
        try:
            expected = calculator.extended(by, start, days, _theirs(stops))
        except calculator.OutsideCalendar:
            continue
        if not calculator.settled(start, expected):
            continue
        extensions = tuple(Extension(start + DAY * n, by, more, "a", "p") for n, more in enumerate(days, 1))
        assert ours(Clock("DN-09", start, (flag,), suspensions=tuple(stops), extensions=extensions)) == expected
        done += 1
