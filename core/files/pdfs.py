"""A PDF is built anew from its pages: what is drawn stays, what is only told goes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from core.files.unsafe import UnsafeError

MOST_PAGES = 1000
MOST_STREAM = 64 * 1024 * 1024
_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
#: Marks that are drawn on the paper and stay as part of the picture; all others are dropped.
_DRAWN = {"/Widget", "/FreeText", "/Stamp", "/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"}
_DRAWN |= {"/Highlight", "/Underline", "/StrikeOut", "/Squiggly"}


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Entries that carry notes, programs, files or names, wherever they stand.
_TOLD = _keys(
    "/AA /AF /Alternates /EF /EmbeddedFiles /JavaScript /JS /LastModified /Metadata /OC /OPI /OpenAction"
    " /PieceInfo /PtData /Private /Properties /StructParent /StructParents /Thumb"
)


def remake_pdf(content: bytes) -> bytes:
    """The same pages without properties, XMP, attachments, programs, comments and links.

    Raises UnsafeError: ``locked``, ``broken``, or ``bomb`` for a stream that unpacks without end.
    """
    try:
        with Pdf.open(io.BytesIO(content)) as old, Pdf.new() as new:
            if not 1 <= len(old.pages) <= MOST_PAGES:
                raise UnsafeError("broken")
            _flatten(old)
            new.pages.extend(old.pages)
            for page in new.pages:
                for key in set(page.obj.keys()) - _PAGE:
                    del page.obj[key]
            for found in _everything(new):
                _strip(found)
            out = io.BytesIO()
            new.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise UnsafeError("locked") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise UnsafeError("broken") from error
    return out.getvalue()


def _flatten(old: Pdf) -> None:
    """Draw stamps, filled fields and pen marks into their pages; drop all other annotations."""
    for page in old.pages:
        marks = page.obj.get("/Annots")
        if marks is None:
            continue
        kept = [mark for mark in marks if isinstance(mark, Dictionary) and str(mark.get("/Subtype")) in _DRAWN]
        page.obj.Annots = old.make_indirect(Array(kept))
    if "/AcroForm" in old.Root:
        old.generate_appearance_streams()
    old.flatten_annotations("all")


def _everything(new: Pdf) -> Iterator[Any]:
    """Every dictionary and stream, also those that stand inside others."""
    waiting: list[tuple[Any, int]] = [(found, 0) for found in new.objects]
    while waiting:
        found, depth = waiting.pop()
        if depth > 100:
            raise UnsafeError("broken")
        if isinstance(found, (Dictionary, Stream)):
            yield found
            inner = [found.get(key) for key in list(found.keys())]
        elif isinstance(found, Array):
            inner = list(found)
        else:
            continue
        waiting += [
            (part, depth + 1) for part in inner if isinstance(part, (Dictionary, Array)) and not part.is_indirect
        ]


def _strip(found: Any) -> None:
    for key in _TOLD:
        if key in found:
            del found[key]
    if not isinstance(found, Stream):
        return
    if str(found.get("/Subtype", "")) in ("/Image", "/Form") and "/Name" in found:
        del found["/Name"]
    filters = found.get("/Filter")
    chain = [str(filters)] if isinstance(filters, Name) else [str(part) for part in filters or ()]
    if "/DCTDecode" in chain or "/JPXDecode" in chain:
        _picture(found, chain)


def _picture(found: Any, chain: list[str]) -> None:
    """A photograph kept whole inside the PDF brings its notes along; cut them out of its bytes."""
    raw = found.read_raw_bytes()
    if chain[:-1] == ["/FlateDecode"]:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(raw, MOST_STREAM)
        if unpacker.unconsumed_tail:
            raise UnsafeError("bomb")
    elif chain[:-1]:
        raise UnsafeError("embedded")
    parameters = found.get("/DecodeParms")
    if isinstance(parameters, Array):
        parameters = parameters[-1] if isinstance(parameters[-1], Dictionary) else None
    cut = bare_jpeg(raw) if chain[-1] == "/DCTDecode" else bare_jp2(raw)
    found.write(cut, filter=Name(chain[-1]), decode_parms=parameters)


def bare_jpeg(raw: bytes) -> bytes:
    """A JPEG without comments and application segments, except those that say how colours are kept.

    Raises UnsafeError for bytes that are no JPEG.
    """
    if raw[:2] != b"\xff\xd8":
        raise UnsafeError("broken")
    out, at = bytearray(raw[:2]), 2
    while raw[at : at + 1] == b"\xff" and at + 4 <= len(raw):
        marker, size = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == 0xFF:  # filling before a marker
            at += 1
            continue
        if marker == 0xDA:
            end = raw.rfind(b"\xff\xd9")
            return bytes(out) + (raw[at : end + 2] if end > at else raw[at:] + b"\xff\xd9")
        segment = raw[at : at + 2 + size]
        if marker == 0xEE and segment[4:9] == b"Adobe":
            out += b"\xff\xee\x00\x0e" + segment[4:16]
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            out += segment
        at += 2 + size
    raise UnsafeError("broken")


def bare_jp2(raw: bytes) -> bytes:
    """A JPEG 2000 picture without its XML and UUID boxes. Raises UnsafeError for a damaged one."""
    if raw[:4] == b"\xff\x4f\xff\x51":
        return raw
    out, at = bytearray(), 0
    while at + 8 <= len(raw):
        size, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(raw[at + 8 : at + 16], "big")
        size = size or len(raw) - at
        if size < 8:
            raise UnsafeError("broken")
        if kind not in (b"xml ", b"uuid", b"uinf"):
            out += raw[at : at + size]
        at += size
    return bytes(out)
