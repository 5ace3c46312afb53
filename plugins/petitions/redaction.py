"""A small scanner for what may betray somebody in a transcript: names, titles with names, numbers, kinship.

It only points; a person reads and confirms (settled point 15). It knows the shapes of Vietnamese
names and of names in Kon Tum's villages (A Brông, Y Blang).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴČŎĬŬÑ"
_WORD = rf"[{_UPPER}][^\W\d_]*"
_FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Mai",
    "Trịnh",
    "Đoàn",
    "Cao",
    "Lương",
    "Lưu",
    "Tạ",
    "Hà",
    "Thái",
    "Tô",
    "Châu",
    "Quách",
    "La",
    "Lâm",
    "Nông",
    "Vi",
    "Hứa",
    "Chu",
    "Triệu",
    "Tống",
    "Kiều",
    "Phùng",
    "Vương",
    "Đào",
    "Lò",
    "Rơ",
    "Ksor",
    "Siu",
    "Nay",
    "Kpă",
    "Rmah",
    "Đinh",
    "Bế",
]
_TITLES = (
    *[
        "ông",
        "bà",
        "anh",
        "chị",
        "cô",
        "chú",
        "bác",
        "cậu",
        "dì",
        "thím",
        "mợ",
        "em",
        "cháu",
        "thầy",
        "già",
        "bố",
        "mẹ",
        "cha",
        "vợ",
        "chồng",
        "đ/c",
    ],
    *(r"đồng\s+chí", r"bí\s+thư", r"chủ\s+tịch", r"trưởng\s+thôn", r"bác\s+sĩ", r"cán\s+bộ"),
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)")),
    ("paper", re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")),
    ("mail", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    ("name", re.compile(rf"\b(?:{'|'.join(_FAMILY)})(?:\s+{_WORD}){{1,4}}")),
    ("name", re.compile(rf"(?<![\w])[AY]\s+{_WORD}(?:\s+{_WORD})?")),
    (
        "title",
        re.compile(rf"(?i:\b(?:{'|'.join(_TITLES)}))\s+{_WORD}(?:\s+{_WORD}){{0,3}}"),
    ),
    (
        "self",
        re.compile(r"(?i:\b(?:tên tôi|tôi tên|tôi là|nhà tôi|vợ tôi|chồng tôi|con (?:trai |gái )?tôi|gia đình tôi)\b)"),
    ),
    ("address", re.compile(r"(?i:\b(?:số nhà|tổ dân phố số|hẻm|ngõ)\s+\d+)")),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of text that may betray somebody: from ``start`` to before ``end``."""

    kind: str
    start: int
    end: int
    text: str


def scan(text: str) -> list[Hit]:
    """Everything suspicious in order, without overlaps (the longest wins)."""
    found = [
        Hit(kind, match.start(), match.end(), match[0])
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda hit: (hit.start, -(hit.end - hit.start)))
    kept: list[Hit] = []
    for hit in found:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def pieces(text: str, hits: Iterable[Hit]) -> list[tuple[str, str]]:
    """(text, kind of hit or '') in order, to be shown with marks."""
    found: list[tuple[str, str]] = []
    place = 0
    for hit in hits:
        if hit.start > place:
            found.append((text[place : hit.start], ""))
        found.append((hit.text, hit.kind))
        place = hit.end
    if place < len(text):
        found.append((text[place:], ""))
    return found
