"""The sheet that opens a bundle: who petitioned, what about, what happened when, which limits ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.api import documents


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the petition's way."""

    on: date
    what: str
    who: str
    paper_no: str


def sheet_of(
    agency: documents.Agency,
    code: str,
    received_on: date,
    summary: str,
    people: Sequence[str],
    lines: Sequence[Line],
    limits: Sequence[tuple[str, date, date | None, date | None]],
    made_on: date,
) -> documents.Document:
    """The sheet. ``people`` is empty for a denunciation; a limit is (rule, start, due day, day on which it ended)."""
    steps = documents.Table(
        (
            documents.Column("Ngày", 24, "center"),
            documents.Column("Việc", 70),
            documents.Column("Người thực hiện", 40),
            documents.Column("Văn bản", 28),
        ),
        tuple((documents.short_date(one.on), one.what, one.who, one.paper_no) for one in lines),
    )
    clocks = documents.Table(
        (
            documents.Column("Quy tắc", 34),
            documents.Column("Bắt đầu", 42, "center"),
            documents.Column("Hạn", 42, "center"),
            documents.Column("Kết thúc", 42, "center"),
        ),
        tuple((rule, *(documents.short_date(day) for day in days)) for rule, *days in limits),
    )
    return documents.Document(
        agency=agency,
        kind="Phiếu theo dõi vụ việc",
        abstract=f"Đơn số {code}",
        issued_on=made_on,
        body=(
            documents.Paragraph(f"Ngày nhận: {documents.short_date(received_on)}."),
            *([documents.Paragraph(f"Người có đơn: {'; '.join(people)}.")] if people else []),
            documents.Paragraph(f"Nội dung: {' '.join(summary.split())}"),
            documents.Paragraph("Quá trình xử lý", bold=True),
            steps,
            documents.Paragraph("Thời hạn", bold=True),
            clocks,
        ),
    )
