"""The law of petitions as data: grounds, conditions, the outcome matrix, routes, forms, keeping, elections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from core.api import law
from core.testing.rows import acting
from core.testing.world import scope_of
from plugins.petitions.law import (
    SOURCE,
    Act,
    Cell,
    Kind,
    Model,
    NoRoute,
    Result,
    acceptance_rule,
    allows,
    candidate_stop,
    candidates_stopped,
    complexity_criteria,
    complexity_flags,
    conditions,
    election_calendar,
    form,
    forms,
    ground,
    may_settle,
    non_acceptance_grounds,
    outcomes_for,
    petition_law,
    respondents,
    retention,
    retentions_not_set,
    route,
    stop_grounds,
)

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
TWO_TIERS = date(2025, 7, 1)
ELECTION = date(2026, 3, 15)

#: The matrix of the notes §1.4; a cell that is not here foresees nothing.
MATRIX: dict[tuple[str, str], set[str]] = {
    ("complaint", "mine_eligible"): {"accept"},
    ("complaint", "mine_not_eligible"): {"answer", "ask_to_complete"},
    ("complaint", "not_mine"): {"guide", "return"},
    ("complaint", "lower_overdue"): {"report_up"},
    ("complaint", "mixed"): {"split"},
    ("denunciation", "mine_eligible"): {"accept"},
    ("denunciation", "mine_not_eligible"): {"not_accept"},
    ("denunciation", "not_mine"): {"transfer", "guide"},
    ("denunciation", "lower_overdue"): {"demand_report"},
    ("denunciation", "mixed"): {"split"},
    ("recommendation", "mine_eligible"): {"accept"},
    ("recommendation", "mine_not_eligible"): {"file"},
    ("recommendation", "not_mine"): {"transfer"},
    ("recommendation", "lower_overdue"): {"urge"},
    ("recommendation", "mixed"): {"split"},
    ("party_denunciation", "not_mine"): {"transfer"},
    ("serious_denunciation", "mine_eligible"): {"report_up"},
    ("serious_denunciation", "mine_not_eligible"): {"report_up"},
    ("serious_denunciation", "not_mine"): {"report_up"},
    ("court_matter", "not_mine"): {"guide", "transfer"},
    ("other_body_matter", "not_mine"): {"guide", "transfer"},
}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("cell", list(Cell))
def test_the_outcome_matrix_is_that_of_the_notes(kind: Kind, cell: Cell) -> None:
    found = {row.result.value for row in outcomes_for(kind, cell, AFTER)}
    assert found == MATRIX.get((kind.value, cell.value), set())


def test_outcomes_name_form_limit_and_condition() -> None:
    transfer = allows("denunciation", "not_mine", "transfer", AFTER)
    assert transfer is not None
    assert (transfer.form, transfer.once, transfer.rule, transfer.article) == ("C05-03", True, "DN-04", "Điều 14.1")
    guide, returned = outcomes_for("complaint", "not_mine", AFTER)
    assert (guide.result, guide.once, guide.only_if) == (Result.GUIDE, True, "")
    assert (returned.result, returned.once, returned.only_if) == (Result.RETURN, False, "passed_on")
    assert allows("complaint", "not_mine", "transfer", AFTER) is None
    old = outcomes_for("complaint", "not_mine", date(2021, 11, 14))
    assert [(row.form, row.confidence) for row in old] == [("C07-03", "V"), ("C07-04", "V")]
    assert outcomes_for("complaint", "not_mine", date(2014, 12, 14)) == []
    book = petition_law()
    for kind in Kind:
        for cell in Cell:
            for row in outcomes_for(kind, cell, AFTER):
                assert not row.form or form(row.form, AFTER)
                assert not row.rule or book.rules.rule(row.rule)


def test_nine_grounds_of_non_acceptance() -> None:
    assert [row.id for row in non_acceptance_grounds(AFTER)] == [f"LKN-11.{n}" for n in range(1, 10)]
    assert ground("LKN-11.6").title("en") == "The time limit has passed without good reason"
    with pytest.raises(law.UnknownRule):
        ground("LKN-11.10")
    with pytest.raises(law.RuleNotInForce):
        ground("LKN-11.6", date(2012, 6, 30))


def test_conditions_of_processing_and_of_acceptance() -> None:
    assert len(conditions("complaint", AFTER)) == 8
    assert len(conditions("denunciation", AFTER)) == 9
    assert len(conditions("recommendation", AFTER)) == 7
    assert len(conditions("denunciation", AFTER, "accept")) == 5
    assert conditions("complaint", AFTER, "accept") == []


def test_seven_criteria_make_complex_and_specially_complex() -> None:
    assert [row.letter for row in complexity_criteria("denunciation", BEFORE)] == ["a", "b", "c", "d", "đ", "e", "g"]
    assert complexity_criteria("complaint", BEFORE) == []
    assert len(complexity_criteria("complaint", AFTER)) == 7
    assert complexity_flags("denunciation", [], AFTER) == ()
    assert complexity_flags("denunciation", ["đ"], AFTER) == ("complex",)
    assert complexity_flags("denunciation", ["a", "g"], AFTER) == ("complex", "specially_complex")
    assert complexity_flags("complaint", ["a", "g"], AFTER) == ("complex",)
    with pytest.raises(law.UnknownRule):
        complexity_flags("denunciation", ["h"], AFTER)
    with pytest.raises(law.UnknownRule):
        complexity_flags("complaint", ["a"], BEFORE)


def test_complaints_can_be_suspended_since_july_2026_only() -> None:
    assert stop_grounds(Act.SUSPEND, "complaint", BEFORE) == []
    assert len(stop_grounds(Act.SUSPEND, "complaint", AFTER)) == 2
    assert [row.id for row in stop_grounds(Act.TERMINATE, "complaint", BEFORE)] == ["LKN-10"]
    assert len(stop_grounds(Act.TERMINATE, "complaint", AFTER)) == 2
    assert len(stop_grounds(Act.SUSPEND, "denunciation", BEFORE)) == 2


# --- routing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("respondent", ["commune_chairman", "commune_deputy"])
def test_a_denunciation_against_the_commune_chairman_never_stays_in_the_commune(respondent: str) -> None:
    assert route("denunciation", respondent, TWO_TIERS - timedelta(days=1)).settler == "district_chairman"
    assert route("denunciation", respondent, TWO_TIERS).settler == "province_chairman"
    assert route("denunciation", respondent, TWO_TIERS).confidence == "M"
    for offset in range(0, 3000, 30):
        day = date(2019, 1, 1) + timedelta(days=offset)
        assert not may_settle("denunciation", respondent, "commune", day)
        assert "commune" in route("denunciation", respondent, day).never_at


def test_complaints_are_routed_by_day_and_level() -> None:
    assert may_settle("complaint_first", "commune_chairman", "commune", AFTER)
    assert route("complaint_second", "commune_chairman", date(2025, 6, 30)).settler == "district_chairman"
    assert [route("complaint_second", "commune_chairman", day).confidence for day in (BEFORE, AFTER)] == ["M", "V"]
    assert route("complaint_second", "commune_chairman", AFTER).settler == "province_chairman"
    with pytest.raises(NoRoute):
        route("complaint_first", "district_chairman", TWO_TIERS)
    assert not may_settle("complaint_first", "district_chairman", "district", TWO_TIERS)
    assert "district_chairman" not in respondents("denunciation", AFTER)
    assert "commune_deputy" in respondents("denunciation", AFTER)


def test_nothing_is_routed_to_a_district_that_is_gone() -> None:
    for petition in ("complaint_first", "complaint_second", "denunciation"):
        assert all(route(petition, name, TWO_TIERS).level != "district" for name in respondents(petition, TWO_TIERS))


@pytest.mark.parametrize(
    ("kind", "second", "day", "rule"),
    [
        ("complaint", False, BEFORE, "CM-02"),
        ("complaint", True, BEFORE, "CM-03"),
        ("complaint", False, AFTER, "CM-04"),
        ("complaint", True, AFTER, "CM-04"),
        ("denunciation", False, AFTER, "DN-01"),
        ("recommendation", False, AFTER, "KNPA-0"),
    ],
)
def test_the_rule_of_acceptance_follows_the_day_of_receipt(kind: str, second: bool, day: date, rule: str) -> None:  # noqa: FBT001 - a parameter
    assert acceptance_rule(kind, day, second=second).id == rule
    with pytest.raises(law.RuleNotInForce):
        acceptance_rule("complaint", date(2012, 6, 30))


# --- papers, keeping, elections ----------------------------------------------------------------


def test_forms_change_with_the_day_and_say_what_was_seen() -> None:
    assert {row.id for row in forms(AFTER, "reception")} == {"D154-01", "D154-02", "D154-03", "D154-CONCLUSION"}
    assert forms(BEFORE, "reception") == []
    assert form("D124-14", AFTER).model is Model.FIELDS
    assert form("D124-14", BEFORE).model is Model.DRAFT
    with pytest.raises(law.RuleNotInForce):
        form("D124-14a", BEFORE)
    assert form("D31-02", AFTER).source == "Nghị định 156/2026/NĐ-CP"
    assert {row.number for row in forms(AFTER, "denunciation")} >= {f"{n:02}" for n in range(1, 13)}
    assert {row.number for row in forms(AFTER, "complaint")} >= {"01", "02", "03", "04", "14", "14a", "14b", "15", "16"}
    assert [row.number for row in forms(date(2020, 1, 1), "processing")] == [f"{n:02}" for n in range(1, 8)]


def test_what_has_no_known_period_is_kept_and_listed() -> None:
    assert retention("filed_petition", AFTER).years == 1
    assert not retention("complaint_file", AFTER).is_set
    assert {row.id for row in retentions_not_set(AFTER)} == {
        *("complaint_file", "denunciation_file", "recommendation_file", "reception_book", "recording", "scan"),
    }


def test_the_election_calendar_is_plain_subtraction() -> None:
    found = {step.id: day for step, day in election_calendar(ELECTION)}
    assert found["EL-40"] == date(2026, 2, 3)
    assert found["EL-35"] == date(2026, 2, 8)
    assert found["EL-115"] == date(2025, 11, 20)
    assert candidate_stop(ELECTION) == found["EL-10"] == date(2026, 3, 5)
    stopped = [date(2026, 3, 1) + timedelta(days=n) for n in range(20)]
    assert [day.day for day in stopped if candidates_stopped(day)] == list(range(5, 16))


# --- files and packs ---------------------------------------------------------------------------


def test_the_base_files_know_nothing_of_july_2026(tmp_path: Path) -> None:
    base = law.shipped_book(law.LawSource(SOURCE.files, SOURCE.kinds))
    assert base.packs == ()
    assert base.rules.version_on("CM-02", AFTER).value == 10
    with pytest.raises(law.UnknownRule):
        base.rules.rule("CM-04")
    late = [row.id for kind in base.kinds for row in base.records(kind) if row.valid_from >= AFTER]
    assert all(row_id.startswith("D154") for row_id in late)
    assert petition_law().packs == ("2026-07",)


def test_a_case_of_30_june_stays_under_the_old_rule() -> None:
    book, calendar = petition_law().rules, law.national_calendar()
    old = law.compute(law.Clock("CM-02", BEFORE), book, calendar)
    new = law.compute(law.Clock(acceptance_rule("complaint", AFTER).id, AFTER), book, calendar)
    assert (old.due_on, old.unit) == (date(2026, 7, 10), "calendar_day")
    assert (new.due_on, new.unit) == (date(2026, 7, 10), "working_day")
    with pytest.raises(law.RuleNotInForce, match="CM-04"):
        law.compute(law.Clock("CM-02", AFTER), book, calendar)
    running = law.Clock(
        "CM-07", date(2026, 6, 1), suspensions=(law.Suspension(AFTER, date(2026, 7, 11), "D155-28b-1"),)
    )
    assert law.compute(running, book, calendar).due_on == date(2026, 7, 13)
    early = law.Suspension(BEFORE, date(2026, 7, 11), "D155-28b-1")
    refused = law.Clock("CM-07", date(2026, 6, 1), suspensions=(early,))
    with pytest.raises(law.SuspensionRefused):
        law.compute(refused, book, calendar)


def test_the_installation_reads_the_same_book(make_app: Callable[..., tuple[Flask, object]]) -> None:
    app, _world = make_app("sqlite")
    with app.test_request_context():
        scope = scope_of("a-comm")
    with acting(app, scope):
        found = petition_law()
        assert found.packs == ("2026-07",)
        assert [row.id for row in outcomes_for("complaint", "mixed", AFTER)] == ["KN.mixed.split"]
        assert found.records("route") == law.shipped_book(SOURCE).records("route")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("outcomes.toml", 'result = "guide"', 'result = "scold"', '"result" is "scold"'),
        ("routes.toml", 'level = "district"', 'level = "commune"', "may never go"),
        ("grounds.toml", 'letter = "a"', 'letter = "z"', '"letter" is "z"'),
        ("forms.toml", 'model = "draft"', 'model = "maybe"', '"model" is "maybe"'),
        ("forms.toml", 'id = "C07-02"', 'id = "C07-01"', "written twice"),
        ("retention.toml", "years = 1", 'years = "1"', "whole number"),
        ("elections.toml", "days = 10", "day = 10", '"day" is not known'),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, name: str, old: str, new: str, words: str) -> None:
    path = next(path for path in SOURCE.files if path.name == name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / name
    copy.write_text(_replaced(text, old, new, name), encoding="utf-8")
    with pytest.raises(law.LawDataError, match=words):
        law.shipped_book(law.LawSource((copy,), SOURCE.kinds))


def _replaced(text: str, old: str, new: str, name: str) -> str:
    """The first place, or for routes the first one of a denunciation that may never go to the commune."""
    if name != "routes.toml":
        return text.replace(old, new, 1)
    head, mark, tail = text.partition('id = "TC.commune_chairman"')
    return head + mark + tail.replace(old, new, 1)
