"""The calculator against a paper calendar: every date here was counted by hand, as the comment beside it shows."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.law import calculator
from tests.law.calculator import DAY, Case, OutsideCalendar, cases, due, due_with_suspensions, extended, is_working

Flags = dict[str, bool]
HAND: list[tuple[str, date, Flags, date | None]] = [
    # ten working days, two plain weeks: Mon 4 – Fri 8 (5), Mon 11 – Fri 15 (10)
    ("RC-13", date(2023, 12, 1), {}, date(2023, 12, 15)),
    # over New Year: 25–29 Dec (5), Mon 1 Jan off, Tue 2 – Fri 5 (9), Mon 8 (10)
    ("RC-13", date(2023, 12, 22), {}, date(2024, 1, 8)),
    # over Tết 2024: Fri 2 (1), Mon 5 – Wed 7 (4), 8–14 off, Thu 15, Fri 16 (6), Mon 19 – Thu 22 (10)
    ("RC-13", date(2024, 2, 1), {}, date(2024, 2, 22)),
    # swapped Saturday counts: Mon 29 Apr – Wed 1 May off, Thu 2 (1), Fri 3 (2), Sat 4 (3), Mon 6 (4), Tue 7 (5)
    ("DN-04", date(2024, 4, 26), {}, date(2024, 5, 7)),
    # day 10 is Sat 4 May, which works: no roll
    ("CM-02", date(2024, 4, 24), {}, date(2024, 5, 4)),
    # day 10 is Sun 28 Apr; Mon 29 (off by swap), 30 and 1 May off: Thu 2 May
    ("CM-02", date(2024, 4, 18), {}, date(2024, 5, 2)),
    # 2 May is one day later and no roll is left: start 19 Apr, day 10 is Mon 29 Apr, off: Thu 2 May again
    ("CM-03", date(2024, 4, 19), {}, date(2024, 5, 2)),
    # Sat 26 Apr 2025 works: Sat 26 (1), Mon 28 (2), Tue 29 (3)
    ("CM-19", date(2025, 4, 25), {}, date(2025, 4, 29)),
    # Fri 25 (1), Sat 26 (2), Mon 28 (3), Tue 29 (4), 30 Apr – 2 May off, Mon 5 May (5)
    ("DN-08", date(2025, 4, 24), {}, date(2025, 5, 5)),
    # from 30 Dec: 1 Jan is day 2, so day 30 is Wed 29 Jan, Tết until Fri 31: Mon 3 Feb
    ("CM-07", date(2024, 12, 30), {}, date(2025, 2, 3)),
    # 31 Jan is day 31, 14 Feb day 45: a Saturday before Tết (16–20 off): Mon 23 Feb
    ("CM-08", date(2025, 12, 31), {}, date(2026, 2, 23)),
    # 30 Apr is day 15, 30 May day 45, a Saturday: Mon 1 Jun
    ("CM-09", date(2026, 4, 15), {}, date(2026, 6, 1)),
    # 31 Jul is day 30, 30 Aug day 60, a Sunday; Mon 31 Aug (swap), 1 and 2 Sep off: Thu 3 Sep
    ("CM-10", date(2026, 7, 1), {}, date(2026, 9, 3)),
    # 31 Jul is day 23, 22 Aug day 45, the Saturday that works
    ("CM-11", date(2026, 7, 8), {}, date(2026, 8, 22)),
    # 31 Aug is day 54, 6 Sep day 60, a Sunday: Mon 7 Sep
    ("CM-11", date(2026, 7, 8), {"complex": True}, date(2026, 9, 7)),
    # 30 Jun is day 6, 31 Jul day 37, 23 Aug day 60, a Friday
    ("CM-12", date(2024, 6, 24), {"complex": False}, date(2024, 8, 23)),
    # day 70 is 2 Sep, off, and so is 3 Sep: Wed 4 Sep
    ("CM-12", date(2024, 6, 24), {"complex": True}, date(2024, 9, 4)),
    # the last day of the old limit: 30 Jun + 10 is Fri 10 Jul, in calendar days although it ends under the new law
    ("CM-02", date(2026, 6, 30), {}, date(2026, 7, 10)),
    ("CM-02", date(2026, 7, 1), {}, None),
    ("CM-04", date(2026, 6, 30), {}, None),
    # the first of the new one: Thu 2, Fri 3 (2), Mon 6 – Fri 10 (7)
    ("CM-04", date(2026, 7, 1), {}, date(2026, 7, 10)),
    # Thu 20, Fri 21, Sat 22 works (3), Mon 24 – Thu 27 (7)
    ("CM-04", date(2026, 8, 19), {}, date(2026, 8, 27)),
    # Wed 26 – Fri 28 (3), 29 Aug – 2 Sep off, Thu 3, Fri 4 (5), Mon 7, Tue 8 (7)
    ("CM-05", date(2026, 8, 25), {}, date(2026, 9, 8)),
    # two versions: 29 Jun + 10 is Thu 9 Jul; from Thu 2 Jul: 3 (1), 6–10 (6), Mon 13 (7)
    ("DC-03", date(2026, 6, 29), {}, date(2026, 7, 9)),
    ("DC-03", date(2026, 7, 2), {}, date(2026, 7, 13)),
    # 31 Aug is day 15, a Sunday; Mon 1, Tue 2 Sep off: Wed 3 Sep
    ("DC-01", date(2025, 8, 16), {}, date(2025, 9, 3)),
    # day 10 is Mon 7 Apr, Hùng Kings: Tue 8; dismissed: day 30 is Sun 27 Apr: Mon 28
    ("DC-02", date(2025, 3, 28), {}, date(2025, 4, 8)),
    ("DC-02", date(2025, 3, 28), {"dismissal": True}, date(2025, 4, 28)),
    # 31 Mar is day 4, Sun 26 Apr day 30, Mon 27 off for Hùng Kings: Tue 28; complex: day 45 is Mon 11 May
    ("DC-04", date(2026, 3, 27), {}, date(2026, 4, 28)),
    ("DC-04", date(2026, 3, 27), {"complex": True}, date(2026, 5, 11)),
    # 30 Nov is day 26, 31 Dec 57, 31 Jan 88, so day 90 is Mon 2 Feb
    ("CM-01", date(2025, 11, 4), {}, date(2026, 2, 2)),
    # 31 Jan is day 21, day 30 Fri 9 Feb, Tết until the 14th: Thu 15; remote: day 45 is Sat 24 Feb: Mon 26
    ("CM-23", date(2024, 1, 10), {"remote": False}, date(2024, 2, 15)),
    ("CM-24", date(2024, 1, 10), {"remote": True}, date(2024, 2, 26)),
    # over New Year 2026: 1–4 Jan off, Mon 5 – Fri 9 (5), Sat 10 works (6), Mon 12 (7)
    ("RC-14", date(2025, 12, 31), {}, date(2026, 1, 12)),
    # from a Sunday: it is not counted anyway, Mon 2 Jun is day 1: 2–6 (5), Mon 9, Tue 10 (7)
    ("DN-01", date(2025, 6, 1), {}, date(2025, 6, 10)),
    # not in force, then Thu 2, Fri 3, Mon 6
    ("RC-16", date(2026, 6, 30), {}, None),
    ("RC-16", date(2026, 7, 1), {}, date(2026, 7, 6)),
    # ended with Decree 75
    ("CM-22", date(2024, 6, 3), {}, None),
    # before Mon 24 Aug: Sat 22 works (1), Fri 21 (2), Thu 20 (3), Wed 19 (4), Tue 18 (5)
    ("RC-11", date(2026, 8, 24), {}, date(2026, 8, 18)),
    # before Thu 3 Sep: 29 Aug – 2 Sep off, Fri 28 (1), 27 (2), 26 (3), 25 (4), Mon 24 (5)
    ("ON-01", date(2026, 9, 3), {}, date(2026, 8, 24)),
    ("ON-02", date(2026, 9, 3), {}, date(2026, 8, 28)),
    # an online day of the first day of the law: the notice falls before it, Tue 30 Jun (1) … Wed 24 Jun (5)
    ("ON-01", date(2026, 7, 1), {}, date(2026, 6, 24)),
    # before Mon 12 Jan: Sat 10 works (1), 9–5 (6), 1–4 off, Wed 31 Dec (7), 30 (8), 29 (9), Fri 26 (10)
    ("RC-19", date(2026, 1, 12), {}, date(2025, 12, 26)),
    # the excuse: Sat 10 (1), Fri 9, Thu 8, Wed 7, Tue 6 (5)
    ("RC-19", date(2026, 1, 12), {"excuse": True}, date(2026, 1, 6)),
    # five calendar days before Fri 17 Jul is Sun 12: back to Fri 10, not on to Mon 13, which is four days before
    ("CM-17", date(2026, 7, 17), {}, date(2026, 7, 10)),
    # before Wed 22 Jul: Fri 17, no roll
    ("CM-17", date(2026, 7, 22), {}, date(2026, 7, 17)),
]


@pytest.mark.parametrize(("rule", "start", "flags", "end"), HAND)
def test_due_is_the_day_counted_by_hand(rule: str, start: date, flags: Flags, end: date | None) -> None:
    assert due(rule, start, **flags) == end


def test_the_calendar_has_the_announced_number_of_days_off() -> None:
    # weekdays off by year: 2024: 1+5+1+3+2; 2025: 1+5+1+3+2; 2026: 2+5+1+2+3
    off = Counter(day.year for day in calculator.OFF if day.weekday() < 5)
    assert off == {2024: 12, 2025: 12, 2026: 13}
    # each year the law's eleven days and one more for each swap; 2024 and 2025: 11 + 1, 2026: 11 + 2
    assert Counter(day.year for day in calculator.SWAPPED) == {2024: 1, 2025: 1, 2026: 2}
    assert {day.weekday() for day in calculator.SWAPPED} == {5}
    assert all(is_working(day) for day in calculator.SWAPPED)


def test_first_settlement_is_one_family() -> None:
    start = date(2025, 6, 2)  # a Monday: 30 Jun is day 28
    ends = {flags: due(rule, start) for flags, rule in calculator.FIRST_SETTLEMENT.items()}
    assert ends == {
        (False, False): date(2025, 7, 2),  # Wednesday
        (False, True): date(2025, 7, 17),  # Thursday
        (True, False): date(2025, 7, 17),
        (True, True): date(2025, 8, 1),  # Friday
    }


def test_a_flag_that_the_row_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="CM-19 has no number for complex"):
        due("CM-19", date(2025, 6, 2), complex=True)
    assert due("CM-19", date(2025, 6, 2), complex=False, remote=False) == date(2025, 6, 5)


def test_no_date_is_made_up_outside_the_calendar() -> None:
    with pytest.raises(OutsideCalendar):
        due("CM-01", date(2026, 11, 2))
    with pytest.raises(OutsideCalendar):
        due("RC-11", date(2023, 12, 1))


@pytest.mark.parametrize(
    ("rule", "start", "suspensions", "end"),
    [
        # none: 30 Jun is day 28, Wed 2 Jul day 30
        ("DN-09", date(2025, 6, 2), [], date(2025, 7, 2)),
        # 3–10 Jun are days 1–8; 11–20 taken away; 21 Jun day 9, 30 Jun day 18, Sat 12 Jul day 30: Mon 14
        ("DN-09", date(2025, 6, 2), [(date(2025, 6, 10), date(2025, 6, 20))], date(2025, 7, 14)),
        # resumed on the day it was decided: nothing taken away
        ("DN-09", date(2025, 6, 2), [(date(2025, 6, 10), date(2025, 6, 10))], date(2025, 7, 2)),
        # overlapping, 11–20 and 16–25: 11–25 once, fifteen days; 2 Jul + 15 is Thu 17 Jul
        (
            "DN-09",
            date(2025, 6, 2),
            [(date(2025, 6, 10), date(2025, 6, 20)), (date(2025, 6, 15), date(2025, 6, 25))],
            date(2025, 7, 17),
        ),
        # decided on the last day, which still counts: nothing is left to take away
        ("DN-09", date(2025, 6, 2), [(date(2025, 7, 2), date(2025, 7, 20))], date(2025, 7, 2)),
        # decided the day before: 2 Jul is taken away until Sun 20; Mon 21 is day 30
        ("DN-09", date(2025, 6, 2), [(date(2025, 7, 1), date(2025, 7, 20))], date(2025, 7, 21)),
        # a complaint accepted before the amendment and suspended after it: 15 Jul + 10 is Sat 25: Mon 27
        ("CM-07", date(2026, 6, 15), [(date(2026, 7, 6), date(2026, 7, 16))], date(2026, 7, 27)),
        # day 30 is Sat 1 Aug, and on it a suspension is decided; 2–12 Aug are taken away, so it gives way to Thu 13
        ("CM-07", date(2026, 7, 2), [(date(2026, 8, 1), date(2026, 8, 12))], date(2026, 8, 13)),
    ],
)
def test_suspended_days_are_not_counted(
    rule: str, start: date, suspensions: list[tuple[date, date]], end: date
) -> None:
    assert due_with_suspensions(rule, start, suspensions) == end


def test_only_settlements_are_suspended_and_complaints_only_since_the_amendment() -> None:
    week = [(date(2026, 6, 22), date(2026, 6, 29))]
    with pytest.raises(ValueError, match="only since 1 July 2026"):
        due_with_suspensions("CM-07", date(2026, 6, 15), week)
    with pytest.raises(ValueError, match="no settlement"):
        due_with_suspensions("DN-01", date(2026, 6, 15), week)
    with pytest.raises(ValueError, match="before it begins"):
        due_with_suspensions("DN-09", date(2026, 6, 15), [(date(2026, 6, 29), date(2026, 6, 22))])
    assert due_with_suspensions("CM-11", date(2026, 7, 8), [], complex=True) == date(2026, 9, 7)


def test_extensions_run_from_the_end_of_the_time_before() -> None:
    start = date(2026, 8, 3)  # 31 Aug is day 28, day 30 is 2 Sep, off: Thu 3 Sep
    assert extended("DN-10", start, []) == due("DN-09", start) == date(2026, 9, 3)
    # 30 Sep is day 27 from 3 Sep, Sat 3 Oct day 30: Mon 5 Oct
    assert extended("DN-10", start, [30]) == due("DN-10", date(2026, 9, 3)) == date(2026, 10, 5)
    # 31 Oct is day 26 from 5 Oct, Wed 4 Nov day 30
    assert extended("DN-11", start, [30, 30]) == date(2026, 11, 4)
    # a decision may give less: 3 Sep + 10 is Sun 13: Mon 14
    assert extended("DN-10", start, [10]) == date(2026, 9, 14)
    # suspended 11–20 Jun 2025 before the extension: Mon 14 Jul, as above; 31 Jul is day 17, Wed 13 Aug day 30
    assert extended("DN-10", date(2025, 6, 2), [30], [(date(2025, 6, 10), date(2025, 6, 20))]) == date(2025, 8, 13)
    # suspended 11–20 Sep within the extension: Sat 3 Oct + 10 is Tue 13 Oct
    assert extended("DN-10", start, [30], [(date(2026, 9, 10), date(2026, 9, 20))]) == date(2026, 10, 13)


def test_more_or_longer_extensions_than_the_law_knows_are_refused() -> None:
    with pytest.raises(ValueError, match="1 times"):
        extended("DN-10", date(2025, 6, 2), [30, 30])
    with pytest.raises(ValueError, match="2 times"):
        extended("DN-11", date(2025, 6, 2), [30, 30, 30])
    with pytest.raises(ValueError, match="1 to 30"):
        extended("DN-10", date(2025, 6, 2), [31])


def test_cases_are_repeatable_different_and_within_what_is_settled() -> None:
    found = list(cases(7, 5000))
    assert found == list(cases(7, 5000)) != list(cases(8, 5000))
    assert len(found) == 5000
    assert len({(case.rule, case.start, *case.flags.items()) for case in found}) == 5000
    for case in found:
        first, last = sorted((case.start, due(case.rule, case.start, **case.flags) or case.start))
        assert date(2023, 12, 1) <= first <= last <= date(2026, 12, 31)
        assert not first <= date(2026, 11, 24) <= last


def test_cases_cover_every_rule_flag_and_day_of_stress() -> None:
    found = list(cases(7, 5000))
    assert {case.rule for case in found} == set(calculator.RULES)
    assert {(case.rule, *case.flags.items()) for case in found} >= {
        (rule, (flag, value))
        for rule, flag in [("CM-11", "complex"), ("CM-23", "remote"), ("DC-02", "dismissal"), ("RC-19", "excuse")]
        for value in (False, True)
    }
    ends = Counter(due(case.rule, case.start, **case.flags) for case in found)
    starts = Counter(case.start for case in found)
    assert all(ends[day] for day in calculator.SWAPPED)
    assert starts[date(2026, 6, 30)] >= 10
    assert starts[date(2026, 7, 1)] >= 10
    assert sum(_moved(case) for case in found) >= 500


def _moved(case: Case) -> bool:
    # the last calendar day was one on which no office works
    version = calculator._version(case.rule, case.start)
    if version is None or version.unit != calculator.CAL:
        return False
    plain = case.start + DAY * version.step * calculator._number(case.rule, version, case.flags)
    return plain != due(case.rule, case.start, **case.flags)


def test_versions_of_a_rule_never_overlap() -> None:
    for versions in calculator.RULES.values():
        assert all(old.until is not None and old.until < new.since for old, new in pairwise(versions))


def test_it_imports_nothing_of_the_product() -> None:
    tree = ast.parse(Path(calculator.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names, "the check sees the imports"
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)
