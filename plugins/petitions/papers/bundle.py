"""A whole case as one PDF: an index with hashes, the sheet of what happened, then every paper and scan.

The index is printed and lies in the file as ``muc-luc.json``, too, so that a program can compare the
hashes with the files of the register. What has no pages (.docx, .xlsx) lies in the PDF as an attachment.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO

import pikepdf
from PIL import Image

from core.api import documents

INDEX = "muc-luc.json"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the case, as it is stored; ``content`` is None for one that is locked by the virus scanner."""

    title: str
    day: date
    name: str
    media_type: str
    digest: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index; ``where`` is its first page in print, or why it has none."""

    title: str
    day: date
    pages: int
    page: int
    digest: str
    where: str


def bundle_of(
    agency: documents.Agency, code: str, made_on: date, sheet: documents.Document, parts: Sequence[Part]
) -> bytes:
    """The bundle; the same parts on the same day give the same bytes."""
    opening = documents.to_pdf(sheet)
    first = Part("Phiếu theo dõi vụ việc", made_on, "phieu-theo-doi.pdf", PDF, sha256(opening).hexdigest(), opening)
    everything = [first, *parts]
    drawn = [_pages(part) for part in everything]
    counts = [len(one.pages) if one is not None else 0 for one in drawn]
    # The index stands first, so its own length moves the pages it names: draw it once to count them.
    offset = _length(_index(agency, code, made_on, _entries(everything, counts, 0)))
    entries = _entries(everything, counts, offset)
    with pikepdf.open(BytesIO(documents.to_pdf(_index(agency, code, made_on, entries)))) as whole:
        for number, (part, pages) in enumerate(zip(everything, drawn, strict=True), 1):
            if pages is not None:
                whole.pages.extend(pages.pages)
            elif part.content is not None:  # two files may bear one name: the number of their line keeps both
                name = f"{number:02d}-{part.name}"
                whole.attachments[name] = pikepdf.AttachedFileSpec(
                    whole, part.content, filename=name, mime_type=part.media_type, creation_date="", mod_date=""
                )
        told = [
            {"title": e.title, "day": e.day.isoformat(), "page": e.page, "pages": e.pages, "sha256": e.digest}
            for e in entries
        ]
        text = json.dumps({"case": code, "made_on": made_on.isoformat(), "entries": told}, ensure_ascii=False, indent=1)
        whole.attachments[INDEX] = pikepdf.AttachedFileSpec(
            whole, text.encode(), filename=INDEX, mime_type="application/json", creation_date="", mod_date=""
        )
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(e.title, e.page - 1) for e in entries if e.page)
        out = BytesIO()
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def joined(papers: Sequence[bytes]) -> bytes:
    """Several PDFs one after the other."""
    out = BytesIO()
    with pikepdf.Pdf.new() as whole:
        for content in papers:
            with pikepdf.open(BytesIO(content)) as one:
                whole.pages.extend(one.pages)
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def _pages(part: Part) -> pikepdf.Pdf | None:
    if part.content is None:
        return None
    if part.media_type == PDF:
        return pikepdf.open(BytesIO(part.content))
    if not part.media_type.startswith("image/"):
        return None
    out = BytesIO()
    with Image.open(BytesIO(part.content)) as picture:
        # A scan without a resolution of its own is taken as one of 150 dots per inch.
        picture.convert("RGB").save(out, "PDF", resolution=150.0)
    return pikepdf.open(BytesIO(out.getvalue()))


def _length(document: documents.Document) -> int:
    with pikepdf.open(BytesIO(documents.to_pdf(document))) as drawn:
        return len(drawn.pages)


def _entries(parts: Sequence[Part], counts: Sequence[int], offset: int) -> list[Entry]:
    found, page = [], offset + 1
    for part, count in zip(parts, counts, strict=True):
        where = str(page) if count else "đính kèm" if part.content is not None else "bị khóa, không kèm"
        found.append(Entry(part.title, part.day, count, page if count else 0, part.digest, where))
        page += count
    return found


def _index(agency: documents.Agency, code: str, made_on: date, entries: Sequence[Entry]) -> documents.Document:
    columns = (
        documents.Column("STT", 10, "center"),
        documents.Column("Tài liệu", 62),
        documents.Column("Ngày", 24, "center"),
        documents.Column("Trang", 16, "center"),
        documents.Column("SHA-256", 46),
    )
    rows = tuple(
        (
            str(number),
            entry.title,
            documents.short_date(entry.day),
            entry.where,
            " ".join(entry.digest[at : at + 16] for at in range(0, 64, 16)),
        )
        for number, entry in enumerate(entries, 1)
    )
    return documents.Document(
        agency=agency,
        kind="Mục lục hồ sơ",
        abstract=f"Đơn số {code}",
        issued_on=made_on,
        body=(documents.Table(columns, rows),),
        signatures=(documents.Signature(("Người lập",), "(Ký, ghi rõ họ tên)"),),
    )
