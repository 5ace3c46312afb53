"""Nothing hidden survives, nothing visible is lost, and what cannot be cleaned is refused with a sentence."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from docx import Document
from flask import Flask
from PIL import Image

from core.files.errors import FileRefused
from core.files.kinds import KINDS, clean_name
from core.files.store import path_of
from core.testing.counts import Count
from core.testing.world import scope_of
from tests.rails_files import canaries
from tests.rails_files.canaries import RAW, canaries_in, repacked
from tests.rails_files.conftest import put

MADE = {
    "anh.jpg": canaries.jpeg, "anh.png": canaries.png, "anh.webp": canaries.webp,
    "don.pdf": canaries.pdf, "don.docx": canaries.docx, "bang.xlsx": canaries.xlsx,
}  # fmt: skip


def stored(app: Flask, content: bytes, name: str) -> bytes:
    row = put(app, content, name)
    with app.app_context():
        return path_of(row.tenant_id, row.public_id).read_bytes()


@pytest.mark.parametrize("name", MADE)
def test_no_canary_survives(app: Flask, count: Count, name: str) -> None:
    dirty = MADE[name]()
    before = canaries_in(dirty)
    assert len(before) >= 4, "the test file must be dirty, or it shows nothing"
    assert canaries_in(stored(app, dirty, name)) == []
    count("canaries planted", len(before))
    count("canaries surviving", 0)


def test_what_is_seen_stays(app: Flask) -> None:
    with Image.open(io.BytesIO(stored(app, canaries.jpeg(), "a.jpg"))) as image:
        assert image.size == (40, 60), "turned upright as the camera noted"
        assert image.getpixel((20, 30))[2] > 100
    with Image.open(io.BytesIO(stored(app, canaries.png(), "a.png"))) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((3, 3)) == (0, 90, 90, 120)
    with pikepdf.Pdf.open(io.BytesIO(stored(app, canaries.pdf(3), "a.pdf"))) as document:
        assert len(document.pages) == 3
        drawn = document.pages[0].obj.Resources.XObject
        assert len(drawn.keys()) == 3, "two photographs, and the stamp drawn into the page"
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
    document = Document(io.BytesIO(stored(app, canaries.docx(), "a.docx")))
    assert [p.text for p in document.paragraphs if p.text] == ["Đơn kiến nghị về đất ở", "đã thêm đậm liên kết"]
    assert len(document.inline_shapes) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(stored(app, canaries.xlsx(), "a.xlsx"))).active
    assert sheet is not None
    assert sheet["A1"].value == "Danh sách giấy tờ"


def test_bytes_around_a_picture_vanish(app: Flask) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("evil.js", "alert(1)")
    polyglot = canaries.jpeg() + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    clean = stored(app, polyglot, "anh.jpg")
    assert not zipfile.is_zipfile(io.BytesIO(clean))
    page = canaries.pdf().replace(b"\n%%EOF", b"\n%%EOF\n<script>alert(1)</script>")
    assert b"<script>" not in stored(app, page, "a.pdf")


def zip_of(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def lying_zip() -> bytes:
    """A part of 120 MB whose directory entry says 10 bytes."""
    content = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\0" * 120_000_000})
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


def locked_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.Pdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


def word(more: dict[str, bytes]) -> bytes:
    return repacked(canaries.docx(), {}, more)


DOCTYPE = b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><d>&b;</d>"
BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "zip bomb": (lambda: zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\0" * 120_000_000}), "a.docx", "bomb"),
    "zip bomb with a lie": (lying_zip, "a.docx", "broken"),
    "very many parts": (lambda: zip_of({f"word/{n}.xml": b"" for n in range(2100)}), "a.docx", "bomb"),
    "entities": (lambda: word({"word/footnotes.xml": DOCTYPE}), "a.docx", "broken"),
    "pixel bomb": (lambda: png_claiming(60_000, 60_000), "a.png", "pixels"),
    "pixel bomb in Word": (lambda: word({"word/media/b.png": png_claiming(60_000, 60_000)}), "a.docx", "pixels"),
    "macros": (lambda: word({"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    "embedded object": (lambda: word({"word/embeddings/oleObject1.bin": b"x"}), "a.docx", "embedded"),
    "path in a zip": (lambda: word({"../../etc/x": b"x"}), "a.docx", "names"),
    "plain zip": (lambda: zip_of({"a.txt": b"x"}), "a.zip", "kind"),
    "nothing": (lambda: b"", "a.pdf", "empty"),
    "program": (lambda: b"MZ\x90\0" + b"\0" * 100, "a.exe", "kind"),
    "page": (lambda: b"<html><script>alert(1)</script>", "a.pdf", "kind"),
    "drawing with scripts": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "kind"),
    "PDF after other bytes": (lambda: b"GIF89a" + canaries.pdf(), "a.pdf", "kind"),
    "cut PDF": (lambda: b"%PDF-1.7\nnonsense", "a.pdf", "broken"),
    "locked PDF": (locked_pdf, "a.pdf", "locked"),
    "cut picture": (lambda: canaries.jpeg((600, 400))[:900], "a.jpg", "broken"),
    "picture called PDF": (canaries.jpeg, "a.pdf", "ending"),
    "picture called program": (canaries.jpeg, "a.jpg.exe", "ending"),
    "Word called Excel": (canaries.docx, "a.xlsx", "ending"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_and_nothing_stays(
    app: Flask, kept: Callable[[], list[Path]], count: Count, case: str
) -> None:
    make, name, key = BAD[case]
    with pytest.raises(FileRefused) as refusal:
        put(app, make(), name)
    assert refusal.value.key == key
    assert str(refusal.value).endswith(".")
    assert kept() == []
    count("bad files refused", 1)


def test_a_picture_in_a_pdf_loses_its_notes_and_keeps_its_pixels() -> None:
    from core.files.pdfs import bare_jp2, bare_jpeg

    clean = bare_jpeg(canaries.jpeg())
    with Image.open(io.BytesIO(clean)) as new, Image.open(io.BytesIO(canaries.jpeg())) as old:
        assert new.tobytes() == old.tobytes()
    assert RAW not in clean
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG2000")
    box = struct.pack("!I", 8 + len(RAW)) + b"xml " + RAW
    dirty = out.getvalue()[:12] + box + out.getvalue()[12:]
    assert RAW in dirty
    assert bare_jp2(dirty) == out.getvalue()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("../x", "x.pdf"), ("..\\..\\x.pdf", "x.pdf"), ("/etc/passwd", "passwd.pdf"), ("C:\\a\\b.PDF", "b.pdf"),
        ("a\0b\r\n.pdf", "ab.pdf"), ("\u202efdp.exe.pdf", "fdp.exe.pdf"), ("CON.pdf", "_CON.pdf"), ("nul", "_nul.pdf"),
        ("", "tep.pdf"), ("...", "tep.pdf"), (".pdf", "pdf.pdf"), ("a" * 500 + ".pdf", "a" * 120 + ".pdf"),
        ("Đơn khiếu nại số 5.pdf", "Đơn khiếu nại số 5.pdf"), ("a.b.exe", None), ("x.docx", None),
        ('a<b>"c".pdf', "abc.pdf"),
    ],
)  # fmt: skip
def test_names(given: str, wanted: str | None) -> None:
    assert clean_name(given, KINDS["pdf"]) == wanted


def test_the_place_on_disk_never_follows_the_name(app: Flask) -> None:
    row = put(app, canaries.pdf(), "../../../x")
    with app.app_context():
        data = app.extensions["tiepdan.config"].data
        path = path_of(row.tenant_id, row.public_id)
        assert path == data / "files" / str(scope_of("a-comm").tenant_id) / row.public_id[:2] / row.public_id
        assert path.is_file()
        assert path.stat().st_mode & 0o077 == 0
        assert not path.is_relative_to(Path(app.static_folder or ""))
    assert row.name == "x.pdf"
