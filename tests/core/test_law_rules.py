"""Dated rules: which version holds, the due date with its derivation, and refused files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.law.days import CalendarDay, DayKind
from core.law.errors import LawDataError, NotADeadline, RuleNotInForce, UnknownRule
from core.law.national import national_calendar
from core.law.rule_files import read_rules
from core.law.rules import RuleBook, Unit

CALENDAR = national_calendar()

RULES = """\
[[rule]]
id = "CM-1"
title_vi = "Thời hạn thụ lý"
title_en = "Time to accept"
start_event = "petition_received"

[[rule.version]]
value = 10
unit = "calendar_day"
valid_from = 2012-07-01
valid_to = 2026-06-30
source = "Act A"
article = "27"
confidence = "V"

[[rule.version]]
value = 7
unit = "working_day"
valid_from = 2026-07-01
source = "Act B"
article = "10"
confidence = "V"

[[rule]]
id = "RC-2"
title_vi = "Niêm yết"
title_en = "Posting"
start_event = "reception_day"
before = true

[[rule.version]]
value = 5
unit = "working_day"
valid_from = 2014-07-01
source = "Act C"
article = "24"
confidence = "V"

[[rule]]
id = "RC-3"
title_vi = "Trả lời ngay"
title_en = "At once"
start_event = "refusal"

[[rule.version]]
unit = "at_once"
valid_from = 2014-07-01
source = "Act C"
article = "9"
confidence = "V"

[[rule]]
id = "RC-4"
title_vi = "Định kỳ"
title_en = "Quota"
start_event = "period_start"

[[rule.version]]
value = 2
unit = "day_per_month"
valid_from = 2014-07-01
source = "Act C"
article = "15"
confidence = "V"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> RuleBook:
    return read_rules(written(tmp_path, RULES))


def test_the_version_of_the_start_day_counts(book: RuleBook) -> None:
    old = book.due("CM-1", date(2026, 6, 30), CALENDAR)
    new = book.due("CM-1", date(2026, 7, 1), CALENDAR)
    assert (old.due_on, old.value, old.unit) == (date(2026, 7, 10), 10, "calendar_day")
    assert (new.due_on, new.value, new.unit) == (date(2026, 7, 10), 7, "working_day")
    assert (old.rule_version, new.rule_version) == ("2012-07-01", "2026-07-01")
    assert new.calendar_version == CALENDAR.version
    assert (new.rule_id, new.start_on) == ("CM-1", date(2026, 7, 1))
    assert not new.rests_on_unconfirmed


def test_before_the_first_version_no_rule_holds(book: RuleBook) -> None:
    with pytest.raises(RuleNotInForce, match="2012-06-30"):
        book.version_on("CM-1", date(2012, 6, 30))
    with pytest.raises(RuleNotInForce):
        book.due("CM-1", date(2012, 6, 30), CALENDAR)
    assert [rule.id for rule in book.in_force(date(2013, 1, 1))] == ["CM-1"]


def test_the_skipped_days_explain_the_date(book: RuleBook) -> None:
    due = book.due("CM-1", date(2026, 8, 27), CALENDAR)
    assert due.due_on == date(2026, 9, 10)
    assert [skip.day.isoformat()[5:] for skip in due.skipped] == [
        "08-29",
        "08-30",
        "08-31",
        "09-01",
        "09-02",
        "09-05",
        "09-06",
    ]
    rolled = book.due("CM-1", date(2026, 4, 20), CALENDAR)
    assert rolled.due_on == date(2026, 5, 4)
    assert [skip.day.day for skip in rolled.skipped] == [30, 1, 2, 3]


def test_a_duty_before_an_event_counts_back(book: RuleBook) -> None:
    due = book.due("RC-2", date(2026, 9, 7), CALENDAR)
    assert due.due_on == date(2026, 8, 26)
    assert len(due.skipped) == 7
    assert CALENDAR.working_days_between(due.due_on, date(2026, 9, 4)) == 4


