"""Render a paper as PDF with Typst, in process and without reading the system's fonts.

The same document always gives the same bytes: no time, no author, no machine in them.
"""

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from core.documents import letterhead as head
from core.documents.model import Block, Document, Grounds, Line, Paragraph
from core.documents.text import breakable, clean

# A face with the widths of Times New Roman first; the last one is part of Typst itself.
FACES = ("TeX Gyre Termes", "Libertinus Serif")
FONT_FOLDER = Path(__file__).parents[1] / "web" / "static" / "vendor" / "fonts"
_FONT_SUFFIXES = {".ttf", ".otf"}
# Longer closing blocks may run over a page end, since they might not fit on one page.
_KEEP_TOGETHER_LIMIT = 1200


@cache
def _template() -> bytes:
    return resources.files("core.documents").joinpath("paper.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that the build put in its folder and those that Typst brings."""
    found = FONT_FOLDER.is_dir() and any(path.suffix in _FONT_SUFFIXES for path in FONT_FOLDER.iterdir())
    paths = [str(FONT_FOLDER)] if found else []
    return typst.Fonts(include_system_fonts=False, font_paths=paths)


@cache
def _faces() -> list[str]:
    known = _fonts().families()
    return [face for face in FACES if face in known]


def _words(text: str) -> str:
    return breakable(clean(text))


def _block(block: Block) -> list[dict[str, Any]]:
    if isinstance(block, Paragraph):
        return [
            {
                "type": "paragraph",
                "text": _words(block.text),
                "align": block.align,
                "bold": block.bold,
                "italic": block.italic,
            }
        ]
    if isinstance(block, Grounds):
        lines = (Paragraph(item, italic=True) for item in head.ended(block.items))
        return [part for line in lines for part in _block(line)]
    if isinstance(block, Line):
        fields = [{"label": _words(f.label), "value": _words(f.value)} for f in block.fields]
        return [{"type": "line", "fields": fields}]
    columns = [
        {"title": _words(column.title), "width": column.width, "align": column.align} for column in block.columns
    ]
    rows = [[_words(cell) for cell in row] for row in block.rows]
    return [{"type": "table", "columns": columns, "rows": rows}]


def _payload(document: Document) -> dict[str, Any]:
    closing = sum(map(len, document.recipients)) + sum(
        len(signature.name) + len(signature.note) + sum(map(len, signature.capacity))
        for signature in document.signatures
    )
    return {
        "title": clean(document.kind),
        "fonts": _faces(),
        "page": {
            "width": head.PAGE_WIDTH,
            "height": head.PAGE_HEIGHT,
            "top": head.MARGIN_TOP,
            "bottom": head.MARGIN_BOTTOM,
            "left": head.MARGIN_LEFT,
            "right": head.MARGIN_RIGHT,
            "indent": head.FIRST_INDENT,
            "left_share": head.LEFT_SHARE,
        },
        "form_code": _words(document.form_code),
        "footnote": _words(document.footnote),
        "national_name": head.NATIONAL_NAME,
        "motto": head.MOTTO,
        "superior": breakable(head.capitals(document.agency.superior)),
        "agency": breakable(head.capitals(document.agency.name)),
        "number": None if document.number is None else _words(document.number),
        "place_and_date": breakable(head.place_and_date(document)),
        "kind": _words(document.kind.upper()),
        "abstract": _words(document.abstract),
        "addressees": [_words(name) for name in document.addressees],
        "body": [part for block in document.body for part in _block(block)],
        "recipients_title": head.RECIPIENTS_TITLE,
        "recipients": [breakable(line) for line in head.ended(document.recipients, "- ")],
        "signatures": [
            {
                "capacity": [_words(line.upper()) for line in signature.capacity],
                "note": _words(signature.note),
                "name": _words(signature.name),
            }
            for signature in document.signatures
        ],
        "keep_together": closing <= _KEEP_TOGETHER_LIMIT,
    }


def to_pdf(document: Document) -> bytes:
    """Return the paper as PDF 1.7 with tags and embedded fonts."""
    data = json.dumps(_payload(document), ensure_ascii=False)
    rendered: bytes = typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": data},
    )
    return rendered
