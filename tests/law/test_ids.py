"""Every row of the law notes' tables has its record, with its number, unit and first day."""

from __future__ import annotations

from datetime import date

import pytest

from core.law import LawBook, Unit, shipped_book
from plugins.petitions.law import SOURCE as PETITIONS
from plugins.reception.law import SOURCE as RECEPTION
from plugins.reception.law import refusal_grounds_on

CAL, WD, NONE, ONCE = Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.NONE, Unit.AT_ONCE
KN, TCD, TC, JULY = date(2012, 7, 1), date(2014, 7, 1), date(2019, 1, 1), date(2026, 7, 1)

COUNTING = [f"CNT-{n}" for n in range(1, 9)]
RECEIVING = [*(f"RC-{n:02}" for n in range(1, 21)), "ON-01", "ON-02", "ON-03", "KNPA-0"]

#: id -> (number, unit, first day) of the version that came first, typed from the tables of the notes.
ROWS: dict[str, tuple[int, Unit, date]] = {
    "CM-01": (90, CAL, KN),
    "CM-02": (10, CAL, KN),
    "CM-03": (10, CAL, KN),
    "CM-04": (7, WD, JULY),
    "CM-05": (7, WD, JULY),
    "CM-06": (0, NONE, KN),
    "CM-07": (30, CAL, KN),
    "CM-08": (45, CAL, KN),
    "CM-09": (45, CAL, KN),
    "CM-10": (60, CAL, KN),
    "CM-11": (45, CAL, KN),
    "CM-12": (60, CAL, KN),
    "CM-13": (0, NONE, JULY),
    "CM-14": (7, CAL, KN),
    "CM-15": (0, NONE, KN),
    "CM-16": (0, NONE, KN),
    "CM-17": (5, CAL, JULY),
    "CM-18": (0, NONE, JULY),
    "CM-19": (3, WD, KN),
    "CM-20": (7, CAL, KN),
    "CM-21": (15, CAL, date(2012, 11, 20)),
    "CM-22": (3, WD, date(2012, 11, 20)),
    "CM-23": (30, CAL, KN),
    "CM-24": (30, CAL, KN),
    "CM-25": (3, WD, JULY),
    "CM-26": (0, NONE, JULY),
    "CM-27": (0, NONE, KN),
    "CM-28": (0, NONE, JULY),
    "CM-29": (0, NONE, KN),
    "CM-30": (0, NONE, JULY),
    "CM-31": (0, NONE, JULY),
    "DC-01": (15, CAL, KN),
    "DC-02": (10, CAL, KN),
    "DC-03": (10, CAL, KN),
    "DC-04": (30, CAL, KN),
    "DC-05": (0, NONE, KN),
    "DN-01": (7, WD, TC),
    "DN-02": (10, WD, TC),
    "DN-03": (0, ONCE, TC),
    "DN-04": (5, WD, TC),
    "DN-05": (0, NONE, TC),
    "DN-06": (0, ONCE, TC),
    "DN-07": (20, CAL, TC),
    "DN-08": (5, WD, TC),
    "DN-09": (30, CAL, TC),
    "DN-10": (30, CAL, TC),
    "DN-11": (30, CAL, TC),
    "DN-12": (0, NONE, TC),
    "DN-13": (5, WD, TC),
    "DN-14": (5, WD, TC),
    "DN-15": (7, WD, TC),
    "DN-16": (5, WD, TC),
    "DN-17": (7, WD, TC),
    "DN-18": (15, CAL, date(2019, 5, 28)),
    "DN-19": (20, CAL, TC),
    "DN-20": (5, WD, TC),
    "DN-21": (0, NONE, TC),
    "DN-22": (0, NONE, TC),
    "DN-23": (0, NONE, JULY),
    "EL-VL": (5, CAL, date(2015, 9, 1)),
}

#: (id, flags, day) -> number: the cells that hold more than one.
CELLS = [
    ("CM-11", ("complex",), JULY, 60),
    ("CM-12", ("complex",), JULY, 70),
    ("CM-23", ("remote",), JULY, 45),
    ("CM-24", ("remote",), JULY, 45),
    ("DC-02", ("dismissal",), JULY, 30),
    ("DC-03", (), date(2026, 6, 30), 10),
    ("DC-03", (), JULY, 7),
    ("DC-04", ("complex",), JULY, 45),
    ("DN-20-R", (), JULY, 5),
]
REFUSALS = [
    *("RF-9.1", "RF-9.2", "RF-9.3"),
    *("RF-a", "RF-b", "RF-c", "RF-d", "RF-đ", "RF-e", "RF-g", "RF-h", "RF-i", "RF-k"),
]


@pytest.fixture(scope="module")
def book() -> LawBook:
    return shipped_book(RECEPTION, PETITIONS)


def test_every_row_of_the_tables_has_its_rule(book: LawBook) -> None:
    found = {}
    for rule_id in ROWS:
        first = book.rules.rule(rule_id).versions[0]
        found[rule_id] = (first.value, first.unit, first.valid_from)
    assert found == ROWS
    assert [rule_id for rule_id in (*COUNTING, *RECEIVING) if not book.rules.rule(rule_id).title_vi] == []
    assert [ground.code for ground in refusal_grounds_on(JULY)] == REFUSALS


def test_rows_with_parts_name_their_row(book: LawBook) -> None:
    rows = {*ROWS, *COUNTING, *RECEIVING, "EL-RS", "EL-HO"}
    parts = {rule.id for rule in book.rules} - rows
    assert parts == {"RC-08-P", "RC-19-E", "CNT-7-KN", "CM-04-W", "CM-30-N", "DN-20-R", "EL-VL-F", "EL-RS-F"}
    assert all(part.rpartition("-")[0] in rows for part in parts)


@pytest.mark.parametrize(("rule_id", "flags", "day", "value"), CELLS)
def test_cells_with_several_numbers(book: LawBook, rule_id: str, flags: tuple[str, ...], day: date, value: int) -> None:
    assert book.rules.version_on(rule_id, day, flags).value == value


def test_rules_that_rules_name_exist(book: LawBook) -> None:
    for rule in book.rules:
        named = [variant.rule for variant in rule.variants]
        named += [version.followed_by for version in rule.versions if version.followed_by]
        named += [name for name in (rule.suspension, rule.assessment, *rule.extends) if name]
        for name in named:
            assert book.rules.rule(name).id == name


def test_what_is_for_running_cases_names_the_article(book: LawBook) -> None:
    running = {
        (rule.id, version.transition_article)
        for rule in book.rules
        for version in rule.versions
        if version.transition == "running"
    }
    assert {rule_id for rule_id, _ in running} == {
        *("CNT-7-KN", "CM-16", "CM-17", "CM-18", "CM-25", "CM-26", "CM-27", "CM-28", "DN-21"),
    }
    assert {article for rule_id, article in running if rule_id != "DN-21"} == {
        "Điều 22.1",
        "Nghị định 155/2026/NĐ-CP Điều 22.1",
    }
    assert ("DN-21", "Điều 10.1") in running


def test_every_record_says_where_it_comes_from(book: LawBook) -> None:
    texts = []
    for kind in book.kinds:
        for row in book.records(kind):
            texts += [row.title_vi, row.title_en, row.source, row.article]
            assert row.title_vi != row.title_en
            assert row.confidence in ("V", "V2", "M", "D")
    for rule in book.rules:
        texts += [rule.title_vi, rule.title_en]
        texts += [text for version in rule.versions for text in (version.source, version.article)]
    assert all(text.strip() for text in texts)
    assert len(texts) > 1000
