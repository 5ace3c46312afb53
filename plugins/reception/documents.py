"""The reception desk's papers: book 03/TCD, receipt 02/TCD, refusal notice 01/TCD.

Forms of the annex of Decree 154/2026/NĐ-CP, in force since 1 July 2026, laid out by Decree
30/2020/NĐ-CP. Pure functions: what is printed is what the caller hands over. The words are
the paper's own language and are not translated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.api import documents as paper

Agency = paper.Agency

__all__ = [
    "BOOK_COLUMNS",
    "Agency",
    "BookRow",
    "Paper",
    "PaperForm",
    "ReceiptData",
    "RefusalNoticeData",
    "book_cells",
    "receipt",
    "reception_book_xlsx",
    "refusal_notice",
]

BOOK_COLUMNS: tuple[tuple[str, str], ...] = (
    ("seq", "STT"),
    ("received_on", "Ngày tiếp"),
    ("person", "Họ tên, địa chỉ"),
    ("identity", "CCCD / hộ chiếu (hoặc giấy tờ khác)"),
    ("summary", "Nội dung vụ việc"),
    ("kind_label", "Loại đơn (KN/TC/KN, PA)"),
    ("headcount", "Số người cùng nội dung"),
    ("prior_settlement", "Cơ quan đã giải quyết"),
    ("in_competence", "Thuộc thẩm quyền (x)"),
    ("guided", "Hướng dẫn công dân đến …"),
    ("accepted", "Cơ quan thụ lý / chuyển đơn"),
    ("result", "Theo dõi kết quả giải quyết"),
    ("note", "Ghi chú"),
)
"""Key in :class:`BookRow` and Vietnamese title of the 13 columns of form 03/TCD."""

_BOOK_WIDTHS = (5, 10.5, 18, 13, 27, 9, 8.5, 14, 8.5, 14, 14, 15, 10)
_CENTRED = {"seq", "received_on", "kind_label", "headcount", "in_competence"}
_NATION = (("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True))


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of the book. For a denunciation `person` is its code, `identity` is empty."""

    seq: int
    received_on: date
    person: str
    identity: str
    summary: str
    kind_label: str
    headcount: int
    prior_settlement: str
    in_competence: bool
    guided: str
    accepted: str
    result: str
    note: str


def book_cells(row: BookRow) -> tuple[str | int | date, ...]:
    """Return the 13 cells of `row` in the order of :data:`BOOK_COLUMNS`; a tick prints "x"."""
    values = (getattr(row, key) for key, _ in BOOK_COLUMNS)
    return tuple(("x" if value else "") if isinstance(value, bool) else value for value in values)


def reception_book_xlsx(agency: Agency, period_from: date, period_to: date, rows: Iterable[BookRow]) -> bytes:
    """Return the reception book, form 03/TCD, of a period (both days included) as .xlsx."""
    columns = tuple(
        paper.SheetColumn(title, width, "center" if key in _CENTRED else "left")
        for (key, title), width in zip(BOOK_COLUMNS, _BOOK_WIDTHS, strict=True)
    )
    sheet = paper.Sheet(
        name="So tiep cong dan",
        title="SỔ TIẾP CÔNG DÂN",
        subtitle=f"Từ ngày {paper.short_date(period_from)} đến ngày {paper.short_date(period_to)}",
        left=((agency.superior.upper(), False), (agency.name.upper(), True)),
        right=(*_NATION, ("Mẫu số 03/TCD", False)),
        columns=columns,
        split=5,
    )
    return paper.to_xlsx(sheet, map(book_cells, rows))


class PaperForm(StrEnum):
    """What kind of copy was handed over."""

    ORIGINAL = "original"
    COPY = "copy"
    CERTIFIED = "certified"


