"""Clocks: suspensions, assessments, extensions, transitions, and derivations that can be stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import given, settings
from hypothesis import strategies as st

from core.law.clock import compute
from core.law.days import CalendarDay, DayKind
from core.law.derivation import Derivation, StepKind
from core.law.errors import ExtensionProblem, ExtensionRefused, NotADeadline, RuleNotInForce, SuspensionRefused
from core.law.events import Clock, Extension, Suspension
from core.law.national import national_calendar
from core.law.recounting import RecountReason, recompute, recount
from core.law.rules import AppliesBy, Rule, RuleBook, RuleVersion, Transition, Unit, Variant
from core.law.words import derivation_items, derivation_lines

CALENDAR = national_calendar()
CAL, WD, NONE = Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.NONE
JULY = date(2026, 7, 1)


def version(value: int, unit: Unit = CAL, since: date = date(2019, 1, 1), **more: Any) -> RuleVersion:
    return RuleVersion(value, unit, since, more.pop("valid_to", None), "Act", "Art 1", "V", **more)


def rule(rule_id: str, *versions: RuleVersion, **more: Any) -> Rule:
    return Rule(rule_id, f"Việc {rule_id}", f"Duty {rule_id}", more.pop("event", "accepted"), versions, **more)


STOPS = {"suspension": "CNT-7", "assessment": "CNT-8"}
RULES = [
    rule("CNT-3", version(0, NONE)),
    rule("CNT-7", version(0, NONE)),
    rule("CNT-8", version(0, NONE, date(2019, 5, 28))),
    rule("LT-30", version(30), **STOPS),
    rule("LT-7", version(7, WD), **STOPS),
    rule("LT-NO", version(5, WD)),
    rule("LT-BEFORE", version(5, WD), before=True, event="reception_day"),
    rule("EX-1", version(30), extends=("LT-30",), times=1, needs=("complex", "specially_complex")),
    rule("EX-2", version(30), extends=("LT-30",), times=2, needs=("specially_complex",)),
    rule(
        "ST-1",
        version(30),
        variants=(Variant(("complex",), "ST-2"), Variant(("remote",), "ST-3"), Variant(("complex", "remote"), "ST-4")),
    ),
    rule("ST-2", version(45)),
    rule("ST-3", version(45)),
    rule("ST-4", version(60), version(70, flags=("second",))),
    rule("OLD", version(10, since=date(2012, 7, 1), valid_to=date(2026, 6, 30), followed_by="NEW")),
    rule("NEW", version(7, WD, JULY)),
    rule(
        "RUN",
        version(10, valid_to=date(2026, 6, 30)),
        version(20, since=JULY, transition=Transition.RUNNING, transition_article="Art 22"),
    ),
    rule("CASE", version(3, WD, JULY, applies_by=AppliesBy.CASE_START)),
]
BOOK = RuleBook(RULES)


def due(rule_id: str, day: date, **more: Any) -> date | None:
    return compute(Clock(rule_id, day, **more), BOOK, CALENDAR).due_on


def stop(first: str, last: str | None, ground: str = "a") -> Suspension:
    return Suspension(date.fromisoformat(first), date.fromisoformat(last) if last else None, ground)


def more_time(day: str, by: str = "EX-1", days: int = 30) -> Extension:
    return Extension(date.fromisoformat(day), by, days, "a,c", "chairman")


# --- what is counted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ({}, date(2026, 7, 31)),
        ({"suspensions": (stop("2026-07-10", "2026-07-20"),)}, date(2026, 8, 10)),
        # the day of the decision and the days after it are left out, the day of resuming counts
        ({"suspensions": (stop("2026-07-31", "2026-08-03"),)}, date(2026, 8, 3)),
        ({"suspensions": (stop("2026-08-01", "2026-09-01"),)}, date(2026, 7, 31)),
        ({"suspensions": (stop("2026-06-01", "2026-07-01"),)}, date(2026, 7, 31)),
        ({"suspensions": (stop("2026-07-10", "2026-07-20"), stop("2026-07-15", "2026-07-22"))}, date(2026, 8, 12)),
        ({"assessments": (stop("2026-07-10", "2026-07-20"),)}, date(2026, 8, 10)),
        (
            {"suspensions": (stop("2026-07-10", "2026-07-20"),), "assessments": (stop("2026-07-10", "2026-07-20"),)},
            date(2026, 8, 10),
        ),
        ({"flags": ("complex",), "extensions": (more_time("2026-07-30"),)}, date(2026, 9, 3)),
        ({"flags": ("complex",), "extensions": (more_time("2026-07-30", days=3),)}, date(2026, 8, 3)),
    ],
)
def test_thirty_days_from_the_first_of_july(events: dict[str, Any], expected: date) -> None:
    assert due("LT-30", JULY, **events) == expected


def test_working_days_are_left_out_too() -> None:
    assert due("LT-7", JULY) == date(2026, 7, 10)
    assert due("LT-7", JULY, suspensions=(stop("2026-07-03", "2026-07-08"),)) == date(2026, 7, 15)


def test_an_open_suspension_stops_the_clock_and_says_what_is_left() -> None:
    found = compute(Clock("LT-30", JULY, suspensions=(stop("2026-07-10", None),)), BOOK, CALENDAR)
    assert (found.due_on, found.stopped_on, found.left) == (None, date(2026, 7, 10), 22)
    assert found.steps[-1].kind is StepKind.STOPPED
    assert found.of_kind(StepKind.COUNT)[0].number == 8
    late = compute(Clock("LT-30", JULY, suspensions=(stop("2026-08-01", None),)), BOOK, CALENDAR)
    assert late.due_on == date(2026, 7, 31)
    assert not late.of_kind(StepKind.SUSPENDED)
    waiting = Clock(
        "LT-30", JULY, ("complex",), suspensions=(stop("2026-07-10", None),), extensions=(more_time("2026-07-09"),)
    )
    assert compute(waiting, BOOK, CALENDAR).left == 52


def test_without_events_the_clock_and_the_plain_count_agree() -> None:
    for rule_id in ("LT-30", "LT-7", "LT-BEFORE", "LT-NO"):
        for offset in range(0, 1000, 7):
            day = date(2024, 1, 1) + timedelta(days=offset)
            plain, found = BOOK.due(rule_id, day, CALENDAR), compute(Clock(rule_id, day), BOOK, CALENDAR)
            assert (found.due_on, found.rests_on_unconfirmed) == (plain.due_on, plain.rests_on_unconfirmed)


def test_a_clock_stops_only_where_the_law_says_so() -> None:
    with pytest.raises(SuspensionRefused, match="no rule of law"):
        due("LT-NO", JULY, suspensions=(stop("2026-07-02", "2026-07-03"),))
    with pytest.raises(SuspensionRefused, match="CNT-8"):
        due("LT-30", date(2019, 5, 1), assessments=(stop("2019-05-02", "2019-05-03"),))
    with pytest.raises(ValueError, match="cannot end"):
        stop("2026-07-03", "2026-07-02")


def test_quotas_and_rules_of_other_days_have_no_due_date() -> None:
    with pytest.raises(NotADeadline):
        due("CNT-3", JULY)
    with pytest.raises(RuleNotInForce, match='"NEW" has taken its place'):
        due("OLD", JULY)


# --- which rule, which version -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "rule_id", "value"),
    [
        ((), "ST-1", 30),
        (("complex",), "ST-2", 45),
        (("remote",), "ST-3", 45),
        (("remote", "complex"), "ST-4", 60),
        (("remote", "second", "complex"), "ST-4", 70),
        (("second",), "ST-1", 30),
    ],
)
def test_flags_choose_rule_and_version(flags: tuple[str, ...], rule_id: str, value: int) -> None:
    found = compute(Clock("ST-1", JULY, flags), BOOK, CALENDAR)
    assert (found.rule_id, found.value) == (rule_id, value)
    assert bool(found.of_kind(StepKind.VARIANT)) == (rule_id != "ST-1")


def test_a_case_keeps_its_version_unless_a_transitional_article_says_otherwise() -> None:
    assert due("OLD", date(2026, 6, 30)) == date(2026, 7, 10)
    running = compute(Clock("RUN", date(2026, 6, 25)), BOOK, CALENDAR)
    assert (running.value, running.due_on) == (20, date(2026, 7, 15))
    assert running.of_kind(StepKind.TRANSITION)[0].article == "Art 22"
    ended = compute(Clock("RUN", date(2026, 6, 12)), BOOK, CALENDAR)
    assert (ended.value, ended.due_on) == (10, date(2026, 6, 22))
    assert compute(Clock("RUN", JULY), BOOK, CALENDAR).of_kind(StepKind.TRANSITION) == ()


def test_a_version_may_hold_by_the_beginning_of_the_case() -> None:
    assert due("CASE", date(2026, 8, 3)) == date(2026, 8, 6)
    assert due("CASE", date(2026, 8, 3), case_started_on=date(2026, 7, 1)) == date(2026, 8, 6)
    with pytest.raises(RuleNotInForce):
        due("CASE", date(2026, 8, 3), case_started_on=date(2026, 6, 30))


# --- extensions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "extensions", "problem"),
    [
        ((), (more_time("2026-07-20"),), ExtensionProblem.NOT_COMPLEX_ENOUGH),
        (("complex",), (more_time("2026-07-20", "EX-2"),), ExtensionProblem.NOT_COMPLEX_ENOUGH),
        (("complex",), (more_time("2026-07-20"), more_time("2026-08-20")), ExtensionProblem.TOO_MANY),
        (("complex",), (more_time("2026-07-20", days=31),), ExtensionProblem.TOO_LONG),
        (("complex",), (more_time("2026-07-20", days=0),), ExtensionProblem.TOO_LONG),
        (
            ("specially_complex",),
            tuple(more_time(day, "EX-2") for day in ("2026-07-20", "2026-08-20", "2026-09-20")),
            ExtensionProblem.TOO_MANY,
        ),
        (
            ("specially_complex",),
            (more_time("2026-07-20"), more_time("2026-08-20", "EX-2"), more_time("2026-09-20", "EX-2")),
            ExtensionProblem.TOO_MANY,
        ),
    ],
)
def test_extensions_keep_their_limits(
    flags: tuple[str, ...], extensions: tuple[Extension, ...], problem: ExtensionProblem
) -> None:
    with pytest.raises(ExtensionRefused, match=r"Art 1, Act") as caught:
        due("LT-30", JULY, flags=flags, extensions=extensions)
    assert caught.value.problem is problem


def test_a_specially_complex_case_is_extended_twice_and_no_rule_extends_another_limit() -> None:
    twice = (more_time("2026-07-20"), more_time("2026-08-20", "EX-2"))
    assert due("LT-30", JULY, flags=("specially_complex",), extensions=twice) == date(2026, 10, 5)
    with pytest.raises(ExtensionRefused) as caught:
        due("LT-7", JULY, flags=("complex",), extensions=(more_time("2026-07-02"),))
    assert caught.value.problem is ExtensionProblem.NOT_FOR_THIS_RULE


def test_an_extension_decided_too_late_is_marked() -> None:
    found = compute(Clock("LT-30", JULY, ("complex",), extensions=(more_time("2026-08-05"),)), BOOK, CALENDAR)
    assert found.of_kind(StepKind.EXTENDED_LATE)[0].until == date(2026, 7, 31)


# --- properties -------------------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
SPANS = st.builds(
    lambda first, length: Suspension(first, first + timedelta(days=length), "a"), DAYS, st.integers(0, 60)
)
LIMITS = st.sampled_from(["LT-30", "LT-7"])


@settings(max_examples=150, deadline=None)
@given(LIMITS, DAYS, st.lists(SPANS, max_size=4), SPANS)
def test_one_more_suspension_never_shortens(rule_id: str, day: date, spans: list[Suspension], more: Suspension) -> None:
    before = due(rule_id, day, suspensions=tuple(spans))
    after = due(rule_id, day, suspensions=(*spans, more))
    assert before is not None
    assert after is not None
    assert after >= before


@settings(max_examples=100, deadline=None)
@given(st.data(), LIMITS, DAYS, st.lists(SPANS, min_size=2, max_size=5))
def test_the_order_of_events_makes_no_difference(
    data: st.DataObject, rule_id: str, day: date, spans: list[Suspension]
) -> None:
    other = data.draw(st.permutations(spans))
    one = compute(Clock(rule_id, day, suspensions=tuple(spans)), BOOK, CALENDAR)
    assert one == compute(Clock(rule_id, day, suspensions=tuple(other)), BOOK, CALENDAR)


@settings(max_examples=100, deadline=None)
@given(LIMITS, DAYS, st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))
def test_overlapping_suspensions_count_once(rule_id: str, day: date, first: int, length: int, shift: int) -> None:
    begin = day + timedelta(days=first)
    one = Suspension(begin, begin + timedelta(days=length), "a")
    middle = begin + timedelta(days=min(shift, length))
    other = Suspension(middle, begin + timedelta(days=length + shift), "b")
    union = Suspension(begin, begin + timedelta(days=length + shift), "c")
    assert due(rule_id, day, suspensions=(one, other)) == due(rule_id, day, suspensions=(union,))


@settings(max_examples=100, deadline=None)
@given(DAYS, st.lists(SPANS, max_size=3), st.integers(1, 30), st.integers(1, 30))
def test_extensions_only_add_and_stored_derivations_come_back(
    day: date, spans: list[Suspension], first: int, second: int
) -> None:
    plain = Clock("LT-30", day, ("specially_complex",), suspensions=tuple(spans))
    longer = [
        replace(plain, extensions=tuple(Extension(day, "EX-2", days, "a", "p") for days in granted))
        for granted in ((), (first,), (first, second))
    ]
    found = [compute(clock, BOOK, CALENDAR) for clock in longer]
    ends = [derivation.due_on for derivation in found]
    assert ends == sorted(ends, key=lambda end: end or date.max)
    assert ends[0] != ends[2]
    for derivation in found:
        stored = json.loads(json.dumps(derivation.to_json()))
        assert Derivation.from_json(stored) == derivation
        assert recompute(Derivation.from_json(stored), BOOK, CALENDAR) == {}


# --- counting again ---------------------------------------------------------------------------


def test_a_new_day_off_is_shown_and_never_slipped_in() -> None:
    stored = compute(Clock("LT-30", JULY), BOOK, CALENDAR)
    own = CALENDAR.with_overrides([CalendarDay(date(2026, 7, 31), DayKind.DAYOFF, "Nghỉ", "Off", "TB 1")])
    found = recount(stored, BOOK, own)
    assert (found.old_due, found.new_due) == (date(2026, 7, 31), date(2026, 8, 3))
    assert found.reasons == (RecountReason.CALENDAR,)
    assert found.moves
    assert set(recompute(stored, BOOK, own)) == {"due_on", "calendar", "steps"}
    assert not recount(stored, BOOK, CALENDAR).moves


def test_other_rules_give_the_reason() -> None:
    clock = Clock("LT-30", date(2026, 6, 10))
    stored = compute(clock, BOOK, CALENDAR)
    corrected = RuleBook([rule("LT-30", version(40), **STOPS), *(r for r in RULES if r.id != "LT-30")])
    assert recount(stored, corrected, CALENDAR).reasons == (RecountReason.CORRECTION,)
    takes_over = version(40, since=JULY, transition=Transition.RUNNING, transition_article="Art 9")
    changed = RuleBook(
        [
            rule("LT-30", version(30, valid_to=date(2026, 6, 30)), takes_over, **STOPS),
            *(r for r in RULES if r.id != "LT-30"),
        ]
    )
    assert recount(stored, changed, CALENDAR).by_transition
    with pytest.raises(ValueError, match="format 0"):
        Derivation.from_json(stored.to_json() | {"format": 0})


# --- words ------------------------------------------------------------------------------------


@pytest.fixture
def lines(app: Flask) -> Callable[[Derivation, str], list[str]]:
    def read(derivation: Derivation, language: str) -> list[str]:
        with app.test_request_context():
            g.language = language
            return derivation_lines(derivation)

    return read


def test_a_stored_derivation_reads_in_both_languages(lines: Callable[[Derivation, str], list[str]]) -> None:
    clock = Clock(
        "LT-30",
        JULY,
        ("specially_complex",),
        suspensions=(stop("2026-07-10", "2026-07-20", "TĐC-1"),),
        assessments=(stop("2026-07-21", "2026-07-22"),),
        extensions=(more_time("2026-07-20", "EX-2"),),
    )
    stored = Derivation.from_json(compute(clock, BOOK, CALENDAR).to_json())
    english, vietnamese = lines(stored, "en"), lines(stored, "vi")
    assert len(english) == len(vietnamese) == len(stored.steps)
    assert english[0] == "Begins with: acceptance of the case, 01/07/2026. That day does not count."
    assert vietnamese[0] == "Bắt đầu từ: thụ lý, ngày 01/07/2026. Ngày này không tính."
    assert english[-1] == "Due on 10/09/2026, until 24:00."
    assert vietnamese[-1] == "Hạn cuối: 24 giờ ngày 10/09/2026."
    assert not set(english) & set(vietnamese)
    assert any("10/07/2026" in line and "20/07/2026" in line and "TĐC-1" in line for line in vietnamese)


def test_on_screens_days_stand_under_the_counting_they_belong_to(app: Flask) -> None:
    with app.test_request_context():
        g.language = "en"
        working = derivation_items(compute(Clock("LT-NO", date(2026, 7, 2)), BOOK, CALENDAR))
        rolled = derivation_items(compute(Clock("LT-30", date(2026, 7, 2)), BOOK, CALENDAR))
    assert [item.kind for item in working] == ["start", "rule", "count", "due"]
    assert working[2].heading == "Days that do not count:"
    assert working[2].days == ("04/07/2026 · Saturday", "05/07/2026 · Sunday")
    assert [item.kind for item in rolled] == ["start", "rule", "count", "roll", "due"]
    assert (rolled[2].heading, rolled[2].days[0]) == ("Days off at the end:", "01/08/2026 · Saturday")


def test_every_kind_of_step_has_words(lines: Callable[[Derivation, str], list[str]]) -> None:
    clocks = [
        Clock("ST-1", JULY, ("complex",)),
        Clock("RUN", date(2026, 6, 25)),
        Clock("LT-7", date(2026, 11, 20)),
        Clock("LT-30", date(2026, 6, 27)),
        Clock("LT-30", JULY, suspensions=(stop("2026-07-10", None),)),
        Clock("LT-30", JULY, suspensions=(stop("2026-07-02", None),)),
        Clock("LT-30", JULY, assessments=(stop("2026-07-10", None),)),
        Clock("LT-30", JULY, ("complex",), extensions=(more_time("2026-08-05"),)),
        Clock("LT-30", JULY, ("complex",), suspensions=(stop("2026-07-10", "2026-07-12"),)),
        Clock("LT-30", JULY, ("complex",), assessments=(stop("2026-07-10", "2026-07-12"),)),
        Clock("LT-BEFORE", JULY),
    ]
    found = [compute(clock, BOOK, CALENDAR) for clock in clocks]
    seen = {step.kind for derivation in found for step in derivation.steps}
    assert seen == set(StepKind) - {StepKind.AT_ONCE}
    for derivation in found:
        for language in ("vi", "en"):
            text = " ".join(lines(derivation, language))
            assert "None" not in text
            assert "%(" not in text
