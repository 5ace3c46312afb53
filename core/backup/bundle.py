"""A backup is one tar file: parts, and a manifest that says what they are and must hash to."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from core.errors import TiepDanError

FORMAT = 1
MANIFEST = "manifest.json"
#: So many bytes are read at a time.
PIECE = 1024 * 1024
#: No manifest is larger; stops a file that is no backup from filling the memory (bytes).
LARGEST_MANIFEST = 256 * PIECE
#: Told how far the work is, one short line at a time.
Say = Callable[[str], object]


class BackupRefused(TiepDanError):
    """It cannot be saved or restored as it is; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """Size in bytes and SHA-256 (hex) of one part as it lies in the file."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a backup holds. ``chains`` and ``rows`` are by chain of migrations and by table.

    ``audit_heads`` has the form of ``tiepdan audit heads``; ``missing_files`` are stored files whose
    bytes were gone or damaged already when the backup was made.
    """

    made_at: str
    program: str
    engine: str
    server: str
    chains: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, list[Any]] = field(default_factory=dict)
    audit_heads: dict[str, dict[str, str]] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds parts to a new tar file and notes their hashes; names of users and machines stay out."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.archive = tarfile.open(path, "w")  # noqa: SIM115 - closed by finish()
        self.manifest = manifest

    def add(self, name: str, source: Path) -> None:
        """Take over a finished file."""
        hashed, size = hashlib.sha256(), source.stat().st_size
        with source.open("rb") as content:
            while piece := content.read(PIECE):
                hashed.update(piece)
            content.seek(0)
            self.archive.addfile(_entry(name, size), content)
        self.manifest.parts[name] = Part(size, hashed.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Take over bytes."""
        self.archive.addfile(_entry(name, len(content)), io.BytesIO(content))
        self.manifest.parts[name] = Part(len(content), hashlib.sha256(content).hexdigest())

    def finish(self) -> None:
        """Write the manifest as the last part."""
        content = json.dumps(dataclasses.asdict(self.manifest), indent=1, sort_keys=True).encode()
        self.archive.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
        self.archive.close()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class Bundle:
    """A backup that is read. Nothing in it is believed before ``check``."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive
        self.members: dict[str, tarfile.TarInfo] = {}
        for member in archive:
            if not member.isreg() or member.name in self.members:
                raise BackupRefused(f"The backup holds something that does not belong there: {member.name[:100]!r}.")
            self.members[member.name] = member
        self.manifest = self._manifest()
        listed = {*self.manifest.parts, MANIFEST}
        for name in sorted(listed ^ set(self.members)):
            word = "lacks" if name in listed else "holds, without naming it,"
            raise BackupRefused(f"The backup was changed or cut off: it {word} {name[:100]!r}.")

    def _manifest(self) -> Manifest:
        found = self.members.get(MANIFEST)
        if found is None or found.size > LARGEST_MANIFEST:
            raise BackupRefused("This is no backup of Tiếp Dân, or it was cut off: it has no manifest.")
        try:
            raw = json.loads(self.open(MANIFEST).read())
            raw["parts"] = {name: Part(**part) for name, part in raw["parts"].items()}
            manifest = Manifest(**raw)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupRefused("The manifest of this backup cannot be read.") from error
        if manifest.format != FORMAT:
            raise BackupRefused("This backup has another format; restore it with the program that made it.")
        return manifest

    def open(self, name: str) -> IO[bytes]:
        """One part, as it lies in the file."""
        found = self.archive.extractfile(self.members[name])
        if found is None:
            raise BackupRefused(f"The backup lacks {name[:100]!r}.")
        return found

    def check(self, say: Say) -> None:
        """Compare every part with its hash. Raises BackupRefused naming the first that differs."""
        say(f"checking {len(self.manifest.parts)} parts")
        for name, part in self.manifest.parts.items():
            hashed, size = hashlib.sha256(), 0
            with self.open(name) as content:
                while piece := content.read(PIECE):
                    hashed.update(piece)
                    size += len(piece)
            if (size, hashed.hexdigest()) != (part.size, part.sha256):
                raise BackupRefused(f"The backup was changed or is damaged: {name[:100]!r} does not fit its hash.")


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """A backup file; whatever is wrong with it is said as BackupRefused."""
    try:
        with tarfile.open(path, "r:") as archive:
            yield Bundle(archive)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupRefused("This is no backup of Tiếp Dân, or it was cut off.") from error
    except FileNotFoundError as error:
        raise BackupRefused(f"There is no file {path}.") from error


def hash_of(path: Path) -> str:
    """SHA-256 of a whole file (hex)."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def unpack(content: IO[bytes], target: Path) -> None:
    """Write a gzipped part out in full."""
    import gzip

    with gzip.open(content) as plain, target.open("wb") as out:
        shutil.copyfileobj(plain, out, PIECE)


def pack(source: Path, target: Path) -> None:
    """Gzip a file, without its name and time."""
    import gzip

    with source.open("rb") as plain, target.open("wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
        shutil.copyfileobj(plain, packed, PIECE)
