"""What an official paper consists of, without a word about how it is drawn.

Parts and their order follow Decree 30/2020/NĐ-CP, Article 8 and Appendix I. All text is
plain: nothing in it is read as markup, a formula or a field by any renderer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["justify", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Agency:
    """The issuing agency as its letterhead needs it.

    ``superior`` and ``name`` are written as in running text ("Ủy ban nhân dân thị trấn
    Đắk Rve"); the letterhead sets them in capitals. ``place`` stands before the date,
    ``head_title`` is the post that signs ("Chủ tịch"), ``symbol`` ends the paper's number.
    An empty ``superior`` leaves its line out.
    """

    superior: str
    name: str
    place: str
    head_title: str
    symbol: str = "UBND"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body, 14 pt, with a first-line indent when justified."""

    text: str
    align: Align = "justify"
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """The "Căn cứ …" lines: italic, one a line, closed by ";" and the last by "."."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value; an empty value becomes a dotted line to be filled by hand."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One or more label/value pairs printed on one line."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; ``width`` is its share of the text width, any positive unit."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose header is repeated on every page it reaches.

    Each row has as many cells as there are columns, else :class:`ValueError`.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a table row does not have one cell for each column")


Block = Paragraph | Grounds | Line | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Where somebody signs.

    ``capacity`` lines in bold capitals (TM., KT., the post), an italic ``note`` under them,
    room to sign and stamp, then the signer's ``name``.
    """

    capacity: tuple[str, ...]
    note: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper.

    ``number`` is the full line after "Số: " or ``None`` where the form has no number.
    ``issued_on`` of ``None`` leaves day, month and year dotted. ``kind`` is the kind of
    paper ("Thông báo") and also the only document property that is written. ``form_code``
    stands in the top margin of the first page, ``footnote`` in small type in the bottom margin
    of every page.
    """

    agency: Agency
    kind: str
    abstract: str = ""
    number: str | None = None
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    form_code: str = ""
    footnote: str = ""
