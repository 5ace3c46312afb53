"""Take out of an office file what tells who made it, when and with what."""

import re
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_APP = "docProps/app.xml"
_DROPPED = {"docProps/thumbnail.jpeg", "docProps/custom.xml"}
_RELATIONS = "_rels/.rels"

_CORE_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title></cp:coreProperties>"
)
_APP_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"/>'
)


def stripped(package: bytes, title: str) -> bytes:
    """Return the office file `package` with `title` as its only property and fixed times."""
    target = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(target, "w", ZIP_DEFLATED) as result:
        for name in source.namelist():
            if name in _DROPPED:
                continue
            data = source.read(name)
            if name == _CORE:
                data = _CORE_XML.format(title=escape(title)).encode()
            elif name == _APP:
                data = _APP_XML.encode()
            elif name == _RELATIONS:
                data = _without_dropped(data)
            info = ZipInfo(name, _FIXED_TIME)
            info.compress_type = ZIP_DEFLATED
            result.writestr(info, data)
    return target.getvalue()


def _without_dropped(relations: bytes) -> bytes:
    targets = "|".join(map(re.escape, sorted(_DROPPED)))
    pattern = rf'<Relationship\b[^>]*\bTarget="/?(?:{targets})"[^>]*/>'
    return re.sub(pattern.encode(), b"", relations)
