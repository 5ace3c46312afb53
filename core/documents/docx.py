"""Render a paper as an editable .docx that carries nothing but its words.

Author, dates of editing, template and thumbnail are left out of the file, and its parts
bear one fixed time: the same document always gives the same bytes.
"""

from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm
from docx.table import Table as DocxTable

from core.documents import docx_parts as parts
from core.documents import letterhead as head
from core.documents.model import Block, Document, Grounds, Line, Paragraph, Signature, Table
from core.documents.package import stripped
from core.documents.text import clean


def to_docx(document: Document) -> bytes:
    """Return the paper as a Word document on A4 in Times New Roman."""
    file = docx.Document()
    parts.set_page(file, clean(document.form_code), clean(document.footnote))
    parts.set_defaults(file)
    _letterhead(file, document)
    _title(file, document)
    for at, name in enumerate(document.addressees):
        lead = "Kính gửi: " if at == 0 else ""
        parts.write(file.add_paragraph(), lead + clean(name), align="center", before=0, after=4)
    follows_table = False
    for block in document.body:
        _block(file, block, before=6 if follows_table else 0)
        follows_table = isinstance(block, Table)
    _closing(file, document)
    target = BytesIO()
    file.save(target)
    return stripped(target.getvalue(), title=clean(document.kind))


def _letterhead(file: Any, document: Document) -> None:
    left = head.TEXT_WIDTH * head.LEFT_SHARE
    right = head.TEXT_WIDTH - left
    table = parts.plain_table(file, 2, [left, right])
    agency, nation = table.rows[0].cells
    lines = parts.CellLines(agency)
    if document.agency.superior:
        lines.add(head.capitals(document.agency.superior), size=12, align="center")
    name = head.capitals(document.agency.name)
    lines.add(name, size=12, bold=True, align="center")
    longest = min(max(map(len, name.split("\n"))) * parts.CAPITAL_WIDTH, left)
    parts.rule(lines.next(), left, longest * 0.4)
    lines = parts.CellLines(nation)
    lines.add(head.NATIONAL_NAME, size=12, bold=True, align="center")
    lines.add(head.MOTTO, size=13, bold=True, align="center")
    parts.rule(lines.next(), right, parts.MOTTO_WIDTH)
    number, dated = table.rows[1].cells
    if document.number is not None:
        text = f"Số: {clean(document.number)}"
        parts.CellLines(number).add(text, size=13, align="center", before=6)
    where = head.place_and_date(document)
    parts.CellLines(dated).add(where, size=13, italic=True, align="center", before=6)


def _title(file: Any, document: Document) -> None:
    kind = clean(document.kind).upper()
    parts.write(file.add_paragraph(), kind, bold=True, align="center", before=16, after=2)
    if document.abstract:
        abstract = clean(document.abstract)
        parts.write(file.add_paragraph(), abstract, bold=True, align="center", before=0, after=0)
        wide = min(len(abstract) * parts.LETTER_WIDTH, head.TEXT_WIDTH)
        parts.rule(file.add_paragraph(), head.TEXT_WIDTH, wide * 0.4, after=10)


def _block(file: Any, block: Block, before: float = 0) -> None:
    if isinstance(block, Paragraph):
        parts.write(
            file.add_paragraph(),
            clean(block.text),
            bold=block.bold,
            italic=block.italic,
            align=block.align,
            before=before,
            indent=head.FIRST_INDENT if block.align == "justify" else 0,
        )
    elif isinstance(block, Grounds):
        for item in head.ended(block.items):
            _block(file, Paragraph(item, italic=True), before)
    elif isinstance(block, Line):
        _line(file, block, before)
    else:
        _table(file, block)


def _line(file: Any, line: Line, before: float) -> None:
    """Write label/value pairs; each empty value runs as dots to its own tab stop."""
    pieces: list[str] = []
    for at, field in enumerate(line.fields):
        label, value = clean(field.label), clean(field.value)
        last = at == len(line.fields) - 1
        joint = "" if last else "; " if value else " "
        pieces.append(f"{label}: {value or chr(9)}{joint}" if label else (value or "\t") + joint)
    paragraph = file.add_paragraph()
    parts.write(paragraph, "".join(pieces), align="left", before=before, indent=head.FIRST_INDENT)
    gaps = sum(not field.value for field in line.fields)
    room = head.TEXT_WIDTH if gaps == len(line.fields) else head.TEXT_WIDTH / 2
    start = head.TEXT_WIDTH - room
    for gap in range(gaps):
        stop = Mm(start + room * (gap + 1) / gaps)
        side = WD_TAB_ALIGNMENT.RIGHT if gap == gaps - 1 else WD_TAB_ALIGNMENT.LEFT
        paragraph.paragraph_format.tab_stops.add_tab_stop(stop, side, WD_TAB_LEADER.DOTS)


def _table(file: Any, block: Table) -> None:
    total = sum(column.width for column in block.columns)
    widths = [head.TEXT_WIDTH * column.width / total for column in block.columns]
    table: DocxTable = parts.plain_table(file, 1 + len(block.rows), widths)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    parts.repeat_header(table.rows[0])
    # `.cells` of a row is rebuilt at each use: taken once a row.
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        text = clean(column.title)
        parts.CellLines(cell).add(text, size=13, bold=True, align="center", before=3, after=3)
    for row, values in zip(list(table.rows)[1:], block.rows, strict=True):
        for cell, value, column in zip(row.cells, values, block.columns, strict=True):
            align = "left" if column.align == "justify" else column.align
            parts.CellLines(cell).add(clean(value), size=13, align=align, before=3, after=3)


def _closing(file: Any, document: Document) -> None:
    """Write recipients on the left and the signature blocks, kept on one page."""
    count = len(document.signatures) + bool(document.recipients)
    if not count:
        return
    columns = max(count, 2)
    if document.body and not isinstance(document.body[-1], Table):
        file.paragraphs[-1].paragraph_format.keep_with_next = True
    parts.write(file.add_paragraph(), "", size=6, after=0, keep_next=True)
    table = parts.plain_table(file, 1, [head.TEXT_WIDTH / columns] * columns)
    parts.unbroken(table.rows[0])
    cells = table.rows[0].cells
    if document.recipients:
        lines = parts.CellLines(cells[0])
        lines.add(head.RECIPIENTS_TITLE, size=12, bold=True, italic=True)
        for item in head.ended(document.recipients, "- "):
            lines.add(item, size=11)
    for cell, signature in zip(cells[columns - len(document.signatures) :], document.signatures, strict=True):
        _signature(parts.CellLines(cell), signature)
    parts.write(file.add_paragraph(), "", size=1, after=0)


def _signature(lines: parts.CellLines, signature: Signature) -> None:
    for title in signature.capacity:
        lines.add(clean(title).upper(), bold=True, align="center")
    if signature.note:
        lines.add(clean(signature.note), size=12, italic=True, align="center")
    lines.add(clean(signature.name), bold=True, align="center", before=62)
