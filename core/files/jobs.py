"""The retry of what the scanner left open. It is tried until the scanner answers: the file stays locked till then."""

from __future__ import annotations

from sqlalchemy import select

from core.db.base import db
from core.events.core_events import FileScanned
from core.events.declare import Job
from core.events.publish import publish
from core.files.clamd import ScannerSilentError
from core.files.models import StoredFile
from core.files.store import SCAN_JOB, path_of, verdict_on
from core.tenancy.scope import Scope


def scan(scope: Scope, file_id: str) -> None:
    """Ask the scanner again. Raises ScannerSilentError so that the outbox tries once more later."""
    row = db.session.scalar(select(StoredFile).where(StoredFile.public_id == file_id))
    if row is None or row.reason != "unscanned":
        return
    path = path_of(scope.tenant_id, row.public_id)
    state, reason = verdict_on(path) if path.is_file() else ("quarantined", "malware")
    if reason == "unscanned":
        raise ScannerSilentError("no answer yet")
    row.state, row.reason = state, reason
    publish(scope, FileScanned(subject=row.subject, file=row.public_id, state=state))


#: A scanner may be away for days; giving up would lock the file for good.
CORE_JOBS = (Job(SCAN_JOB, scan, retries=1_000_000, queue="slow"),)
