"""Which kinds of files are taken, told by their first bytes and never by their name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file; the first ending is the one given to names that have none."""

    key: str
    title: str
    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.key: kind
    for kind in (
        Kind("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg", ".jfif")),
        Kind("png", "PNG", "image/png", (".png",)),
        Kind("webp", "WebP", "image/webp", (".webp",)),
        Kind("pdf", "PDF", "application/pdf", (".pdf",)),
        Kind("docx", "Word", f"{_OFFICE}.wordprocessingml.document", (".docx",)),
        Kind("xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    )
}


def family_of(head: bytes) -> str:
    """``jpeg``, ``png``, ``webp``, ``pdf``, ``office`` or nothing, by the first 16 bytes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"%PDF-"):
        return "pdf"
    return "office" if head.startswith(b"PK\x03\x04") else ""


_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_FORBIDDEN = frozenset('<>:"|?*')


def clean_name(given: str, kind: Kind) -> str | None:
    """The name a file is kept and handed out under; None when its ending tells another kind.

    Folders, control and direction marks and characters that file systems forbid are gone; names
    that Windows reserves get an underscore; a name without ending gets the kind's own.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in _FORBIDDEN)
    kept = " ".join(kept.split()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or not (1 <= len(ending) <= 5 and ending.isascii() and ending.isalnum()):
        stem, ending = kept, kind.endings[0][1:]
    if f".{ending.lower()}" not in kind.endings:
        return None
    stem = stem.strip(" .") or "tep"
    if stem.split(".", 1)[0].lower() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem[:LONGEST_NAME].rstrip(' .')}.{ending.lower()}"
