"""Files full of things that must not survive: every place for a note holds a canary."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

import pikepdf
from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

CANARY = "CANARY-secret"
RAW = CANARY.encode()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = CANARY
    exif[0x0112] = 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[29] = "N", (14.0, 35.0, 11.0), CANARY
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + RAW
    return exif


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    """EXIF with author and place, XMP, a comment, and bytes after the end."""
    out = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=_exif(), comment=RAW, xmp=xmp)
    return out.getvalue() + RAW


def png() -> bytes:
    """Text chunks, plain and compressed, EXIF, a chunk of one's own, bytes after the end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY)
    notes.add_text("Comment", CANARY, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", CANARY)
    notes.add(b"prVt", RAW, after_idat=True)
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 90, 90, 120)).save(out, "PNG", pnginfo=notes, exif=_exif())
    return out.getvalue() + RAW


def webp() -> bytes:
    """EXIF and XMP."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "WEBP", exif=_exif(), xmp=RAW)
    return out.getvalue()


def pdf(pages: int = 1, width: int = 300) -> bytes:
    """Properties, XMP, an attachment, programs, a comment, a stamp, a photograph with EXIF, layers, thumbnails."""
    made = pikepdf.Pdf.new()
    for _number in range(pages):
        page = made.add_blank_page(page_size=(width, 400))
        photo = made.make_stream(jpeg()[: -len(RAW)])
        photo.update(Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40, ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8, Filter=Name.DCTDecode, Name=Name("/" + CANARY), Metadata=made.make_stream(RAW),
        ))  # fmt: skip
        twice = made.make_stream(zlib.compress(jpeg()[: -len(RAW)]))
        twice.update(Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40, ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8, Filter=Array([Name.FlateDecode, Name.DCTDecode]),
        ))  # fmt: skip
        layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String(CANARY)))
        page.obj.Resources = Dictionary(XObject=Dictionary(Photo=photo, Twice=twice), Properties=Dictionary(L=layer))
        page.obj.Contents = made.make_stream(b"q 60 0 0 40 10 10 cm /Photo Do Q q 60 0 0 40 90 10 cm /Twice Do Q")
        page.obj.PieceInfo = Dictionary(App=Dictionary(Private=String(CANARY)))
        page.obj.Thumb = made.make_stream(RAW)
        page.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String(CANARY)))
        drawn = made.make_stream(b"0 0 1 rg 0 0 30 10 re f")
        drawn.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 30, 10])))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), T=String(CANARY),
                          Contents=String(CANARY))  # fmt: skip
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([50, 50, 80, 60]), T=String(CANARY),
                           Contents=String(CANARY), F=4, AP=Dictionary(N=drawn))  # fmt: skip
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
                          A=Dictionary(S=Name.URI, URI=String(f"file:///home/{CANARY}")))  # fmt: skip
        page.obj.Annots = Array([made.make_indirect(found) for found in (note, stamp, link)])
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(CANARY))
    made.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String(CANARY))]))
    )
    made.attachments["secret.txt"] = pikepdf.AttachedFileSpec(made, RAW, filename=f"{CANARY}.txt")
    made.docinfo.Author = made.docinfo.Title = CANARY
    with made.open_metadata() as notes:
        notes["dc:creator"] = [CANARY]
    made.Root.Outlines = Dictionary(Title=String(CANARY))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx() -> bytes:
    """Properties, thumbnail, comment, tracked changes, rsids, a template path, alt text, a photo with EXIF, custom XML."""
    document = Document()
    document.add_paragraph("Đơn kiến nghị về đất ở")
    document.add_comment(document.paragraphs[0].runs, text=CANARY, author=CANARY, initials="CANARY-se")
    document.add_picture(io.BytesIO(jpeg()))
    document.core_properties.author = document.core_properties.title = CANARY
    document.core_properties.last_modified_by = document.core_properties.comments = CANARY
    out = io.BytesIO()
    document.save(out)
    changes = (
        f'<w:p xmlns:w="{W}" w:rsidR="00CA0001"><w:pPr><w:rPr><w:ins w:id="1" w:author="{CANARY}"/></w:rPr></w:pPr>'
        f'<w:ins w:id="2" w:author="{CANARY}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>đã thêm</w:t></w:r></w:ins>'
        f'<w:del w:id="3" w:author="{CANARY}"><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>'
        f'<w:r><w:rPr><w:b/><w:rPrChange w:id="4" w:author="{CANARY}"><w:rPr/></w:rPrChange></w:rPr><w:t> đậm</w:t></w:r>'
        f'<w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdPath">'
        f"<w:r><w:t> liên kết</w:t></w:r></w:hyperlink></w:p>"
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return repacked(out.getvalue(), {
        "word/document.xml": lambda text: text.replace("<w:sectPr", changes + "<w:sectPr", 1)
        .replace("<wp:docPr ", f'<wp:docPr descr="C:\\{CANARY}.jpg" ', 1).replace('name="image.jpg"', f'name="{CANARY}.jpg"'),
        "word/_rels/document.xml.rels": lambda text: text.replace(
            "</Relationships>",
            f'<Relationship Id="rIdPath" Type="{relation}/hyperlink" Target="file:///C:/{CANARY}" TargetMode="External"/>'
            "</Relationships>",
        ),
        "word/settings.xml": lambda text: text.replace(
            "</w:settings>",
            f'<w:rsids><w:rsid w:val="00CA0001"/></w:rsids><w:docVars><w:docVar w:name="x" w:val="{CANARY}"/></w:docVars>'
            "</w:settings>",
        ),
    }, {"docProps/thumbnail.jpeg": jpeg(), "docProps/custom.xml": f"<a>{CANARY}</a>".encode(),
        "customXml/item1.xml": f"<a>{CANARY}</a>".encode(),
        "word/people.xml": f"<a>{CANARY}</a>".encode()})  # fmt: skip


def xlsx() -> bytes:
    """Properties, a comment, a picture with EXIF, the path of the file, a thumbnail."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Danh sách giấy tờ"
    sheet["A1"].comment = Comment(CANARY, CANARY)
    sheet.add_image(SheetImage(io.BytesIO(png())), "B2")
    book.properties.creator = book.properties.lastModifiedBy = book.properties.description = CANARY
    out = io.BytesIO()
    book.save(out)
    path = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15">'
        f'<x15ac:absPath url="C:\\{CANARY}\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/>'
        "</mc:Choice></mc:AlternateContent>"
    )
    return repacked(out.getvalue(), {"xl/workbook.xml": lambda text: text.replace("<bookViews>", path + "<bookViews>")},
                    {"docProps/thumbnail.jpeg": jpeg()})  # fmt: skip


