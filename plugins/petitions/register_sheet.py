"""The register of petitions as a spreadsheet; it holds what its reader may see on screen, no more."""

from __future__ import annotations

from collections.abc import Sequence

from core.api import clock, documents
from plugins.petitions.queries.candidates import Election
from plugins.petitions.queries.lists import PetitionRow
from plugins.petitions.words import KIND_LABELS, OUTCOME_LABELS, STATE_LABELS

_NATION = (("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True))


def register_xlsx(
    agency: documents.Agency, rows: Sequence[PetitionRow], officers: dict[int, str], *, identify: bool
) -> bytes:
    """The rows in their order. Names of petitioners are a column only for those who may see them."""
    people = [documents.SheetColumn("Người đứng tên", 22)] if identify else []
    columns = (
        documents.SheetColumn("Số", 12, "center"),
        documents.SheetColumn("Ngày nhận", 12, "center"),
        documents.SheetColumn("Loại đơn", 16),
        *people,
        documents.SheetColumn("Số người", 8, "center"),
        documents.SheetColumn("Nội dung", 48),
        documents.SheetColumn("Tình trạng", 20),
        documents.SheetColumn("Đề xuất", 20),
        documents.SheetColumn("Người xử lý", 20),
        documents.SheetColumn("Hạn gần nhất", 12, "center"),
    )
    sheet = documents.Sheet(
        name="So don",
        title="SỔ ĐƠN",
        subtitle=f"Xuất ngày {documents.short_date(clock.today())}",
        left=((agency.superior.upper(), False), (agency.name.upper(), True)),
        right=_NATION,
        columns=columns,
        split=4,
    )
    return documents.to_xlsx(sheet, [_cells(row, officers, identify=identify) for row in rows])


def _cells(row: PetitionRow, officers: dict[int, str], *, identify: bool) -> list[str]:
    return [
        row.code,
        documents.short_date(row.received_on),
        str(KIND_LABELS[row.kind]),
        *([row.person] if identify else []),
        str(row.headcount),
        row.summary,
        str(STATE_LABELS[row.state]),
        str(OUTCOME_LABELS[row.proposal]) if row.proposal in OUTCOME_LABELS else "",
        officers.get(row.officer_id or 0, ""),
        documents.short_date(row.due_on) if row.due_on else "",
    ]


def handover_xlsx(agency: documents.Agency, rows: Sequence[PetitionRow], election: Election | None) -> bytes:
    """Unsettled files on candidates for the body that takes them over (Election Law Art 61.4); nobody is named."""
    columns = (
        documents.SheetColumn("TT", 6, "center"),
        documents.SheetColumn("Số", 12, "center"),
        documents.SheetColumn("Ngày nhận", 12, "center"),
        documents.SheetColumn("Loại đơn", 16),
        documents.SheetColumn("Nội dung", 60),
        documents.SheetColumn("Tình trạng", 22),
        documents.SheetColumn("Cơ quan tiếp nhận", 30),
        documents.SheetColumn("Ký nhận", 18),
    )
    day = f", bầu cử ngày {documents.short_date(election.day)}" if election else ""
    sheet = documents.Sheet(
        name="Chuyen ho so",
        title="DANH SÁCH HỒ SƠ VỀ NGƯỜI ỨNG CỬ CHƯA GIẢI QUYẾT XONG",
        subtitle=f"Chuyển theo khoản 4 Điều 61 Luật Bầu cử{day}; lập ngày {documents.short_date(clock.today())}",
        left=((agency.superior.upper(), False), (agency.name.upper(), True)),
        right=_NATION,
        columns=columns,
        split=4,
    )
    lines = [
        [
            str(number),
            row.code,
            documents.short_date(row.received_on),
            str(KIND_LABELS[row.kind]),
            row.summary,
            str(STATE_LABELS[row.state]),
            "",
            "",
        ]
        for number, row in enumerate(rows, 1)
    ]
    return documents.to_xlsx(sheet, lines)
