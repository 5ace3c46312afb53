"""Word and Excel files are packed anew from the parts we know; all other parts are dropped or refused."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from core.files.images import remake_image
from core.files.office_xml import PARSER, bare_xml
from core.files.unsafe import UnsafeError

MOST_PARTS = 2000
MOST_UNPACKED = 100 * 1024 * 1024
CHUNK = 64 * 1024
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_KEPT = re.compile(
    r"word/(document|styles|stylesWithEffects|numbering|settings|fontTable|footnotes|endnotes|(header|footer)\d*"
    r"|theme/theme\d*)\.xml"
    r"|xl/(workbook|styles|sharedStrings|metadata|worksheets/sheet\d+|theme/theme\d*|tables/table\d+"
    r"|drawings/drawing\d+|charts/(chart|style|colors)\d+)\.xml"
)
_MEDIA = re.compile(r"(word|xl)/media/[^/]+\.(png|jpe?g|gif|bmp)", re.IGNORECASE)
_FORMS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "bmp": "BMP"}
#: Notes about the document, its authors, machines and earlier versions.
_DROPPED = re.compile(
    r"docProps/.*|customXml/.*|_xmlsignatures/.*|\[trash\]/.*|customUI/.*|userCustomization/.*|docMetadata/.*"
    r"|word/(comments\w*|people|webSettings|keyMapCustomizations)\.xml|word/(glossary|fonts|_rels/(comments|people).*)/?.*"
    r"|xl/(comments/?.*|threadedComments/.*|persons/.*|printerSettings/.*|calcChain\.xml|revisions/.*"
    r"|drawings/[^/]+\.vml|volatileDependencies\.xml)",
    re.IGNORECASE,
)
_MACROS = re.compile(r".*(vbaProject|vbaData|activeX|macrosheets|dialogsheets).*", re.IGNORECASE)


@dataclass
class _Parts:
    """What goes on: part -> content, part -> new name, part -> its links that are gone."""

    content: dict[str, bytes] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


def remake_office(content: bytes) -> tuple[str, bytes]:
    """(``docx`` or ``xlsx``, the new file). Raises UnsafeError with the reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            raw = dict(_unpacked(archive))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnsafeError("broken") from error
    kinds = [kind for name, kind in _MAIN.items() if name in raw]
    if len(kinds) != 1 or "[Content_Types].xml" not in raw:
        raise UnsafeError("kind")
    parts = _sorted_out(raw)
    links = {name: _links(name, raw, parts) for name in ("", *parts.content)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "[Content_Types].xml", _content_types(parts))
        for name, (kept, gone) in links.items():
            if name:
                data = parts.content[name]
                new = bare_xml(data, gone) if name.endswith(".xml") else data
                _put(archive, parts.renamed.get(name, name), new)
            if kept is not None:
                _put(archive, _links_name(name), kept)
    return kinds[0], out.getvalue()


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Every part, counted while it is unpacked: what the directory says of sizes may be a lie."""
    left, seen = MOST_UNPACKED, set()
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise UnsafeError("bomb")
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 1:
            raise UnsafeError("locked")
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or name.lower() in seen:
            raise UnsafeError("names")
        seen.add(name.lower())
        if name.endswith("/"):
            continue
        chunks = []
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise UnsafeError("bomb")
                chunks.append(chunk)
        yield name, b"".join(chunks)


def _sorted_out(raw: dict[str, bytes]) -> _Parts:
    parts = _Parts()
    for name, data in raw.items():
        if _MACROS.fullmatch(name):
            raise UnsafeError("macros")
        if name == "[Content_Types].xml" or name.endswith(".rels") or _DROPPED.fullmatch(name):
            continue
        if _KEPT.fullmatch(name):
            parts.content[name] = data
        elif found := _MEDIA.fullmatch(name):
            ending = found[2].lower()
            parts.renamed[name] = f"{found[1]}/media/image{len(parts.renamed) + 1}.{ending}"
            parts.content[name] = remake_image(data, _FORMS[ending])
        else:
            raise UnsafeError("embedded")
    for override in _parsed(raw["[Content_Types].xml"]).iter(f"{{{_PACKAGE}/content-types}}Override"):
        name, media = override.get("PartName", "").lstrip("/"), override.get("ContentType", "")
        if "macro" in media.lower():
            raise UnsafeError("macros")
        if name in parts.content and re.fullmatch(r"application/[\w.+-]+", media):
            parts.types[name] = media
    return parts


def _parsed(data: bytes) -> etree._Element:
    try:
        root = etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError as error:
        raise UnsafeError("broken") from error
    if root.getroottree().docinfo.doctype:
        raise UnsafeError("broken")
    return root


def _links_name(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/") if part else "_rels/.rels"


def _links(part: str, raw: dict[str, bytes], parts: _Parts) -> tuple[bytes | None, frozenset[str]]:
    """(the part's links to what goes on, keys of the links that are gone)."""
    data = raw.get(_links_name(part))
    if data is None:
        return None, frozenset()
    root, gone = _parsed(data), set()
    for link in list(root):
        target = link.get("Target", "")
        if link.get("TargetMode") == "External":
            keep = link.get("Type") == _LINK and re.match(r"(https?://|mailto:)", target, re.IGNORECASE) is not None
        else:
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
            path = posixpath.normpath(path)
            keep = path in parts.content
            if path in parts.renamed:
                link.set("Target", "/" + parts.renamed[path])
        if not keep:
            gone.add(link.get("Id", ""))
            root.remove(link)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)), frozenset(gone)


def _content_types(parts: _Parts) -> bytes:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    media = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "bmp": "image/bmp"}
    used = {name.rsplit(".", 1)[-1] for name in parts.renamed.values()}
    for ending, kind in (defaults | {key: value for key, value in media.items() if key in used}).items():
        etree.SubElement(root, f"{{{space}}}Default", Extension=ending, ContentType=kind)
    for name, kind in parts.types.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=kind)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Write a part without the clock or the machine of whoever packed it."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    archive.writestr(entry, data)
