"""Official papers and sheets as bytes: pure functions, no database, no request.

One model of a paper (:class:`Document`) in the layout of Decree 30/2020/NĐ-CP and two
renderers of it, :func:`to_docx` and :func:`to_pdf`; :func:`to_xlsx` writes registers.
Papers speak Vietnamese whatever the user's language is: their words are fixed by decree.
"""

from core.documents.docx import to_docx
from core.documents.letterhead import long_date, numbered_symbol, short_date
from core.documents.model import (
    Agency,
    Block,
    Column,
    Document,
    Field,
    Grounds,
    Line,
    Paragraph,
    Signature,
    Table,
)
from core.documents.pdf import to_pdf
from core.documents.sheet import Sheet, SheetColumn, to_xlsx
from core.documents.words import amount_in_words

__all__ = [
    "Agency",
    "Block",
    "Column",
    "Document",
    "Field",
    "Grounds",
    "Line",
    "Paragraph",
    "Sheet",
    "SheetColumn",
    "Signature",
    "Table",
    "amount_in_words",
    "long_date",
    "numbered_symbol",
    "short_date",
    "to_docx",
    "to_pdf",
    "to_xlsx",
]
