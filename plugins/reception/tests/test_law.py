"""Law of reception as data: dated duties, the closed list of refusals, numbers of representatives."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from core.api import law
from plugins.reception.law import (
    GroundNotInForce,
    RepresentativeProblem,
    UnknownGround,
    band_for,
    check_representatives,
    ground,
    reception_rules,
    refusal_grounds_on,
)
from plugins.reception.law.grounds import GROUNDS_FILE, read_grounds
from plugins.reception.law.representatives import BANDS_FILE, read_bands

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
OLD_CODES = ["RF-9.1", "RF-9.2", "RF-9.3"]
NEW_CODES = ["RF-a", "RF-b", "RF-c", "RF-d", "RF-đ", "RF-e", "RF-g", "RF-h", "RF-i", "RF-k"]


def test_every_duty_of_the_table_is_there_with_its_number() -> None:
    rules = reception_rules()
    found = {rule.id: (rule.versions[0].value, rule.versions[0].unit.value) for rule in rules}
    assert found == {
        "RC-01": (1, "day_per_week"),
        "RC-02": (2, "day_per_month"),
        "RC-03": (2, "day_per_month"),
        "RC-04": (1, "day_per_month"),
        "RC-05": (1, "day_per_month"),
        "RC-06": (1, "day_per_month"),
        "RC-07": (1, "day_per_month"),
        "RC-08": (2, "day_per_month"),
        "RC-08-P": (1, "day_per_month"),
        "RC-09": (0, "none"),
        "RC-10": (0, "at_once"),
        "RC-11": (5, "working_day"),
        "RC-12": (0, "none"),
        "RC-13": (10, "working_day"),
        "RC-14": (7, "working_day"),
        "RC-15": (5, "working_day"),
        "RC-16": (3, "working_day"),
        "RC-17": (0, "at_once"),
        "RC-18": (45, "calendar_day"),
        "RC-19": (10, "working_day"),
        "RC-19-E": (5, "working_day"),
        "RC-20": (0, "none"),
    }
    assert [rule.id for rule in rules if rule.before] == ["RC-11", "RC-19", "RC-19-E"]


def test_the_chairmans_days_change_from_week_to_month() -> None:
    rules = reception_rules()
    assert rules.version_on("RC-01", BEFORE).unit is law.Unit.DAY_PER_WEEK
    assert rules.version_on("RC-02", AFTER).value == 2
    with pytest.raises(law.RuleNotInForce):
        rules.version_on("RC-01", AFTER)
    with pytest.raises(law.RuleNotInForce):
        rules.version_on("RC-02", BEFORE)
    with pytest.raises(law.RuleNotInForce):
        rules.version_on("RC-03", date(2025, 7, 1))
    for rule_id in ("RC-16", "RC-17", "RC-18", "RC-20"):
        assert rules.rule(rule_id).version_on(BEFORE) is None


def test_the_answer_of_a_visit_is_due_in_ten_working_days() -> None:
    due = reception_rules().due("RC-13", date(2026, 8, 20), law.national_calendar())
    assert due.due_on == date(2026, 9, 7)
    notice = reception_rules().due("RC-16", date(2026, 10, 2), law.national_calendar())
    assert notice.due_on == date(2026, 10, 7)


def test_the_grounds_of_a_day() -> None:
    assert [row.code for row in refusal_grounds_on(AFTER)] == OLD_CODES + NEW_CODES
    assert [row.code for row in refusal_grounds_on(BEFORE)] == OLD_CODES
    assert refusal_grounds_on(date(2014, 6, 30)) == []


def test_which_grounds_need_paper() -> None:
    written = [row for row in refusal_grounds_on(AFTER) if row.is_written]
    assert [row.code for row in written] == ["RF-9.3", "RF-h"]
    assert all(row.needs_earlier_notice and row.notice_rule == "RC-16" for row in written)
    assert reception_rules().version_on(written[0].notice_rule, AFTER).value == 3
    others = [row for row in refusal_grounds_on(AFTER) if not row.is_written]
    assert not any(row.needs_earlier_notice or row.notice_rule for row in others)
    assert [row.code for row in others if row.needs_written_reply] == ["RF-i"]


def test_every_ground_has_words_in_both_languages_and_a_source() -> None:
    for row in refusal_grounds_on(AFTER):
        assert row.title("vi") != row.title("en")
        assert row.source
        assert row.article


def test_a_ground_is_found_by_its_code_on_its_day() -> None:
    assert ground("RF-h").title("en").startswith("Recommendation or feedback")
    assert ground(unicodedata.normalize("NFD", "RF-đ")).code == "RF-đ"
    assert ground("RF-9.1", BEFORE).valid_from == date(2014, 7, 1)
    with pytest.raises(GroundNotInForce):
        ground("RF-h", BEFORE)
    for code in ("RF-z", "", "rf-h", "RF-h "):
        with pytest.raises(UnknownGround):
            ground(code)


@pytest.mark.parametrize(
    ("people", "representatives", "problem"),
    [
        (1, 0, None),
        (1, 1, None),
        (1, 2, RepresentativeProblem.MORE_THAN_PEOPLE),
        (2, 0, None),
        (4, 4, None),
        (4, 5, RepresentativeProblem.MORE_THAN_PEOPLE),
        (5, 0, RepresentativeProblem.TOO_FEW),
        (5, 1, None),
        (5, 2, None),
        (5, 3, RepresentativeProblem.TOO_MANY),
        (10, 2, None),
        (10, 3, RepresentativeProblem.TOO_MANY),
        (11, 3, None),
        (12, 3, None),
        (11, 5, None),
        (11, 6, RepresentativeProblem.TOO_MANY),
        (11, 0, RepresentativeProblem.TOO_FEW),
        (100000, 5, None),
        (100000, 6, RepresentativeProblem.TOO_MANY),
        (0, 0, RepresentativeProblem.NO_PEOPLE),
        (-1, 0, RepresentativeProblem.NO_PEOPLE),
        (5, -1, RepresentativeProblem.NEGATIVE),
    ],
)
def test_how_many_may_speak(people: int, representatives: int, problem: RepresentativeProblem | None) -> None:
    assert check_representatives(people, representatives, AFTER) == problem


def test_before_the_law_only_arithmetic_holds() -> None:
    assert check_representatives(20, 9, date(2014, 6, 30)) is None
    assert band_for(20, date(2014, 6, 30)) is None
    band = band_for(7, AFTER)
    assert band is not None
    assert (band.at_least, band.at_most, band.article) == (1, 2, "Điều 29")


def test_bands_leave_no_gap_and_do_not_overlap() -> None:
    bands = sorted(read_bands(BANDS_FILE), key=lambda band: band.from_people)
    assert bands[0].from_people == 2
    for lower, upper in pairwise(bands):
        assert upper.from_people == lower.to_people + 1


def test_bad_files_are_refused_with_the_place(tmp_path: Path) -> None:
    text = GROUNDS_FILE.read_text(encoding="utf-8")
    copy = tmp_path / "grounds.toml"
    copy.write_text(text.replace('notice = "oral"', 'notice = "shouted"', 1), encoding="utf-8")
    with pytest.raises(law.LawDataError, match=r'grounds\.toml:\d+: "notice" is "shouted"'):
        read_grounds(copy)
    copy.write_text(text.replace('notice_rule = "RC-16"\n', "", 1), encoding="utf-8")
    with pytest.raises(law.LawDataError, match="notice_rule"):
        read_grounds(copy)
    copy.write_text(text.replace('code = "RF-b"', 'code = "RF-a"'), encoding="utf-8")
    with pytest.raises(law.LawDataError, match="written twice"):
        read_grounds(copy)
    bands = BANDS_FILE.read_text(encoding="utf-8")
    copy.write_text(bands.replace("at_most = 2", "at_most = 0"), encoding="utf-8")
    with pytest.raises(law.LawDataError, match="smaller number"):
        read_bands(copy)