def repacked(content: bytes, changes: dict[str, Any], more: dict[str, bytes]) -> bytes:
    """A zip with some parts rewritten, others added, and a canary in every comment."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [name for name in old.namelist() if name not in more]:
            data = old.read(name)
            if name in changes:
                before = data.decode()
                data = changes[name](before).encode()
                assert data.decode() != before, name
            entry = zipfile.ZipInfo(name, (2026, 11, 5, 7, 30, 0))
            entry.compress_type, entry.comment = zipfile.ZIP_DEFLATED, RAW
            new.writestr(entry, data)
        for name, data in more.items():
            new.writestr(name, data)
        new.comment = RAW
    return out.getvalue()


def canaries_in(content: bytes, depth: int = 0) -> list[str]:
    """Where the canary stands: in the bytes, in parts of zips, in PDF streams, in pictures' notes."""
    found = [f"bytes@{depth}"] if RAW in content or CANARY.encode("utf-16-le") in content else []
    found += [f"utf16@{depth}"] if CANARY.encode("utf-16-be") in content else []
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                found += [f"{entry.filename}:{hit}" for hit in canaries_in(archive.read(entry), depth + 1)]
                found += [f"{entry.filename}:name"] if CANARY in entry.filename or entry.comment or entry.extra else []
    elif content[:5] == b"%PDF-":
        with pikepdf.Pdf.open(io.BytesIO(content)) as document:
            for thing in document.objects:
                found += ["object"] if CANARY in repr(thing) or CANARY in str(thing.unparse()) else []
                if isinstance(thing, pikepdf.Stream):
                    found += [f"stream:{hit}" for hit in canaries_in(thing.read_raw_bytes(), depth + 1)]
    elif content[:4] in (b"\x89PNG", b"RIFF") or content[:3] == b"\xff\xd8\xff":
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            kept = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background",
                                      "timestamp", "duration", "adobe", "adobe_transform"}  # fmt: skip
            found += [f"note:{key}" for key in kept] + (["exif"] if len(image.getexif()) else [])
    return found
