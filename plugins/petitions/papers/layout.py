"""From a paper's own words to the document of Decree 30/2020."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import documents
from plugins.petitions.papers.kinds import PaperKind

DECIDES = "QUYẾT ĐỊNH:"
#: Printed in the corner of a paper whose official model was not seen.
DRAFT_MODEL = "Mẫu dự thảo"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on a paper, as officers left it; several lines where a paper has several."""

    about: str
    addressee: str
    grounds: str
    text: str
    recipients: str
    capacity: str
    signer: str


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def document_of(
    agency: documents.Agency, kind: PaperKind, words: Words, form_code: str, number: str, issued_on: date | None
) -> documents.Document:
    """The paper; ``number`` is empty while it is a draft and for minutes, which have none."""
    grounds = _lines(words.grounds)
    body: list[documents.Block] = []
    decision = kind.type == "Quyết định"
    if decision:
        title = f"{agency.head_title} {agency.name}".upper()
        body.append(documents.Paragraph(title, align="center", bold=True))
    if grounds:
        body.append(documents.Grounds(tuple(f"Căn cứ {ground}" for ground in grounds)))
    text = _lines(words.text)
    if decision and DECIDES not in text:
        text = (DECIDES, *text)
    body += [_paragraph(line) for line in text]
    return documents.Document(
        agency=agency,
        kind=kind.type,
        abstract=words.about,
        number=documents.numbered_symbol(number, f"{kind.symbol}-{agency.symbol}") if kind.numbered else None,
        issued_on=issued_on,
        form_code=form_code,
        addressees=_lines(words.addressee),
        body=tuple(body),
        signatures=_signatures(agency, kind, words),
        recipients=_lines(words.recipients),
    )


def _paragraph(line: str) -> documents.Paragraph:
    if line == DECIDES:
        return documents.Paragraph(line, align="center", bold=True)
    return documents.Paragraph(line, bold=line.isupper())


def _signatures(agency: documents.Agency, kind: PaperKind, words: Words) -> tuple[documents.Signature, ...]:
    note = "(Ký, ghi rõ họ tên)"
    if kind.signs:
        return tuple(documents.Signature(capacity, note) for capacity in kind.signs)
    capacity = _lines(words.capacity) or (agency.head_title,)
    return (documents.Signature(capacity, "(Ký, ghi rõ họ tên, đóng dấu)", words.signer),)
