"""Scanned papers of a visit. Papers of a denunciation are never stored here: they stay in their envelope."""

from __future__ import annotations

from typing import IO

from core.api import Refused, Scope, StoredFile, _, discard_files, list_files, store_upload
from plugins.reception.models import Visit
from plugins.reception.permissions import VISIT_EDIT, VISIT_IDENTIFY
from plugins.reception.queries import visits as queries


def reference(visit: Visit) -> str:
    """How files name the visit they belong to."""
    return f"reception:visit:{visit.public_id}"


def scans_of(scope: Scope, visit: Visit) -> list[StoredFile]:
    """Scans of a visit, for those who may see who came; nobody else learns their names."""
    if visit.is_sealed or not scope.can(VISIT_IDENTIFY.name):
        return []
    return list_files(scope, reference(visit))


def readable(scope: Scope, subject: str) -> bool:
    """Whether the actor may read files of ``subject``."""
    if not scope.can(VISIT_IDENTIFY.name) or not subject.startswith("reception:visit:"):
        return False
    return not queries.get_visit(scope, subject.rsplit(":", 1)[-1]).is_sealed


def attach_scan(scope: Scope, public_id: str, position: int, filename: str, stream: IO[bytes]) -> StoredFile:
    """Attach a scan to one paper of a visit, counted from 0.

    Raises NotFound for an unknown visit, Refused for a denunciation or a paper that is not listed,
    FileRefused (a Refused) for a file that cannot be taken; the text tells why.
    """
    scope.require(VISIT_EDIT.name)
    visit = queries.get_visit(scope, public_id)
    if visit.is_sealed:
        raise Refused(_("Papers of a denunciation are never stored here. Keep the originals in the sealed envelope."))
    if position not in range(len(visit.papers)):
        raise Refused(_("Note the paper on the visit first, then attach its scan."))
    return store_upload(scope, reference(visit), filename, stream, part=str(position))


def remove_scan(scope: Scope, public_id: str, file_id: str) -> None:
    """Destroy a scan of a visit. Raises NotFound."""
    scope.require(VISIT_EDIT.name)
    discard_files(scope, reference(queries.get_visit(scope, public_id)), file_id)
