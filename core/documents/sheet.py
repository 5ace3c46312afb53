"""Write a register as .xlsx: plain cells, one printable sheet, nothing hidden.

No text becomes a formula, a link or a number: text goes in as text, whatever it begins with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any, Literal

import xlsxwriter

from core.documents.letterhead import FACE, short_date
from core.documents.package import stripped
from core.documents.text import clean

Cell = str | int | date | None

CELL_LIMIT = 32_767  # characters in one cell, a limit of the file format
_OLDEST = date(1900, 3, 1)  # spreadsheets count days wrongly before it
_MISREAD = ("=", "+", "-", "@", "\t")
_TITLE_SIZE, _TEXT_SIZE = 14, 10
_A4 = 9
_LINE_HEIGHT, _TALLEST_ROW = 13.5, 409.0  # points; the second is a limit of the file format
_LETTERS_PER_WIDTH = 1.35  # letters of this face in one unit of column width, with some reserve
#: Looks of capacity, note and name of whoever signs.
_SIGNED: tuple[dict[str, Any], ...] = ({"bold": True}, {"italic": True}, {"bold": True})


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, its width in characters, how its cells stand and how numbers look in it."""

    title: str
    width: float
    align: Literal["left", "center", "right"] = "left"
    number: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One register sheet.

    ``left`` and ``right`` are the two heading blocks, each line with its boldness;
    ``title`` and ``subtitle`` stand centred under them. ``split`` is the number of columns
    that the left block spans. ``numbered`` adds the row (1), (2), … under the titles.
    ``bold_last`` makes the last row a row of sums; ``foot`` lines stand under the table, ``signers``
    side by side under those: capacity, note and name of each, with room to sign.
    """

    name: str
    title: str
    subtitle: str
    left: tuple[tuple[str, bool], ...]
    right: tuple[tuple[str, bool], ...]
    columns: tuple[SheetColumn, ...]
    split: int
    numbered: bool = True
    bold_last: bool = False
    foot: tuple[str, ...] = ()
    signers: tuple[tuple[str, str, str], ...] = ()


def to_xlsx(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the sheet as a workbook on A4 landscape, titles repeated on every page.

    Raises ValueError for a row that has not one cell for each column.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = book.add_worksheet(sheet.name)
    _page_setup(page, sheet)
    header = _heading(book, page, sheet)
    first = _titles(book, page, sheet, header)
    page.freeze_panes(first, 0)
    page.repeat_rows(header, first - 1)
    last = _foot(book, page, sheet, _rows(book, page, sheet, first, rows))
    page.print_area(0, 0, last, len(sheet.columns) - 1)
    book.close()
    return stripped(target.getvalue(), title=clean(sheet.title))


def _page_setup(page: Any, sheet: Sheet) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.6, right=0.4, top=0.75, bottom=0.5)
    page.set_header("&C&P", {"margin": 0.35})
    page.fit_to_pages(1, 0)
    page.hide_gridlines(1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)


def _heading(book: Any, page: Any, sheet: Sheet) -> int:
    """Write the blocks above the table; return the row of its titles."""
    last = len(sheet.columns) - 1
    spans = ((sheet.left, 0, sheet.split - 1), (sheet.right, sheet.split, last))
    for lines, start, end in spans:
        for row, (text, bold) in enumerate(lines):
            look = _format(book, bold=bold, align="center", size=12)
            _merged(page, row, start, end, text, look)
    row = max(len(sheet.left), len(sheet.right)) + 1
    _merged(page, row, 0, last, sheet.title, _format(book, bold=True, align="center", size=_TITLE_SIZE))
    _merged(page, row + 1, 0, last, sheet.subtitle, _format(book, italic=True, align="center", size=12))
    return row + 3


def _merged(page: Any, row: int, start: int, end: int, text: str, look: Any) -> None:
    if end > start:
        page.merge_range(row, start, row, end, "", look)
    page.write_string(row, start, clean(text), look)


def _titles(book: Any, page: Any, sheet: Sheet, row: int) -> int:
    """Write the titles and the numbering row; return the first row of the data."""
    look = _format(book, bold=True, align="center", border=1, wrap=True, middle=True)
    page.set_row(row, 62)
    for at, column in enumerate(sheet.columns):
        page.write_string(row, at, clean(column.title), look)
    if not sheet.numbered:
        return row + 1
    small = _format(book, italic=True, align="center", border=1)
    for at in range(len(sheet.columns)):
        page.write_string(row + 1, at, f"({at + 1})", small)
    return row + 2


def _rows(book: Any, page: Any, sheet: Sheet, first: int, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the data; return the last row in use."""
    listed = list(rows) if sheet.bold_last else rows
    end = first + len(listed) - 1 if isinstance(listed, list) else -1
    looks = [_format(book, align=c.align, border=1, wrap=True, number=c.number) for c in sheet.columns]
    sums = [_format(book, align=c.align, border=1, wrap=True, number=c.number, bold=True) for c in sheet.columns]
    dated = [_format(book, align=c.align, border=1, number="dd/mm/yyyy") for c in sheet.columns]
    quoted = [_format(book, align=c.align, border=1, wrap=True, quoted=True) for c in sheet.columns]
    at = first - 1
    for at, cells in enumerate(listed, start=first):
        page.set_row(at, _height(cells, sheet))
        for column, (cell, _) in enumerate(zip(cells, sheet.columns, strict=True)):
            if isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _OLDEST:
                page.write_datetime(at, column, cell, dated[column])
            elif isinstance(cell, int):
                page.write_number(at, column, cell, (sums if at == end else looks)[column])
            else:
                text = short_date(cell) if isinstance(cell, date) else clean(cell or "")
                look = (quoted if text.startswith(_MISREAD) else sums if at == end else looks)[column]
                _text(page, at, column, text, look)
    return at