_FORM_WORDS = {
    PaperForm.ORIGINAL: "Bản chính",
    PaperForm.COPY: "Bản sao",
    PaperForm.CERTIFIED: "Bản sao có chứng thực",
}
_BLANK_PAPERS = 5  # rows left to fill by hand where no paper is listed


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that was handed over; `pages` of None leaves the cell empty."""

    name: str
    pages: int | None
    condition: str
    form: PaperForm


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """What the receipt 02/TCD says.

    `received_at` is local time. `denunciation` leaves the giver's name and identity paper
    as dotted lines to be filled by hand, whatever the giver fields hold (Law on
    Denunciations, Art 8.3). `reference`, if given, is printed so that the giver can ask;
    `witness` in small type at the foot, so that whoever holds the paper can prove it
    (docs/audit.md).
    """

    agency: Agency
    received_at: datetime
    place: str
    receiver_name: str
    receiver_post: str
    papers: tuple[Paper, ...]
    giver_name: str = ""
    giver_identity: str = ""
    giver_identity_date: date | None = None
    giver_identity_place: str = ""
    denunciation: bool = False
    copies: int = 2
    reference: str = ""
    witness: str = ""


def _identity(number: str, issued_on: date | None, issued_at: str) -> tuple[paper.Line, ...]:
    return (
        paper.Line((paper.Field("Số CCCD/Hộ chiếu", number), paper.Field("ngày cấp", paper.short_date(issued_on)))),
        paper.Line((paper.Field("Nơi cấp", issued_at),)),
    )


def receipt(data: ReceiptData) -> paper.Document:
    """Return the receipt for information and papers, form 02/TCD."""
    named = not data.denunciation
    at = data.received_at
    rows = tuple(
        (
            str(number),
            item.name,
            "" if item.pages is None else str(item.pages),
            item.condition,
            _FORM_WORDS[item.form],
        )
        for number, item in enumerate(data.papers, start=1)
    )
    opening = f"Vào hồi {at.hour:02d} giờ {at.minute:02d} phút, {paper.long_date(at.date())}, tại {data.place}."
    reference = (paper.Line((paper.Field("Mã số tra cứu", data.reference),)),) if data.reference else ()
    return paper.Document(
        agency=data.agency,
        kind="Giấy biên nhận",
        abstract="Thông tin, tài liệu",
        issued_on=at.date(),
        form_code="Mẫu số 02/TCD",
        footnote=data.witness,
        body=(
            paper.Paragraph(opening),
            paper.Line((paper.Field("Tôi là", data.receiver_name), paper.Field("chức vụ", data.receiver_post))),
            paper.Line((paper.Field("Đã nhận của ông (bà)", data.giver_name if named else ""),)),
            *_identity(
                data.giver_identity if named else "",
                data.giver_identity_date if named else None,
                data.giver_identity_place if named else "",
            ),
            *reference,
            paper.Paragraph("Các thông tin, tài liệu sau đây:"),
            paper.Table(
                columns=(
                    paper.Column("STT", 13, "center"),
                    paper.Column("Tên thông tin, tài liệu", 59),
                    paper.Column("Số trang", 16, "center"),
                    paper.Column("Tình trạng", 36),
                    paper.Column("Bản chính / bản sao", 32),
                ),
                rows=rows or (("",) * 5,) * _BLANK_PAPERS,
            ),
            paper.Paragraph(
                f"Giấy biên nhận này được lập thành {data.copies:02d} bản, giao cho người "
                "cung cấp thông tin, tài liệu 01 bản./."
            ),
        ),
        signatures=(
            paper.Signature(("Người cung cấp", "thông tin, tài liệu"), "(Ký, ghi rõ họ tên)"),
            paper.Signature(("Người nhận", "thông tin, tài liệu"), "(Ký, ghi rõ họ tên)", data.receiver_name),
        ),
    )


@dataclass(frozen=True, slots=True)
class RefusalNoticeData:
    """What the refusal notice 01/TCD says.

    `ground_code` is the system's code of the ground ("RF-h") and is not printed;
    `ground_basis` ("điểm h khoản 1 Điều 4 Nghị định số 154/2026/NĐ-CP") and `ground_text`
    come from the dated rules. `earlier_notice` is number and date of the earlier written
    notice, which grounds RF-9.3 and RF-h rest on. Empty person fields are left as dotted
    lines. `number` is blank until the clerk gives one (Decree 30/2020, Art 15.2), as is
    `issued_on`. `capacity` replaces the head's post over the signature ("KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH").
    """

    agency: Agency
    visited_on: date
    kind_label: str
    subject: str
    ground_code: str
    ground_text: str
    ground_basis: str
    earlier_notice: str = ""
    person_name: str = ""
    person_identity: str = ""
    person_identity_date: date | None = None
    person_identity_place: str = ""
    person_address: str = ""
    number: str = ""
    issued_on: date | None = None
    signer_name: str = ""
    capacity: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("Như trên", "Lưu: VT")


def refusal_notice(data: RefusalNoticeData) -> paper.Document:
    """Return the notice of refusal to receive a citizen, form 01/TCD."""
    agency = data.agency
    earlier = (
        (paper.Paragraph(f"Nội dung này đã được thông báo bằng văn bản: {data.earlier_notice}."),)
        if data.earlier_notice
        else ()
    )
    return paper.Document(
        agency=agency,
        kind="Thông báo",
        abstract="Về việc từ chối tiếp công dân",
        number=paper.numbered_symbol(data.number, f"TB-{agency.symbol}"),
        issued_on=data.issued_on,
        form_code="Mẫu số 01/TCD",
        addressees=(f"Ông (bà) {data.person_name or '.' * 50}",),
        body=(
            paper.Paragraph(
                f"{paper.long_date(data.visited_on).capitalize()}, ông (bà) có thông tin sau đây đến "
                f"{agency.name} đề nghị được tiếp:"
            ),
            paper.Line((paper.Field("Họ và tên", data.person_name),)),
            *_identity(data.person_identity, data.person_identity_date, data.person_identity_place),
            paper.Line((paper.Field("Địa chỉ", data.person_address),)),
            paper.Line((paper.Field("Loại việc", data.kind_label),)),
            paper.Line((paper.Field("Về việc", data.subject),)),
            paper.Paragraph(f"Căn cứ {data.ground_basis}: {data.ground_text.strip().rstrip('.')}."),
            *earlier,
            paper.Paragraph(
                f"{agency.name} thông báo từ chối tiếp ông (bà) về nội dung nêu trên và đề nghị "
                "ông (bà) chấp hành quy định của pháp luật./."
            ),
        ),
        signatures=(
            paper.Signature(
                data.capacity or (agency.head_title,),
                "(Ký, ghi rõ họ tên, đóng dấu)",
                data.signer_name,
            ),
        ),
        recipients=data.recipients,
    )
