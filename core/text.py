"""Text as it is compared and checked: folding for search without accents, and broken input."""

from __future__ import annotations

import re
import unicodedata

# Letters with a stroke have no decomposition. Besides đ, the two look-alikes that old keyboards
# and converted fonts leave in Vietnamese papers (Icelandic eth, African d with tail).
_STROKES = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})

# Control characters (newline, carriage return and tab allowed), halves of surrogate pairs, the
# replacement character left by a failed decoding, and the two code points no XML file may hold.
_DAMAGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")


def _without_marks(text: str) -> str:
    """Decomposed text without accents and without invisible formatting characters."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))


def fold(text: str) -> str:
    """The form under which two spellings are the same for search.

    Accents, case and runs of white space do not count: `fold("Đắk  RVE") == fold("dak rve")`.
    Folding twice changes nothing.
    """
    bare = _without_marks(_without_marks(text).casefold())
    return " ".join(bare.translate(_STROKES).split())


def damaged(text: str) -> bool:
    """Whether the text holds a character that no keyboard makes and no paper or database can keep.

    That is: NUL and other control characters except newline, carriage return and tab, lone
    surrogates, U+FFFD (the trace of a failed decoding), U+FFFE and U+FFFF.
    """
    return _DAMAGE.search(text) is not None
