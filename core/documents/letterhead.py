"""Words and measures of the letterhead, shared by both renderers (Decree 30/2020, App. I)."""

from datetime import date

from core.documents.model import Document
from core.documents.text import clean

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS_TITLE = "Nơi nhận:"
FACE = "Times New Roman"

# Millimetres.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
MARGIN_TOP = MARGIN_BOTTOM = 20
MARGIN_LEFT, MARGIN_RIGHT = 30, 18
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
LEFT_SHARE = 0.43
FIRST_INDENT = 10

_COMMITTEE = "ỦY BAN NHÂN DÂN "


def short_date(day: date | None) -> str:
    """Return dd/mm/yyyy, or nothing for no date."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day else ""


def long_date(day: date | None) -> str:
    """Return "ngày 05 tháng 02 năm 2026"; a missing date keeps dotted gaps.

    A zero stands before days under 10 and before months 1 and 2, not before 3 to 9.
    """
    if day is None:
        return "ngày ….. tháng ….. năm ………"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def numbered_symbol(number: str, symbol: str) -> str:
    """Return "05/TB-UBND"; a blank number leaves a dotted gap, one digit gets a zero."""
    bare = number.strip()
    if not bare:
        return f"……./{symbol}"
    return f"{bare.zfill(2) if bare.isdecimal() else bare}/{symbol}"


def capitals(name: str) -> str:
    """Return an agency's name in capitals, a long committee name broken after its title."""
    upper = clean(name).strip().upper()
    if upper.startswith(_COMMITTEE) and len(upper) > 26 and "\n" not in upper:
        return f"{_COMMITTEE.strip()}\n{upper[len(_COMMITTEE) :]}"
    return upper


def place_and_date(document: Document) -> str:
    """Return the italic line under the motto."""
    return f"{clean(document.agency.place)}, {long_date(document.issued_on)}"


def ended(items: tuple[str, ...], lead: str = "") -> list[str]:
    """Return list lines closed by ";" and the last one by ".", as grounds and recipients are."""
    bare = [clean(item).strip().rstrip(";. ") for item in items]
    return [f"{lead}{item}{'.' if at == len(bare) - 1 else ';'}" for at, item in enumerate(bare)]
