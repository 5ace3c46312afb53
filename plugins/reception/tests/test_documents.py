"""Forms 01/TCD, 02/TCD and 03/TCD as files that an office program opens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from core.api import documents as paper
from plugins.reception.documents import (
    BOOK_COLUMNS,
    Agency,
    BookRow,
    Paper,
    PaperForm,
    ReceiptData,
    RefusalNoticeData,
    receipt,
    reception_book_xlsx,
    refusal_notice,
)

AGENCY = Agency("Ủy ban nhân dân huyện Kon Rẫy", "Ủy ban nhân dân thị trấn Đắk Rve", "Đắk Rve", "Chủ tịch")


def midnight(day: date) -> datetime:
    """What a date cell reads as."""
    return datetime.combine(day, time())


TITLES = [
    "STT",
    "Ngày tiếp",
    "Họ tên, địa chỉ",
    "CCCD / hộ chiếu (hoặc giấy tờ khác)",
    "Nội dung vụ việc",
    "Loại đơn (KN/TC/KN, PA)",
    "Số người cùng nội dung",
    "Cơ quan đã giải quyết",
    "Thuộc thẩm quyền (x)",
    "Hướng dẫn công dân đến …",
    "Cơ quan thụ lý / chuyển đơn",
    "Theo dõi kết quả giải quyết",
    "Ghi chú",
]
ROWS = (
    BookRow(
        seq=1,
        received_on=date(2026, 2, 5),
        person="Y Hường, thôn 3",
        identity="CCCD 062190001234",
        summary="Thu hồi đất tại thôn 3",
        kind_label="KN",
        headcount=1,
        prior_settlement="UBND huyện Kon Rẫy",
        in_competence=True,
        guided="Thanh tra tỉnh, 03/HD",
        accepted="Thụ lý, 05/TB-UBND",
        result="Đang giải quyết",
        note="Ghi thêm",
    ),
    BookRow(
        seq=2,
        received_on=date(2026, 2, 6),
        person="=1+1",
        identity="+cmd",
        summary="@x",
        kind_label="PA",
        headcount=12,
        prior_settlement="-1",
        in_competence=False,
        guided="",
        accepted="",
        result="",
        note="",
    ),
)
CELLS_1 = (
    1,
    midnight(date(2026, 2, 5)),
    "Y Hường, thôn 3",
    "CCCD 062190001234",
    "Thu hồi đất tại thôn 3",
    "KN",
    1,
    "UBND huyện Kon Rẫy",
    "x",
    "Thanh tra tỉnh, 03/HD",
    "Thụ lý, 05/TB-UBND",
    "Đang giải quyết",
    "Ghi thêm",
)
RECEIPT = ReceiptData(
    agency=AGENCY,
    received_at=datetime(2026, 2, 5, 8, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    place="trụ sở Ủy ban nhân dân thị trấn Đắk Rve",
    receiver_name="Trần Văn Nhận",
    receiver_post="Công chức Văn phòng – Thống kê",
    papers=(
        Paper("Đơn khiếu nại", 3, "Nguyên vẹn", PaperForm.ORIGINAL),
        Paper("Quyết định 12/QĐ-UBND", None, "Mờ dấu", PaperForm.CERTIFIED),
        Paper("Ảnh hiện trạng", 2, "Rách góc", PaperForm.COPY),
    ),
    giver_name="Y Hường",
    giver_identity="062190001234",
    giver_identity_date=date(2021, 6, 10),
    giver_identity_place="Cục Cảnh sát QLHC",
    copies=2,
)
NOTICE = RefusalNoticeData(
    agency=AGENCY,
    visited_on=date(2026, 11, 3),
    kind_label="Kiến nghị, phản ánh",
    subject="đề nghị sửa đường vào thôn 5",
    ground_code="RF-h",
    ground_text="nội dung đã được trả lời bằng văn bản, không có tình tiết mới.",
    ground_basis="điểm h khoản 1 Điều 4 Nghị định số 154/2026/NĐ-CP",
    earlier_notice="số 45/UBND ngày 02/9/2026",
    person_name="A Đức",
    person_identity="062190009999",
    person_identity_date=date(2022, 3, 1),
    person_identity_place="Công an tỉnh",
    person_address="Thôn 5, thị trấn Đắk Rve",
    signer_name="Trần Quốc Việt",
)


def docx_text(document: paper.Document) -> str:
    body = docx.Document(BytesIO(paper.to_docx(document))).element.body
    paragraphs = body.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs)


def pdf_text(document: paper.Document) -> str:
    pages = PdfReader(BytesIO(paper.to_pdf(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


BOTH = pytest.mark.parametrize("shown", [docx_text, pdf_text], ids=["docx", "pdf"])


def test_the_book_has_the_13_columns_of_the_form_in_order() -> None:
    page = load_workbook(BytesIO(reception_book_xlsx(AGENCY, date(2026, 1, 1), date(2026, 3, 31), ROWS))).active
    table = [[cell.value for cell in row] for row in page.iter_rows()]
    head = next(at for at, row in enumerate(table) if row[0] == "STT")
    assert table[head] == TITLES == [title for _, title in BOOK_COLUMNS]
    assert table[head + 1] == [f"({number})" for number in range(1, 14)]
    assert tuple(table[head + 2]) == CELLS_1
    second = [2, midnight(date(2026, 2, 6)), "=1+1", "+cmd", "@x", "PA", 12, "-1", *[None] * 5]
    assert table[head + 3] == second
    assert len(table) == head + 4
    above = [value for row in table[:head] for value in row if value]
    assert above == [
        "ỦY BAN NHÂN DÂN HUYỆN KON RẪY",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN THỊ TRẤN ĐẮK RVE",
        "Độc lập - Tự do - Hạnh phúc",
        "Mẫu số 03/TCD",
        "SỔ TIẾP CÔNG DÂN",
        "Từ ngày 01/01/2026 đến ngày 31/03/2026",
    ]


def test_no_cell_of_the_book_is_a_formula() -> None:
    page = load_workbook(BytesIO(reception_book_xlsx(AGENCY, date(2026, 1, 1), date(2026, 3, 31), ROWS))).active
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_an_empty_book_still_has_its_head() -> None:
    page = load_workbook(BytesIO(reception_book_xlsx(AGENCY, date(2026, 1, 1), date(2026, 1, 1), iter(())))).active
    assert page.max_row == 9
    assert page.cell(9, 13).value == "(13)"


def test_the_columns_name_every_field_of_a_row() -> None:
    assert [key for key, _ in BOOK_COLUMNS] == list(BookRow.__dataclass_fields__)


@BOTH
def test_the_receipt_says_what_the_form_asks(shown: Callable[[paper.Document], str]) -> None:
    text = shown(receipt(RECEIPT))
    for part in (
        "Mẫu số 02/TCD" if shown is pdf_text else "",
        "GIẤY BIÊN NHẬN",
        "Thông tin, tài liệu",
        "Vào hồi 08 giờ 05 phút, ngày 05 tháng 02 năm 2026",
        "Tôi là: Trần Văn Nhận; chức vụ: Công chức Văn phòng – Thống kê",
        "Đã nhận của ông (bà): Y Hường",
        "Số CCCD/Hộ chiếu: 062190001234; ngày cấp: 10/06/2021",
        "Nơi cấp: Cục Cảnh sát QLHC",
        "Đơn khiếu nại",
        "Bản chính",
        "Bản sao",
        "Rách góc",
        "lập thành 02 bản",
        "NGƯỜI CUNG CẤP",
        "NGƯỜI NHẬN",
    ):
        assert part in text, part
    assert "chứng thực" in text
    assert "Số:" not in text


@BOTH
def test_the_receipt_for_a_denunciation_names_nobody(shown: Callable[[paper.Document], str]) -> None:
    text = shown(receipt(replace(RECEIPT, denunciation=True, reference="TC-7F3K", copies=3)))
    for secret in ("Y Hường", "062190001234", "10/06/2021", "Cục Cảnh sát"):
        assert secret not in text
    assert "Mã số tra cứu: TC-7F3K" in text
    assert "lập thành 03 bản" in text
    assert "Đã nhận của ông (bà):" in text
    if shown is pdf_text:
        assert "Đã nhận của ông (bà): ...." in text


def test_the_denunciation_lines_are_dotted_to_their_tab_stops() -> None:
    file = docx.Document(BytesIO(paper.to_docx(receipt(replace(RECEIPT, denunciation=True)))))
    line = next(p for p in file.paragraphs if p.text.startswith("Số CCCD/Hộ chiếu"))
    assert line.text == "Số CCCD/Hộ chiếu: \t ngày cấp: \t"
    stops = line.paragraph_format.tab_stops
    assert [stop.leader.name for stop in stops] == ["DOTS", "DOTS"]


def test_a_receipt_without_papers_leaves_rows_to_fill() -> None:
    file = docx.Document(BytesIO(paper.to_docx(receipt(replace(RECEIPT, papers=())))))
    assert len(file.tables[1].rows) == 6


@BOTH
def test_the_refusal_notice_says_what_the_form_asks(shown: Callable[[paper.Document], str]) -> None:
    text = shown(refusal_notice(replace(NOTICE, number="5", issued_on=date(2026, 11, 5))))
    for part in (
        "Số: 05/TB-UBND",
        "Đắk Rve, ngày 05 tháng 11 năm 2026",
        "THÔNG BÁO",
        "Về việc từ chối tiếp công dân",
        "Ông (bà) A Đức",
        "Ngày 03 tháng 11 năm 2026",
        "Số CCCD/Hộ chiếu: 062190009999; ngày cấp: 01/03/2022",
        "Nơi cấp: Công an tỉnh",
        "Địa chỉ: Thôn 5, thị trấn Đắk Rve",
        "Loại việc: Kiến nghị, phản ánh",
        "Về việc: đề nghị sửa đường vào thôn 5",
        "Căn cứ điểm h khoản 1 Điều 4 Nghị định số 154/2026/NĐ-CP: nội dung đã được",
        "số 45/UBND ngày 02/9/2026",
        "CHỦ TỊCH",
        "Trần Quốc Việt",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
    ):
        assert part in text, part
    assert "RF-h" not in text


@BOTH
def test_an_unnumbered_notice_leaves_room_for_number_and_date(
    shown: Callable[[paper.Document], str],
) -> None:
    text = shown(refusal_notice(NOTICE))
    assert "Số: ……./TB-UBND" in text
    assert "Đắk Rve, ngày ….. tháng ….. năm ………" in text


def test_a_deputy_signs_for_the_head() -> None:
    text = docx_text(refusal_notice(replace(NOTICE, capacity=("KT. Chủ tịch", "Phó Chủ tịch"))))
    assert "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" in text
