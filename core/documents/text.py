"""Make any text fit for print, without changing what a reader sees of good text."""

import re
import unicodedata

_MARK = "\ufffd"
# What XML 1.0 forbids, and the direction overrides that make text read otherwise than it is.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LONG_RUN = re.compile(r"\S{25,}")
_BREAK = "\u200b"


def clean(text: str) -> str:
    """Return `text` composed (NFC), lines ended alike; what cannot be printed shows as "�"."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    unified = unified.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub(_MARK, unified))


def breakable(text: str) -> str:
    """Put invisible break points into runs longer than 24 signs, so that no line overruns."""

    def split(run: re.Match[str]) -> str:
        word = run.group()
        return _BREAK.join(word[at : at + 8] for at in range(0, len(word), 8))

    return _LONG_RUN.sub(split, text)
