"""The statutory book 03/TCD on screen and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from core.testing.rows import stored
from plugins.reception.documents import BOOK_COLUMNS
from plugins.reception.tests.typed import NOT_THEIRS, group, sealed_form, visit_form

BOOK = "/t/a-comm/reception/book"
NEW = "/t/a-comm/reception/visits/new"
TITLES = [title for _key, title in BOOK_COLUMNS]


@pytest.fixture
def filled(desk: FlaskClient) -> FlaskClient:
    """Four visits as an ordinary day brings them."""
    refusal = {"outcome": "refused", "refusal_ground": "RF-h", "refusal_explained": "y", "earlier_notice": "12/TB"}
    papers = {
        "people__0__id_type": "citizen_id",
        "people__0__id_number": "062190001234",
        "people__0__address": "Thôn 3",
    }
    for sent in (
        visit_form(**papers, in_competence="y", prior_settlement="UBND huyện", result="Đang xem xét", note="Kèm ảnh"),
        visit_form(
            **group(12, 3), kind="recommendation", outcome="guided", outcome_body="Sở Nông nghiệp", outcome_paper="5/HD"
        ),
        visit_form(**refusal, kind="recommendation", note="=1+1"),
        sealed_form(outcome="transferred", outcome_body="Công an"),
    ):
        assert desk.post(NEW, data=sent).status_code == 303
    return desk


def table(content: bytes) -> tuple[list[object], list[list[object]]]:
    """(titles, lines) of the sheet, found by its first column's title."""
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]  # type: ignore[union-attr]
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    return rows[head][:13], [
        row[:13] for row in rows[head + 1 :] if isinstance(row[0], int) and isinstance(row[1], datetime)
    ]


def day(iso: str) -> datetime:
    return datetime.combine(date.fromisoformat(iso), time())


def test_thirteen_columns_equal_the_records(filled: FlaskClient, app: Flask) -> None:
    answer = filled.get(f"{BOOK}.xlsx?since=2026-11-23&until=2026-11-23")
    assert (answer.status_code, answer.headers["Content-Disposition"]) == (
        200,
        'attachment; filename="so-tiep-cong-dan-20261123-20261123.xlsx"',
    )
    titles, lines = table(answer.data)
    assert titles == TITLES
    first = stored(app, "reception_visit", "a-comm")[-4].number
    today, matter = day("2026-11-23"), "Thu hồi đất làm đường"
    named = "; ".join(f"Người đại diện {n}, Đăk Pne" for n in (1, 2, 3))
    none = None
    assert lines == [
        [
            first,
            today,
            "Nguyễn Đức An, Thôn 3, Đăk Pne",
            "CCCD 062190001234",
            matter,
            "KN",
            1,
            "UBND huyện",
            "x",
            none,
            none,
            "Đang xem xét",
            "Kèm ảnh",
        ],
        [first + 1, today, named, none, matter, "KN, PA", 12, none, none, "Sở Nông nghiệp, 5/HD", none, none, none],
        [
            first + 2,
            today,
            "Nguyễn Đức An, Đăk Pne",
            none,
            matter,
            "KN, PA",
            1,
            none,
            none,
            none,
            none,
            none,
            "Từ chối tiếp: RF-h; =1+1",
        ],
        [first + 3, today, f"TC-{first + 3:04d}/2026", none, matter, "TC", 1, none, none, none, "Công an", none, none],
    ]


def test_nothing_typed_becomes_a_formula(filled: FlaskClient) -> None:
    assert filled.post(NEW, data=visit_form(summary='=HYPERLINK("x")', people__0__name="@SUM(A1)")).status_code == 303
    book = load_workbook(BytesIO(filled.get(f"{BOOK}.xlsx").data))
    assert [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"] == []


def test_the_screen_shows_the_same_lines(filled: FlaskClient) -> None:
    page = BeautifulSoup(filled.get(f"{BOOK}?since=2026-11-23&until=2026-11-23").text, "html.parser")
    assert [head.get_text() for head in page.select("table.book thead th")] == TITLES
    shown = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select("table.book tbody tr")
    ]
    _titles, lines = table(filled.get(f"{BOOK}.xlsx?since=2026-11-23&until=2026-11-23").data)
    assert shown == [[_as_text(value) for value in line] for line in lines]


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def test_the_period_counts_both_days(filled: FlaskClient, app: Flask) -> None:
    filled.post(NEW, data=visit_form(received_on="2026-02-01"))
    numbers = {}
    for since, until in (("2026-02-01", "2026-02-01"), ("2026-02-02", "2026-11-22"), ("2026-01-01", "2026-01-31")):
        _titles, lines = table(filled.get(f"{BOOK}.xlsx?since={since}&until={until}").data)
        numbers[since] = [line[1] for line in lines]
    assert numbers == {"2026-02-01": [day("2026-02-01")], "2026-02-02": [day("2026-11-20")], "2026-01-01": []}


@pytest.mark.parametrize("what", ["", ".xlsx"])
def test_others_may_not(refused: Callable[..., dict[str, int]], what: str) -> None:
    assert refused("GET", BOOK + what) == NOT_THEIRS


def test_wrong_method(desk: FlaskClient) -> None:
    assert desk.post(BOOK).status_code == desk.post(f"{BOOK}.xlsx").status_code == 405


@pytest.mark.parametrize("what", ["", ".xlsx"])
@pytest.mark.parametrize("query", ["since=2026-12-01&until=2026-01-01", "since=31/02/2026", "until=x"])
def test_a_wrong_period_gets_a_sentence(desk: FlaskClient, what: str, query: str) -> None:
    answer = desk.get(f"{BOOK}{what}?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert BeautifulSoup(answer.text, "html.parser").select_one(".error") is not None
