"""Saving an installation: database and stored files as of one moment, in one file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from core import clock
from core.backup import postgres, sqlite
from core.backup.bundle import BackupRefused, Manifest, Say, Writer, hash_of
from core.backup.note import leave_note
from core.config import Config
from core.db.base import db
from core.health import database_facts
from core.observe.metrics import build_version


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup; ``sha256`` of the whole file is worth keeping elsewhere."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest


def target_of(wanted: str) -> Path:
    """The file to write: a name by the time in a folder that is there, or a new file ``….tar``."""
    path = Path(wanted)
    if path.is_dir():
        path = path / f"tiepdan-{clock.local_now():%Y%m%d-%H%M%S}.tar"
    elif path.suffix != ".tar":
        raise BackupRefused(f"There is no folder {path}; name one that is there, or a new file that ends with .tar.")
    if path.exists():
        raise BackupRefused(f"{path} is there already; nothing was written.")
    if not path.parent.is_dir():
        raise BackupRefused(f"There is no folder {path.parent}.")
    return path


def make_backup(app: Flask, wanted: str, say: Say) -> Made:
    """Save everything but the key that signs cookies; others go on working meanwhile.

    Raises BackupRefused; then nothing is left at the target.
    """
    config: Config = app.extensions["tiepdan.config"]
    target = target_of(wanted)
    with app.app_context():
        product, _size = database_facts()
        db.engine.dispose()
    engine = postgres if config.is_postgres else sqlite
    manifest = Manifest(clock.now().isoformat(), build_version(), engine.__name__.rpartition(".")[2], product, {})
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".tiepdan-backup-") as name:
        folder = Path(name)
        part = folder / "backup.tar"
        part.touch(mode=0o600)
        writer = Writer(part, manifest)
        files = engine.dump(config, manifest, writer, folder, say)
        _add_files(config, files, writer, say)
        writer.finish()
        with part.open("rb") as content:
            os.fsync(content.fileno())
        made = Made(target, part.stat().st_size, hash_of(part), manifest)
        part.replace(target)
    leave_note(config, manifest.made_at, made.size, made.sha256)
    return made


def _add_files(config: Config, files: list[tuple[str, str]], writer: Writer, say: Say) -> None:
    """Stored files are never changed, so they may be read after the database; one destroyed since is noted."""
    for number, (name, sha256) in enumerate(files, start=1):
        if number % 100 == 0 or number == len(files):
            say(f"files: {number} of {len(files)}")
        try:
            content = (config.data / "files" / name).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() == sha256:
            writer.add_bytes(f"files/{name}", content)
        else:
            writer.manifest.missing_files.append(name)
