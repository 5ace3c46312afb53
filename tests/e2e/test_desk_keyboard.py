"""A reception officer's day with the keyboard alone, with scripts and without."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from core import clock
from tests.e2e.desk import Desk, Typed
from tests.e2e.serving import Demo

pytestmark = pytest.mark.browser

TOWN = "Thị trấn Đắk Rve"
NOTICE = "57/TB-UBND ngày 03/08/2026"


def visits_to_type(mark: str) -> tuple[Typed, Typed, Typed]:
    """One person, a group of 12 with 3 representatives, a refusal; ``mark`` makes the names unique."""
    one = Typed(
        kind=1,
        people=(
            {
                "name": f"Nguyễn Đức Toàn {mark}",
                "commune": TOWN,
                "address": "Thôn 3",
                "id_type": "C",
                "id_number": "062090001234",
            },
        ),
        summary="Khiếu nại mức bồi thường khi mở rộng đường liên thôn",
        demand="Đề nghị đo lại diện tích",
        outcome=1,
        papers=(
            {"name": "Đơn khiếu nại", "pages": "2", "condition": "Rõ chữ"},
            {"name": "Quyết định thu hồi đất", "pages": "5", "condition": "Bản chụp"},
        ),
        more={
            "prior_settlement": "UBND huyện Kon Rẫy",
            "result": "Hẹn trả lời bằng văn bản",
            "note": "Có người đi cùng",
        },
        in_competence=True,
    )
    group = Typed(
        kind=3,
        people=tuple({"name": f"{name} {mark}", "commune": TOWN} for name in ("A Brông", "Y Xuân", "A Thôi")),
        headcount=12,
        summary="Kiến nghị sửa đoạn đường bê tông bị sạt lở sau mưa",
        outcome=2,
        texts={"outcome_body": "Ban Quản lý dự án đầu tư xây dựng"},
    )
    refusal = Typed(
        kind=1,
        people=({"name": f"Trần Thị Hạnh {mark}", "commune": "Xã Đắk Kôi"},),
        summary="Đề nghị xem lại quyết định đã có hiệu lực",
        outcome=5,
        ground="RF-h",
        notice=NOTICE,
    )
    return one, group, refusal


def expected_lines(numbers: list[int], mark: str) -> list[tuple[Any, ...]]:
    """The 13 columns of the three visits in the book, written down from the form 03/TCD."""
    today = clock.today()
    first, second, third = numbers
    return [
        (
            first, today, f"Nguyễn Đức Toàn {mark}, Thôn 3, {TOWN}", "CCCD 062090001234",
            "Khiếu nại mức bồi thường khi mở rộng đường liên thôn", "KN", 1, "UBND huyện Kon Rẫy", "x",
            None, None, "Hẹn trả lời bằng văn bản", "Có người đi cùng",
        ),
        (
            second, today, f"A Brông {mark}, {TOWN}; Y Xuân {mark}, {TOWN}; A Thôi {mark}, {TOWN}", None,
            "Kiến nghị sửa đoạn đường bê tông bị sạt lở sau mưa", "KN, PA", 12, None, None,
            "Ban Quản lý dự án đầu tư xây dựng", None, None, None,
        ),
        (
            third, today, f"Trần Thị Hạnh {mark}, Xã Đắk Kôi", None,
            "Đề nghị xem lại quyết định đã có hiệu lực", "KN", 1, None, None, None, None, None,
            "Từ chối tiếp: RF-h",
        ),
    ]  # fmt: skip


def book_lines(content: bytes, numbers: list[int]) -> list[tuple[Any, ...]]:
    """The lines of the workbook with these numbers, days as days."""
    sheet = load_workbook(io.BytesIO(content)).active
    found = []
    for row in sheet.iter_rows(values_only=True):
        if row[0] in numbers and isinstance(row[1], date):
            day = row[1].date() if hasattr(row[1], "date") else row[1]
            found.append((row[0], day, *((value or None) for value in row[2:13])))
    return found


def words_of_docx(content: bytes) -> str:
    """All words of a Word file, tables included."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def words_of_pdf(content: bytes) -> str:
    """All words of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_day_at_the_desk(
    visitor: Callable[..., Page], demo: Demo, count: Callable[[str, int], None], *, scripts: bool
) -> None:
    mark = "Mot" if scripts else "Hai"
    page = visitor(java_script_enabled=scripts)
    desk = Desk(page, scripts=scripts)
    desk.log_in("tiepdan.dakrve", demo.password("tiepdan.dakrve"))
    how = "with" if scripts else "without"

    numbers = []
    for name, visit in zip(("one person", "group of 12", "refusal"), visits_to_type(mark), strict=True):
        before = desk.keys.strokes
        numbers.append(int(desk.register(visit).split("/")[0]))
        strokes = desk.keys.strokes - before
        count(f"keystrokes for {name} {how} scripts", strokes)
        if name == "one person":
            check_receipt(desk, mark)
    check_notice(desk, mark)
    assert numbers == list(range(numbers[0], numbers[0] + 3)), "numbers follow each other"

    find_without_accents(desk, mark, numbers[0])
    desk.menu("/reception/book")
    book = desk.download('a[href*="book.xlsx"]')
    assert book_lines(book, numbers) == expected_lines(numbers, mark)


def check_receipt(desk: Desk, mark: str) -> None:
    """Receipt 02/TCD of the visit on screen, both files."""
    for words in (
        words_of_docx(desk.download('a[href$="receipt.docx"]')),
        words_of_pdf(desk.download('a[href$="receipt.pdf"]')),
    ):
        for part in (f"Nguyễn Đức Toàn {mark}", "Đơn khiếu nại", "Quyết định thu hồi đất", "GIẤY BIÊN NHẬN"):
            assert part in words, f"{part} is missing in the receipt: {words[:400]}"


def check_notice(desk: Desk, mark: str) -> None:
    """Refusal notice 01/TCD of the visit on screen, both files."""
    for words in (
        words_of_docx(desk.download('a[href$="refusal.docx"]')),
        words_of_pdf(desk.download('a[href$="refusal.pdf"]')),
    ):
        for part in (f"Trần Thị Hạnh {mark}", NOTICE, "THÔNG BÁO", "154/2026"):
            assert part in words, f"{part} is missing in the notice: {words[:400]}"


def find_without_accents(desk: Desk, mark: str, number: int) -> None:
    """Type a name without accents and find its visit, only it."""
    desk.menu("/reception/visits")
    if desk.scripts:
        desk.keys.press("/")
        desk.keys.type(f"nguyen duc toan {mark.lower()}")
        expect(desk.page.locator("#visits tbody tr")).to_have_count(1)
    else:
        desk.keys.tab_to("main [name=q]")
        desk.keys.type(f"nguyen duc toan {mark.lower()}")
        desk.keys.go("Enter")
    rows = desk.page.locator("#visits tbody tr")
    assert rows.count() == 1
    assert f"{number}/" in rows.first.inner_text()
    assert f"Nguyễn Đức Toàn {mark}" in rows.first.inner_text()
