"""Papers and sheets: layout of Decree 30/2020, literal text, nothing told about the maker."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook
from pypdf import PdfReader

from core.documents import (
    Agency,
    Column,
    Document,
    Field,
    Grounds,
    Line,
    Paragraph,
    Sheet,
    SheetColumn,
    Signature,
    Table,
    long_date,
    numbered_symbol,
    to_docx,
    to_pdf,
    to_xlsx,
)
from core.documents.sheet import CELL_LIMIT

MARKUP = '<b>&amp; &#{}[]*_$`\\ "q" -- @x #import "a" $x^2$ <!-- ]]> {{ 7*7 }} %s'
BROKEN = "đầu\x00\x07\x1b\ud800\ufffe\u202ecuối"
AGENCY = Agency("Ủy ban nhân dân huyện Kon Rẫy", "Ủy ban nhân dân xã Đắk Pne", "Đắk Pne", "Chủ tịch")
PAPER = Document(
    agency=AGENCY,
    kind="Thông báo",
    abstract="Về việc thử",
    number=numbered_symbol("7", "TB-UBND"),
    issued_on=date(2026, 2, 5),
    addressees=("Ông A Đức",),
    body=(
        Grounds(("Căn cứ Luật Tiếp công dân;", "Căn cứ Nghị định số 154/2026/NĐ-CP")),
        Paragraph("Nội dung thứ nhất."),
        Line((Field("Họ và tên", "A Đức"), Field("chức vụ"))),
        Table((Column("STT", 1, "center"), Column("Tên", 4)), (("1", "Đơn"), ("2", ""))),
    ),
    signatures=(Signature(("KT. Chủ tịch", "Phó Chủ tịch"), "(Ký, đóng dấu)", "Y Hường"),),
    recipients=("Như trên", "Lưu: VT"),
    form_code="Mẫu số 00/TCD",
)
SHEET = Sheet(
    name="So",
    title="SỔ THỬ",
    subtitle="Từ ngày 01/01/2026",
    left=(("CẤP TRÊN", False), ("CƠ QUAN", True)),
    right=(("CỘNG HÒA", True),),
    columns=(SheetColumn("STT", 5, "center"), SheetColumn("Ngày", 11), SheetColumn("Việc", 30)),
    split=2,
)
FIRST_ROW = 8  # last row above the data: two heading lines, a gap, two titles, a gap, two headers


def docx_text(content: bytes) -> str:
    """All text of the main part in reading order, paragraphs apart."""
    body = docx.Document(BytesIO(content)).element.body
    lines = []
    for paragraph in body.iter(qn("w:p")):
        pieces = ["\n" if node.tag == qn("w:br") else node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:br"))]
        lines.append("".join(pieces))
    return "\n".join(lines)


def pdf_text(content: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return text.replace("\u200b", "")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


RENDERERS = pytest.mark.parametrize(("render", "read"), [(to_docx, docx_text), (to_pdf, pdf_text)], ids=["docx", "pdf"])


def with_text(text: str) -> Document:
    return replace(PAPER, body=(Paragraph(text), Line((Field("Nhãn", text),))))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (None, "ngày ….. tháng ….. năm ………"),
    ],
)
def test_the_date_has_zeros_as_the_decree_wants(day: date | None, words: str) -> None:
    assert long_date(day) == words


@pytest.mark.parametrize(("number", "shown"), [("7", "07/TB"), ("15", "15/TB"), ("15a", "15a/TB"), (" ", "……./TB")])
def test_the_number_has_a_zero_or_a_gap(number: str, shown: str) -> None:
    assert numbered_symbol(number, "TB") == shown


@RENDERERS
def test_the_paper_holds_every_part_in_order(render: Callable[[Document], bytes], read: Callable[[bytes], str]) -> None:
    text = squeezed(read(render(PAPER)))
    parts = [
        "ỦY BAN NHÂN DÂN HUYỆN KON RẪY",
        "ỦY BAN NHÂN DÂN XÃ ĐẮK PNE",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 07/TB-UBND",
        "Đắk Pne, ngày 05 tháng 02 năm 2026",
        "THÔNG BÁO",
        "Về việc thử",
        "Kính gửi:",
        "Ông A Đức",
        "Căn cứ Luật Tiếp công dân;",
        "Căn cứ Nghị định số 154/2026/NĐ-CP.",
        "Nội dung thứ nhất.",
        "Họ và tên: A Đức; chức vụ:",
        "STT",
        "Tên",
        "1",
        "Đơn",
        "2",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
    ]
    at = 0
    for part in parts:
        found = text.find(squeezed(part), at)
        assert found >= 0, part
        at = found
    for part in ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Ký, đóng dấu)", "Y Hường"):
        assert squeezed(part) in text


@RENDERERS
def test_markup_comes_out_literally(render: Callable[[Document], bytes], read: Callable[[bytes], str]) -> None:
    text = squeezed(read(render(with_text(MARKUP))))
    assert text.count(squeezed(MARKUP)) == 2


@RENDERERS
def test_what_cannot_be_printed_is_shown_as_a_mark(
    render: Callable[[Document], bytes], read: Callable[[bytes], str]
) -> None:
    text = squeezed(read(render(with_text(BROKEN))))
    assert text.count("đầu" + "�" * 6 + "cuối") == 2


@RENDERERS
@pytest.mark.parametrize("text", ["A" * 10_000, "việc dài " * 1_111], ids=["unbroken", "words"])
def test_very_long_text_is_complete(
    render: Callable[[Document], bytes], read: Callable[[bytes], str], text: str
) -> None:
    long = replace(PAPER, body=(Paragraph(text),), recipients=(text,))
    shown = squeezed(read(render(long)))
    letter = squeezed(text)[0]
    assert shown.count(letter) >= 2 * text.count(letter)


def test_an_unbroken_run_stays_inside_the_pdf_page() -> None:
    widths: list[float] = []

    def seen(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        widths.append(tm[4])

    pages = PdfReader(BytesIO(to_pdf(with_text("W" * 10_000)))).pages
    for page in pages:
        page.extract_text(visitor_text=seen)
    assert len(pages) > 4
    assert max(widths) < 210 / 25.4 * 72


@RENDERERS
def test_every_vietnamese_letter_survives(render: Callable[[Document], bytes], read: Callable[[bytes], str]) -> None:
    letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    text = squeezed(read(render(with_text(f"{letters} {letters.upper()}"))))
    assert letters in text
    assert letters.upper() in text


@RENDERERS
def test_the_same_paper_gives_the_same_bytes(render: Callable[[Document], bytes], read: Callable[[bytes], str]) -> None:
    assert render(PAPER) == render(PAPER)


@RENDERERS
def test_a_paper_without_optional_parts_renders(
    render: Callable[[Document], bytes], read: Callable[[bytes], str]
) -> None:
    bare = Document(agency=replace(AGENCY, superior=""), kind="Biên bản")
    assert "BIÊNBẢN" in squeezed(read(render(bare)))


def test_the_docx_page_is_a4_with_the_decrees_margins_and_face() -> None:
    file = docx.Document(BytesIO(to_docx(PAPER)))
    section = file.sections[0]
    got = [
        round(length / Mm(1))
        for length in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
    ]
    assert got == [210, 297, 20, 20, 30, 18]
    fonts = file.styles["Normal"].element.rPr.rFonts
    faces = {script: fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert set(faces.values()) == {"Times New Roman"}
    body = next(p for p in file.paragraphs if p.text == "Nội dung thứ nhất.")
    assert body.runs[0].font.size.pt == 14
    assert round(body.paragraph_format.first_line_indent / Mm(1)) == 10
    assert body.paragraph_format.space_after.pt >= 6


def test_the_page_number_starts_on_the_second_page() -> None:
    long = replace(PAPER, body=tuple(Paragraph(f"Đoạn {n}.") for n in range(60)))
    section = docx.Document(BytesIO(to_docx(long))).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_header.paragraphs[0]._p.xml
    first, second = PdfReader(BytesIO(to_pdf(long))).pages[:2]
    assert first.extract_text().startswith("Mẫu số 00/TCD")
    assert second.extract_text().splitlines()[0].strip() == "2"


def test_the_signature_never_stands_alone_on_a_page() -> None:
    for count in range(12, 32, 3):
        body = (*(Paragraph(f"Đoạn {n}.") for n in range(count)), Paragraph("Đoạn cuối."))
        pages = PdfReader(BytesIO(to_pdf(replace(PAPER, body=body)))).pages
        assert "Đoạn cuối" in pages[-1].extract_text()
        assert "Y Hường" in pages[-1].extract_text()


def test_a_table_row_must_fill_its_columns() -> None:
    with pytest.raises(ValueError, match="one cell for each column"):
        Table((Column("A", 1),), (("x", "y"),))


def test_the_pdf_embeds_its_fonts_and_tells_no_maker() -> None:
    reader = PdfReader(BytesIO(to_pdf(PAPER)))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    assert all("TeXGyreTermes" in font["/BaseFont"] for font in fonts)  # the widths of Times New Roman
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))
    told = dict(reader.metadata or {})
    assert told.pop("/Title") == "Thông báo"
    assert set(told) == {"/Creator"}
    assert told["/Creator"].startswith("Typst")


def sheet_rows() -> list[tuple[str | int | date | None, ...]]:
    return [
        (1, date(2026, 2, 5), "=1+1"),
        (2, date(1800, 1, 1), "+cmd|' /C calc'!A0"),
        (3, None, "@x"),
        (4, date(2026, 2, 6), "-2"),
        (5, date(2026, 2, 6), "https://example.org 12345"),
        (6, date(2026, 2, 6), "_x0041_ <b>&\x07"),
        (7, date(2026, 2, 6), "ư" * 40_000),
    ]


def test_the_sheet_keeps_text_as_text() -> None:
    page = load_workbook(BytesIO(to_xlsx(SHEET, sheet_rows()))).active
    cells = [page.cell(FIRST_ROW + 1 + at, 3) for at in range(7)]
    assert {cell.data_type for cell in cells} == {"s"}
    wanted = [str(row[2]) for row in sheet_rows()]
    assert [cell.value for cell in cells[:5]] == wanted[:5]
    assert cells[5].value == "_x0041_ <b>&�"
    assert cells[6].value == "ư" * (CELL_LIMIT - 1) + "…"
    assert page.cell(FIRST_ROW + 1, 1).value == 1
    assert page.cell(FIRST_ROW + 1, 2).value.date() == date(2026, 2, 5)
    assert page.cell(FIRST_ROW + 1, 2).number_format == "dd/mm/yyyy"
    assert page.cell(FIRST_ROW + 2, 2).value == "01/01/1800"
    assert page.cell(FIRST_ROW + 3, 2).value is None


def test_the_sheet_prints_as_a_register() -> None:
    book = load_workbook(BytesIO(to_xlsx(SHEET, sheet_rows())))
    page = book.active
    assert book.sheetnames == ["So"]
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.print_title_rows == f"${FIRST_ROW - 1}:${FIRST_ROW}"
    assert page.freeze_panes == f"A{FIRST_ROW + 1}"
    assert [page.cell(FIRST_ROW, at).value for at in (1, 2, 3)] == ["(1)", "(2)", "(3)"]
    assert page.cell(FIRST_ROW + 1, 3).alignment.wrap_text
    assert not any(row.hidden for row in page.row_dimensions.values())
    assert not any(column.hidden for column in page.column_dimensions.values())
    assert page.sheet_state == "visible"


def test_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        to_xlsx(SHEET, [(1, None)])


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_office_files_tell_nothing_but_their_title(kind: str) -> None:
    canary = "CANARY-7Q"
    paper = replace(
        PAPER,
        abstract=canary,
        body=(Paragraph(canary),),
        signatures=(Signature((canary,), name=canary),),
    )
    content = to_docx(paper) if kind == "docx" else to_xlsx(SHEET, [(1, None, canary)])
    with ZipFile(BytesIO(content)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = package.namelist()
        properties = {name: package.read(name).decode() for name in names if "docProps" in name}
        assert set(properties) == {"docProps/core.xml", "docProps/app.xml"}
        assert not any(name.endswith((".jpeg", "vbaProject.bin")) for name in names)
        rels = package.read("_rels/.rels").decode()
    assert "thumbnail" not in rels
    core = re.sub(r"<dc:title>[^<]*</dc:title>", "", properties["docProps/core.xml"])
    assert re.sub(r"<[^>]*>", "", core).strip() == ""
    assert re.sub(r"<[^>]*>", "", properties["docProps/app.xml"]).strip() == ""
    assert all(canary not in text for text in properties.values())
