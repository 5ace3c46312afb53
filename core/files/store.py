"""Taking, listing, handing out and destroying files. Nothing is stored as it came: every file is made anew."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import event, select

from core import clock
from core.config import Config
from core.db.base import db, new_public_id
from core.errors import NotFound, Refused
from core.events.core_events import FileRemoved, FileStored
from core.events.publish import enqueue, publish
from core.files.clamd import ScannerSilentError, is_clean
from core.files.errors import FileRefused
from core.files.kinds import KINDS, clean_name, family_of
from core.files.models import StoredFile
from core.files.remake import remade
from core.files.unsafe import UnsafeError
from core.i18n import gettext as _
from core.settings.core_settings import CoreSettings
from core.settings.values import settings
from core.tenancy.scope import Scope

MEGABYTE = 1024 * 1024
SCAN_JOB = "core.file_scan"


def _config() -> Config:
    found: Config = current_app.extensions["tiepdan.config"]
    return found


def path_of(tenant_id: int, public_id: str) -> Path:
    """Where the bytes of a file lie: under the tenant's prefix in the data folder, outside the web root."""
    return _config().data / "files" / str(tenant_id) / public_id[:2] / public_id


def files_folder() -> Path:
    """Where files lie until they have a place of their own; on the same disk, so that moving is one step."""
    waiting = _config().data / "files" / "incoming"
    waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
    return waiting


def store_upload(scope: Scope, subject: str, filename: str, stream: IO[bytes], part: str = "") -> StoredFile:
    """Check, clean and keep one file of the record ``subject``; it vanishes again if the frame rolls back.

    Raises FileRefused with a sentence for the user; then nothing was kept.
    """
    most = settings(scope, CoreSettings).upload_megabytes
    with tempfile.TemporaryDirectory(dir=files_folder()) as folder:
        came, made = Path(folder) / "came", Path(folder) / "made"
        _receive(stream, came, most)
        with came.open("rb") as head:
            family = family_of(head.read(16))
        if not family:
            raise FileRefused("kind")
        try:
            kind = KINDS[remade(family, came, made)]
        except UnsafeError as error:
            raise FileRefused(error.key) from error
        name = clean_name(filename, kind)
        if name is None:
            raise FileRefused("ending", kind=kind.title)
        state, reason = verdict_on(made)
        content = made.read_bytes()
        row = StoredFile(
            public_id=new_public_id(),
            subject=subject,
            part=part,
            name=name,
            media_type=kind.media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            state=state,
            reason=reason,
            uploaded_at=clock.now(),
            uploaded_by=scope.actor_id,
        )
        keep(made, path_of(scope.tenant_id, row.public_id))
    db.session.add(row)
    db.session.flush()
    publish(scope, FileStored(subject=subject, file=row.public_id, state=state))
    if reason == "unscanned":
        enqueue(scope, "core", SCAN_JOB, {"file_id": row.public_id}, dedupe=f"scan:{row.public_id}")
    return row


def store_made(scope: Scope, subject: str, name: str, content: bytes, media_type: str, part: str = "") -> StoredFile:
    """Keep a file the program made itself, byte for byte, so that its hash can be told; for the record ``subject``.

    It vanishes again if the frame rolls back. What came from outside goes through :func:`store_upload`.
    """
    row = StoredFile(
        public_id=new_public_id(),
        subject=subject,
        part=part,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        state="ready",
        uploaded_at=clock.now(),
        uploaded_by=scope.actor_id,
    )
    with tempfile.TemporaryDirectory(dir=files_folder()) as folder:
        made = Path(folder) / "made"
        made.write_bytes(content)
        keep(made, path_of(scope.tenant_id, row.public_id))
    db.session.add(row)
    db.session.flush()
    publish(scope, FileStored(subject=subject, file=row.public_id, state="ready"))
    return row


def _receive(stream: IO[bytes], target: Path, most: int) -> None:
    size = 0
    with target.open("wb") as out:
        while chunk := stream.read(MEGABYTE // 4):
            size += len(chunk)
            if size > most * MEGABYTE:
                raise FileRefused("too_large", most=most)
            out.write(chunk)
    if not size:
        raise FileRefused("empty")


def keep(made: Path, target: Path) -> None:
    """Put the finished file in its place for good, or take it away again when the frame does not commit."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made.chmod(0o600)
    with made.open("rb") as content:
        os.fsync(content.fileno())
    moment = clock.now().timestamp()  # what is stored at a coarse time has no finer one on the disk
    os.utime(made, (moment, moment))
    made.replace(target)
    _at_the_end(lambda committed: None if committed else target.unlink(missing_ok=True))


def _at_the_end(act: Callable[[bool], object]) -> None:
    """Call ``act(committed)`` once when the frame's transaction has ended."""
    session = db.session()
    ended: list[bool] = []

    def committed(_session: Any) -> None:
        if not ended and not _session.in_nested_transaction():
            ended.append(True)
            act(*ended)

    def closed(_session: Any, transaction: Any) -> None:
        if transaction.parent is None and not ended:
            ended.append(False)
            act(*ended)

    event.listen(session, "after_commit", committed)
    event.listen(session, "after_transaction_end", closed)


def verdict_on(path: Path) -> tuple[str, str]:
    """(state, reason) the scanner's answer leads to; without a scanner every cleaned file is ready."""
    address = _config().clamd
    if not address:
        return "ready", ""
    try:
        return ("ready", "") if is_clean(address, path) else ("quarantined", "malware")
    except ScannerSilentError:
        return "quarantined", "unscanned"


def list_files(scope: Scope, subject: str) -> list[StoredFile]:
    """Files of one record, in the order they came."""
    return list(db.session.scalars(select(StoredFile).where(StoredFile.subject == subject).order_by(StoredFile.id)))


def get_file(scope: Scope, public_id: str) -> StoredFile:
    """A file of this tenant. Raises NotFound. Whether the actor may read it, the owner decides."""
    row = db.session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))
    if row is None:
        raise NotFound("file")
    return row


def content_of(scope: Scope, row: StoredFile) -> bytes:
    """The bytes of a ready file, checked against what was stored.

    Raises Refused for a file in quarantine or one whose bytes were changed or lost.
    """
    if row.state != "ready":
        raise Refused(quarantine_words(row.reason))
    try:
        content = path_of(scope.tenant_id, row.public_id).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Refused(_("The stored file is damaged and is not handed out. Please tell the operator."))
    return content


def quarantine_words(reason: str) -> str:
    """Why a file in quarantine cannot be downloaded."""
    if reason == "malware":
        return _("The virus scanner found something in this file. It is locked; scan the paper again.")
    return _("The file waits for the virus scanner and can be opened afterwards.")


def discard(scope: Scope, subject: str, public_id: str | None = None) -> int:
    """Destroy one file of a record, or all of them; gives how many. The bytes go when the frame commits."""
    rows = [row for row in list_files(scope, subject) if public_id in (None, row.public_id)]
    if public_id is not None and not rows:
        raise NotFound("file")
    for row in rows:
        db.session.delete(row)
        publish(scope, FileRemoved(subject=subject, file=row.public_id))
        path = path_of(scope.tenant_id, row.public_id)
        _at_the_end(lambda committed, path=path: path.unlink(missing_ok=True) if committed else None)  # type: ignore[misc]
    return len(rows)
