"""Every place where an installation keeps something, read as somebody with its disks would read it.

What is packed is unpacked: zip (.docx, .xlsx), tar, gzip, and the streams of a PDF. So a name that
hides in a compressed part is found, too.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from flask import Flask

from core.config import Config
from core.testing.postgres import data_folder

#: Packed things within packed things are opened so deep.
DEEPEST = 4


def pieces(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves, then whatever can be unpacked from them."""
    yield content
    if depth >= DEEPEST:
        return
    for inner in _unpacked(content):
        yield from pieces(inner, depth + 1)


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            yield from (box.read(name) for name in box.namelist())
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as paper:
            for thing in paper.objects:
                if isinstance(thing, pikepdf.Stream):
                    try:
                        yield thing.read_bytes()
                    except (pikepdf.PdfError, zlib.error):
                        yield thing.read_raw_bytes()
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as box:
            for member in box.getmembers():
                yield member.name.encode()
                if (file := box.extractfile(member)) is not None:
                    yield file.read()


def files_under(folder: Path) -> Iterator[bytes]:
    """Every file below a folder, unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.as_posix().encode()
            yield from pieces(path.read_bytes())


def database_of(app: Flask) -> Iterator[bytes]:
    """The files of the database as they lie on the disk, the log of changes with them."""
    config: Config = app.extensions["tiepdan.config"]
    if not config.is_postgres:
        path = Path(config.database_url.removeprefix("sqlite:///"))
        yield from (file.read_bytes() for file in path.parent.glob(path.name + "*"))
        return
    for folder in data_folder(config.database_url.split("/")[3].split("?")[0]):
        yield from (path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