def _foot(book: Any, page: Any, sheet: Sheet, last: int) -> int:
    """Write what stands under the table; return the last row in use."""
    width = len(sheet.columns)
    plain = _format(book, italic=True, size=12, wrap=True)
    for line in sheet.foot:
        last += 1
        _merged(page, last, 0, width - 1, line, plain)
    if not sheet.signers:
        return last
    top = last + 2
    each = width // len(sheet.signers)
    for number, lines in enumerate(sheet.signers):
        start = number * each
        end = width - 1 if number == len(sheet.signers) - 1 else start + each - 1
        for row, text, look in zip((top, top + 1, top + 6), lines, _SIGNED, strict=True):
            _merged(page, row, start, end, text, _format(book, align="center", size=12, **look))
    return top + 6


def _height(cells: Sequence[Cell], sheet: Sheet) -> float:
    """Return the height in points that the longest cell needs; not every program works it out."""
    lines = 1
    for cell, column in zip(cells, sheet.columns, strict=True):
        if isinstance(cell, str):
            parts = cell.split("\n")
            lines = max(lines, sum(max(1, ceil(len(part) / (column.width * _LETTERS_PER_WIDTH))) for part in parts))
    return min(lines * _LINE_HEIGHT, _TALLEST_ROW)


def _text(page: Any, row: int, column: int, text: str, look: Any) -> None:
    """Write text as text; an empty one still gets its border."""
    if not text:
        page.write_blank(row, column, None, look)
        return
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - 1] + "…"
    page.write_string(row, column, text, look)


def _format(
    book: Any,
    *,
    size: float = _TEXT_SIZE,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    border: int = 0,
    wrap: bool = False,
    middle: bool = False,
    number: str = "",
    quoted: bool = False,
) -> Any:
    """Return a cell look; `quoted` keeps text that looks like a formula text when edited."""
    look: dict[str, Any] = {
        "font_name": FACE,
        "font_size": size,
        "bold": bold,
        "italic": italic,
        "align": align,
        "valign": "vcenter" if middle else "top",
        "border": border,
        "text_wrap": wrap,
        "quote_prefix": quoted,
    }
    if number:
        look["num_format"] = number
    return book.add_format(look)