def test_at_once_means_the_same_day_even_on_a_sunday(book: RuleBook) -> None:
    due = book.due("RC-3", date(2027, 3, 7), CALENDAR)
    assert due.due_on == date(2027, 3, 7)
    assert due.skipped == ()
    assert not due.rests_on_unconfirmed


def test_due_dates_that_an_official_list_may_move_say_so(book: RuleBook) -> None:
    assert book.due("CM-1", date(2026, 11, 20), CALENDAR).rests_on_unconfirmed
    assert not book.due("CM-1", date(2026, 11, 24), CALENDAR).rests_on_unconfirmed
    assert book.due("CM-1", date(2026, 12, 28), CALENDAR).rests_on_unconfirmed
    assert book.due("CM-1", date(2030, 5, 6), CALENDAR).rests_on_unconfirmed
    settled = CalendarDay(date(2026, 11, 24), DayKind.WORKDAY, "Làm việc", "Works", "TB 1")
    own = CALENDAR.with_overrides([settled])
    due = book.due("CM-1", date(2026, 11, 20), own)
    assert not due.rests_on_unconfirmed
    assert due.calendar_version == own.version != CALENDAR.version


def test_a_calendar_limit_looks_only_at_its_end(book: RuleBook) -> None:
    assert not book.due("CM-1", date(2025, 12, 19), CALENDAR).rests_on_unconfirmed
    assert book.due("CM-1", date(2025, 12, 19), CALENDAR).due_on == date(2025, 12, 29)


def test_quotas_and_unknown_ids_have_no_due_date(book: RuleBook) -> None:
    with pytest.raises(NotADeadline, match="day_per_month"):
        book.due("RC-4", date(2026, 7, 1), CALENDAR)
    with pytest.raises(UnknownRule, match="RC-99"):
        book.due("RC-99", date(2026, 7, 1), CALENDAR)
    assert book.version_on("RC-4", date(2026, 7, 1)).unit is Unit.DAY_PER_MONTH


def test_titles_in_both_languages(book: RuleBook) -> None:
    rule = book.rule("CM-1")
    assert (rule.title("vi"), rule.title("en")) == ("Thời hạn thụ lý", "Time to accept")
    assert len(book) == 4


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('id = "CM-1"', 'id = "cm1"', 2, "an id such as RC-13"),
        ('id = "CM-1"\n', "", 1, 'The key "id" is missing'),
        ('id = "RC-2"', 'id = "CM-1"', 25, "written twice"),
        ("value = 10\n", "", 7, 'needs a "value"'),
        ("value = 10", "value = 0", 8, "between 1 and"),
        ("value = 10", 'value = "10"', 8, "whole number"),
        ('unit = "at_once"', 'unit = "at_once"\nvalue = 1', 47, 'has no "value"'),
        ('unit = "calendar_day"', 'unit = "day"', 9, "none of"),
        ("valid_from = 2012-07-01", "valid_from = 2027-07-01", 11, 'before "valid_from"'),
        ("valid_from = 2012-07-01\n", "", 7, '"valid_from" is missing'),
        ("valid_to = 2026-06-30", "valid_to = 2026-07-01", 1, "Two versions are in force"),
        ("valid_to = 2026-06-30\n", "", 1, "Two versions are in force"),
        ("valid_to = 2026-06-30", "valid_till = 2026-06-30", 11, '"valid_till" is not known'),
        ('confidence = "V"', 'confidence = "sure"', 14, "none of"),
        ('article = "27"\n', "", 7, '"article" is missing'),
        ("before = true", "before = 1", 29, "true or false"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in RULES
    with pytest.raises(LawDataError) as caught:
        read_rules(written(tmp_path, RULES.replace(old, new, 1)))
    found = [str(problem) for problem in caught.value.problems]
    assert any(p.startswith(f"rules.toml:{line}: ") and words in p for p in found), found


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawDataError, match="no \\[\\[rule\\]\\]"):
        read_rules(written(tmp_path, ""))
    with pytest.raises(LawDataError, match="cannot be read"):
        read_rules(tmp_path / "none.toml")
