"""The roster as a public notice and the allowance as a sheet, in the layout of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.api import documents as paper

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
HALVES = {"am": "Sáng", "pm": "Chiều"}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One half day as the public reads it; ``who`` is a post, with a name where the tenant says so."""

    day: date
    half: str
    who: str


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One reception day of the head as the public reads it; hours as 08:00."""

    day: date
    opens: str
    closes: str
    place: str
    content: str
    attends: str
    note: str


def who_text(post: str, name: str, *, named: bool) -> str:
    """A post, and the name behind it where names are printed."""
    return f"{post}: {name}" if named and name else post


def roster_notice(
    agency: paper.Agency, month: date, places: Iterable[str], duties: list[DutyRow], head: list[HeadRow], head_name: str
) -> paper.Document:
    """Return the notice of a month's reception schedule (Law on Citizen Reception Art 24.2)."""
    held_at = "; ".join(places)
    lead = agency.head_title + (f" {head_name}" if head_name else "")
    blocks: list[paper.Block] = [
        paper.Grounds(("Căn cứ Luật Tiếp công dân số 42/2013/QH13", "Căn cứ Nghị định số 154/2026/NĐ-CP")),
        paper.Paragraph(
            f"{agency.name} thông báo lịch tiếp công dân tháng {month.month:02d} năm {month.year} như sau:"
        ),
    ]
    if held_at:
        blocks.append(paper.Paragraph(f"Địa điểm: {held_at}."))
    blocks.append(paper.Paragraph(f"1. Lịch tiếp công dân định kỳ của {lead}", bold=True))
    if head:
        blocks.append(
            paper.Table(
                (
                    paper.Column("Ngày", 32),
                    paper.Column("Giờ", 26, "center"),
                    paper.Column("Nội dung dự kiến", 54),
                    paper.Column("Thành phần dự", 44),
                ),
                tuple(
                    (
                        f"{WEEKDAYS[row.day.weekday()]}, {paper.short_date(row.day)}",
                        f"{row.opens} – {row.closes}",
                        "; ".join(filter(None, (row.content, row.note))),
                        row.attends,
                    )
                    for row in head
                ),
            )
        )
    else:
        blocks.append(paper.Paragraph("Chưa có lịch trong tháng."))
    blocks.append(paper.Paragraph("2. Lịch trực tiếp công dân", bold=True))
    days: dict[date, dict[str, list[str]]] = {}
    for duty in duties:
        days.setdefault(duty.day, {}).setdefault(duty.half, []).append(duty.who)
    blocks.append(
        paper.Table(
            (paper.Column("Ngày", 40), paper.Column("Buổi sáng", 58), paper.Column("Buổi chiều", 58)),
            tuple(
                (
                    f"{WEEKDAYS[day.weekday()]}, {paper.short_date(day)}",
                    "; ".join(halves.get("am", ())),
                    "; ".join(halves.get("pm", ())),
                )
                for day, halves in sorted(days.items())
            ),
        )
    )
    blocks.append(
        paper.Paragraph(
            "Trường hợp lịch tiếp công dân thay đổi, cơ quan thông báo lý do và thời gian dự kiến mới tại nơi tiếp "
            "công dân./."
        )
    )
    return paper.Document(
        agency=agency,
        kind="Thông báo",
        abstract=f"Lịch tiếp công dân tháng {month.month:02d}/{month.year}",
        number=paper.numbered_symbol("", f"TB-{agency.symbol}"),
        body=tuple(blocks),
        signatures=(paper.Signature((agency.head_title,), "(Ký, ghi rõ họ tên, đóng dấu)", head_name),),
        recipients=("Niêm yết tại nơi tiếp công dân", "Cổng thông tin điện tử", "Lưu: VT"),
    )


@dataclass(frozen=True, slots=True)
class AllowanceRow:
    """One line of the sheet; ``rate`` and ``amount`` in đồng."""

    name: str
    post: str
    group: str
    full_days: int
    half_days: int
    rate: int
    amount: int
    source: str


def allowance_xlsx(
    agency: paper.Agency, month: date, rows: list[AllowanceRow], percent: int, unknown: int, unconfirmed: int
) -> bytes:
    """Return the monthly statement of actual days (Circular 320/2016 Art 6.2) as a workbook."""
    total = sum(row.amount for row in rows)
    foot = [f"Tổng số tiền bằng chữ: {paper.amount_in_words(total)}."]
    sources = sorted({row.source for row in rows})
    if sources:
        foot.append(f"Căn cứ mức chi: {'; '.join(sources)}.")
    if percent != 100:
        foot.append(f"Mức chi của địa phương: {percent}% mức tối đa.")
    if unconfirmed:
        foot.append(f"Còn {unconfirmed} buổi trực chưa được xác nhận, chưa tính vào bảng kê.")
    if unknown:
        foot.append(f"Còn {unknown} ngày trực chưa tính vì người trực chưa có trong danh sách được hưởng.")
    number = "#,##0"
    sheet = paper.Sheet(
        name=f"Thang {month.month:02d}-{month.year}",
        title="BẢNG KÊ CHI TIẾT SỐ NGÀY THỰC TẾ TIẾP CÔNG DÂN",
        subtitle=f"Tháng {month.month:02d} năm {month.year}",
        left=((agency.superior.upper(), False), (agency.name.upper(), True))
        if agency.superior
        else ((agency.name.upper(), True),),
        right=(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True)),
        columns=(
            paper.SheetColumn("STT", 5, "center"),
            paper.SheetColumn("Họ và tên", 24),
            paper.SheetColumn("Chức vụ", 24),
            paper.SheetColumn("Nhóm đối tượng (khoản, Điều 38 NĐ 154/2026)", 20),
            paper.SheetColumn("Số ngày đủ", 9, "center"),
            paper.SheetColumn("Số nửa ngày", 9, "center"),
            paper.SheetColumn("Mức bồi dưỡng (đồng/ngày)", 14, "right", number),
            paper.SheetColumn("Thành tiền (đồng)", 15, "right", number),
            paper.SheetColumn("Ký nhận", 14),
        ),
        split=3,
        bold_last=True,
        foot=tuple(foot),
        signers=(
            ("NGƯỜI LẬP BẢNG", "(Ký, ghi rõ họ tên)", ""),
            ("KẾ TOÁN", "(Ký, ghi rõ họ tên)", ""),
            (agency.head_title.upper(), "(Ký, ghi rõ họ tên, đóng dấu)", ""),
        ),
    )
    lines: list[list[str | int | date | None]] = [
        [at, row.name, row.post, row.group, row.full_days, row.half_days, row.rate, row.amount, ""]
        for at, row in enumerate(rows, start=1)
    ]
    full, half = sum(row.full_days for row in rows), sum(row.half_days for row in rows)
    lines.append(["", "Cộng", "", "", full, half, "", total, ""])
    return paper.to_xlsx(sheet, lines)
