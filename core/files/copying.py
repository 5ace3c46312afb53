"""Copies of stored files for another record or another tenant: own bytes, own row, same hash."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core import clock
from core.db.base import db, new_public_id
from core.errors import Refused
from core.events.core_events import FileStored
from core.events.publish import publish
from core.files.models import StoredFile
from core.files.store import files_folder, keep, list_files, path_of, quarantine_words
from core.i18n import gettext as _
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A ready file as it can be copied: what is known of it, and where its bytes lie."""

    source: Path
    part: str
    name: str
    media_type: str
    size: int
    sha256: str


def facts_of(scope: Scope, rows: Iterable[StoredFile]) -> list[FileFacts]:
    """What is needed to copy files of this tenant. Raises Refused for one that is in quarantine."""
    found = []
    for row in rows:
        if row.state != "ready":
            raise Refused(quarantine_words(row.reason))
        source = path_of(scope.tenant_id, row.public_id)
        found.append(FileFacts(source, row.part, row.name, row.media_type, row.size, row.sha256))
    return found


def copy_files(scope: Scope, subject: str, files: Iterable[FileFacts]) -> list[StoredFile]:
    """Give the record ``subject`` its own copies; they vanish again if the frame rolls back.

    Raises Refused when the bytes are not those that were stored.
    """
    return [_copy(scope, subject, facts) for facts in files]


def copy_to(scope: Scope, source: str, target: str) -> list[StoredFile]:
    """Give one record of this tenant its own copies of another record's files.

    Both are references ``plugin:noun:public_id``. Raises Refused for a file in quarantine or damaged.
    """
    return copy_files(scope, target, facts_of(scope, list_files(scope, source)))


def _copy(scope: Scope, subject: str, facts: FileFacts) -> StoredFile:
    with tempfile.TemporaryDirectory(dir=files_folder()) as folder:
        made = Path(folder) / "made"
        try:
            shutil.copyfile(facts.source, made)
        except OSError as error:
            raise Refused(_("The stored file is damaged and is not handed out. Please tell the operator.")) from error
        with made.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != facts.sha256:
                raise Refused(_("The stored file is damaged and is not handed out. Please tell the operator."))
        row = StoredFile(
            public_id=new_public_id(),
            subject=subject,
            part=facts.part,
            name=facts.name,
            media_type=facts.media_type,
            size=facts.size,
            sha256=facts.sha256,
            state="ready",
            uploaded_at=clock.now(),
            uploaded_by=scope.actor_id,
        )
        keep(made, path_of(scope.tenant_id, row.public_id))
    db.session.add(row)
    db.session.flush()
    publish(scope, FileStored(subject=subject, file=row.public_id, state="ready"))
    return row
