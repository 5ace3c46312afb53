"""Sums in Vietnamese words, as papers about money state them beside the figures."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")
_MOST = 10**12


def amount_in_words(amount: int) -> str:
    """Return "Một triệu hai trăm nghìn đồng"; nothing below zero or from a thousand billion on (ValueError)."""
    if not 0 <= amount < _MOST:
        raise ValueError(f"{amount} is no sum that papers state in words")
    if amount == 0:
        return "Không đồng"
    groups = []
    rest = amount
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    parts = []
    for scale in range(len(groups) - 1, -1, -1):
        if groups[scale]:
            words = _group(groups[scale], full=scale < len(groups) - 1)
            parts.append(f"{words} {_SCALES[scale]}".strip())
    text = " ".join(parts)
    return f"{text[0].upper()}{text[1:]} đồng"


def _group(number: int, *, full: bool) -> str:
    """Words of a number below a thousand; ``full`` names its missing hundreds, as behind larger groups."""
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 1:
        parts.append("mười")
    elif tens:
        parts.append(f"{_DIGITS[tens]} mươi")
    elif ones and parts:
        parts.append("lẻ")
    if ones:
        parts.append(_ones(tens, ones))
    return " ".join(parts)


def _ones(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return _DIGITS[ones]
