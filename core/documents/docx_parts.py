"""The strokes the .docx renderer draws with: page, paragraphs, rules, bare tables."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.documents import letterhead as head

# Mean widths in millimetres, Times New Roman bold: a capital at 12 pt, any letter at 14 pt,
# and the motto at 13 pt. They only set how long the rules under the words are.
CAPITAL_WIDTH, LETTER_WIDTH, MOTTO_WIDTH = 2.9, 2.35, 57.5

_ALIGNS = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def element(tag: str, **attributes: str) -> Any:
    """Return a new WordprocessingML element, attributes in its own namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_page(file: Any, form_code: str, footnote: str = "") -> None:
    """Set A4, the margins, the form's code on page 1, the page number from page 2, the footnote on all."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(head.PAGE_WIDTH), Mm(head.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(head.MARGIN_TOP), Mm(head.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(head.MARGIN_LEFT), Mm(head.MARGIN_RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    first = section.first_page_header
    first.is_linked_to_previous = False
    write(first.paragraphs[0], form_code, size=11, align="right", before=0, after=0)
    if footnote:
        for footer in (section.first_page_footer, section.footer):
            footer.is_linked_to_previous = False
            write(footer.paragraphs[0], footnote, size=8, align="right", before=0, after=0)
    header = section.header
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    write(paragraph, "", size=13, align="center", before=0, after=0)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        if kind:
            run.font.element.append(element("fldChar", fldCharType=kind))
        else:
            instruction = element("instrText")
            instruction.text = text
            run.font.element.append(instruction)


def set_defaults(file: Any) -> None:
    """Set Times New Roman 14 for every script, black, Vietnamese, in the styles in use."""
    for name in ("Normal", "Header", "Footer", "Table Grid"):
        style = file.styles[name]
        style.font.name, style.font.size = head.FACE, Pt(14)
        style.font.color.rgb = RGBColor(0, 0, 0)
        properties = style.element.get_or_add_rPr()
        fonts = properties.rFonts
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), head.FACE)
        for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{script}"), None)
        for lang in properties.findall(qn("w:lang")):
            properties.remove(lang)
        properties.append(element("lang", val="vi-VN", eastAsia="vi-VN"))


def write(
    paragraph: Any,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    before: float = 0,
    after: float = 6,
    indent: float = 0,
    keep_next: bool = False,
) -> None:
    """Put `text` into `paragraph`; sizes and spaces in points, `indent` in millimetres."""
    layout = paragraph.paragraph_format
    layout.alignment = _ALIGNS[align]
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.keep_with_next = keep_next or None
    if indent:
        layout.first_line_indent = Mm(indent)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None


def rule(paragraph: Any, room: float, length: float, after: float = 0) -> None:
    """Draw a line of `length` mm, centred in `room` mm, as the border of an empty paragraph."""
    write(paragraph, "", size=2, before=0, after=after)
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    layout.left_indent = layout.right_indent = Mm(max((room - length) / 2, 0))
    border = element("pBdr")
    border.append(element("bottom", val="single", sz="6", space="1", color="000000"))
    layout.element.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def plain_table(file: Any, rows: int, widths: list[float]) -> Any:
    """Add a table without borders; `widths` in millimetres, fixed."""
    table = file.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="57", type="dxa"))
    properties = table._tbl.tblPr  # noqa: SLF001 - the library has no public name for it
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    return table


def repeat_header(row: Any) -> None:
    """Repeat `row` at the top of each page the table reaches."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001 - as above


def unbroken(row: Any) -> None:
    """Keep `row` on one page where it fits on one."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))  # noqa: SLF001 - as above


class CellLines:
    """Writes paragraphs into a table cell, the first into the one that every cell has."""

    def __init__(self, cell: Any) -> None:
        self._cell = cell
        self._fresh = True

    def next(self) -> Any:
        """Return the next empty paragraph of the cell."""
        paragraph = self._cell.paragraphs[0] if self._fresh else self._cell.add_paragraph()
        self._fresh = False
        return paragraph

    def add(
        self,
        text: str,
        *,
        size: float = 14,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        before: float = 0,
        after: float = 0,
    ) -> None:
        """Write one more paragraph; sizes and spaces in points."""
        write(
            self.next(),
            text,
            size=size,
            bold=bold,
            italic=italic,
            align=align,
            before=before,
            after=after,
        )
