"""What goes out of one XML part of a Word or Excel file: authors, earlier versions, comments, file names."""

from __future__ import annotations

from lxml import etree

from core.files.unsafe import UnsafeError

PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LINKS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
#: Elements that go with all they hold: what was deleted, how it looked before, who noted what.
_GONE = _words(
    "del moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd rPrChange pPrChange"
    " sectPrChange tblPrChange tblGridChange trPrChange tcPrChange tblPrExChange numberingChange cellIns cellDel"
    " cellMerge commentRangeStart commentRangeEnd commentReference permStart permEnd proofErr rsids docVars"
    " mailMerge saveThroughXslt documentProtection writeProtection fileSharing absPath revisionPtr"
    " customWorkbookViews customSheetViews webPublishing dataBinding legacyDrawing legacyDrawingHF"
    " customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd"
    " customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd"
)
#: Elements that go while what they hold stays: what was added is part of the text now.
_UNWRAPPED = frozenset({"ins", "moveTo"})
_ATTRIBUTES = _words(
    "author initials userName refreshedBy lastModifiedBy descr codeName rsidR rsidRPr rsidP rsidRDefault rsidTr"
    " rsidSect rsidDel userId providerId"
)
_DRAWN = frozenset({"docPr", "cNvPr"})


def bare_xml(data: bytes, gone_links: frozenset[str]) -> bytes:
    """The part without notes, and without whatever pointed along ``gone_links``. Raises UnsafeError when damaged."""
    try:
        root = etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError as error:
        raise UnsafeError("broken") from error
    if root.getroottree().docinfo.doctype:
        raise UnsafeError("broken")
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or (element.getparent() is None and element is not root):
            continue
        _one(element, root, gone_links)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _one(element: etree._Element, root: etree._Element, gone_links: frozenset[str]) -> None:
    name = etree.QName(element).localname
    if element is not root:
        if name in _GONE:
            _remove(element, with_row=name == "del")
            return
        if name in _UNWRAPPED:
            _unwrap(element)
            return
    for key in list(element.attrib):
        local = etree.QName(key).localname
        if str(key).startswith(_LINKS) and element.get(key) in gone_links:
            if name == "hyperlink" and len(element):
                _unwrap(element)
                return
            if name not in ("pageSetup", "hyperlink") and element is not root:
                _remove(element)
                return
            del element.attrib[key]
        elif (
            local in _ATTRIBUTES or (local == "title" and "}" in str(key)) or (local == "alt" and "vml" in element.tag)
        ):
            del element.attrib[key]
    if name in _DRAWN:
        element.attrib.pop("title", None)
        if "name" in element.attrib:
            element.set("name", f"{element.get('id', '')}")


def _remove(element: etree._Element, *, with_row: bool = False) -> None:
    """Take an element out; a deleted table row goes as a whole."""
    parent = element.getparent()
    if parent is None:
        return
    if with_row and etree.QName(parent).localname == "trPr" and (row := parent.getparent()) is not None:
        element, parent = row, row.getparent()
        if parent is None:
            return
    if element.tail:
        _append_text(element, element.tail)
    parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    parent.remove(element)


def _append_text(element: etree._Element, tail: str) -> None:
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
