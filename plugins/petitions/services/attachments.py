"""Scanned papers of a petition. Papers of a denunciation are never stored: they stay in their envelope."""

from __future__ import annotations

from typing import IO

from core.api import Refused, Scope, StoredFile, _, db, discard_files, list_files, store_upload
from plugins.petitions.permissions import PETITION_PROCESS, PETITION_REGISTER
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services.moves import reference

MOST = 40


def attach_scan(scope: Scope, public_id: str, filename: str, stream: IO[bytes]) -> StoredFile:
    """Attach a scan to a petition. Raises NotFound, Forbidden, and Refused (FileRefused) with a sentence."""
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require(PETITION_REGISTER.name)
    if petition.is_sealed:
        raise Refused(_("Papers of a denunciation are never stored here. Keep the originals in the sealed envelope."))
    if len(list_files(scope, reference(petition))) >= MOST:
        raise Refused(_("A petition holds at most 40 scans. Put several pages into one PDF."))
    stored = store_upload(scope, reference(petition), filename, stream)
    petition.version += 1
    db.session.flush()
    return stored


def remove_scan(scope: Scope, public_id: str, file_id: str) -> None:
    """Destroy a scan of a petition; twice is once. Raises NotFound, Forbidden, Refused when none is named."""
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require(PETITION_PROCESS.name)
    if not file_id:
        raise Refused(_("Choose the scan to remove."))
    if file_id not in {row.public_id for row in list_files(scope, reference(petition))}:
        return
    discard_files(scope, reference(petition), file_id)
    petition.version += 1
    db.session.flush()
