"""Scanned papers of a petition: for those who may see who petitioned; there are none of denunciations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from core.api import Forbidden, NotFound, Scope, StoredFile, clock, db, list_files
from plugins.petitions.models import CasePaper, Petition
from plugins.petitions.permissions import PAPER_ISSUE, PETITION_IDENTIFY, PETITION_VIEW, TEMPLATE_MANAGE
from plugins.petitions.queries import filing, own_forms, papers
from plugins.petitions.queries.petitions import REFERENCE, get_petition


def list_attachments(scope: Scope, petition: Petition) -> list[StoredFile]:
    """Scans in the order they came; nobody else learns even their names."""
    if petition.is_sealed or not scope.can(PETITION_IDENTIFY.name):
        return []
    return list_files(scope, REFERENCE + petition.public_id)


def readable(scope: Scope, subject: str) -> bool:
    """Whether the actor may read files of ``subject``. Raises NotFound for a petition hidden from the actor."""
    if subject.startswith(filing.REFERENCE):
        return filing.readable(scope, subject)
    if subject.startswith(own_forms.REFERENCE):
        return scope.can(TEMPLATE_MANAGE.name)
    if subject.startswith(papers.REFERENCE):
        return papers.readable(scope, subject)
    if not (scope.can(PETITION_VIEW.name) and scope.can(PETITION_IDENTIFY.name)) or not subject.startswith(REFERENCE):
        return False
    return not get_petition(scope, subject.removeprefix(REFERENCE)).is_sealed


def files_of_petition(
    scope: Scope, petition: Petition, rows: Sequence[CasePaper]
) -> list[tuple[str, date, StoredFile]]:
    """(title, day, file): scans of the petition first, then its issued papers with the scan of the signed one.

    ``rows``: its papers, which the caller was allowed to read.
    """
    found: list[tuple[str, date, StoredFile]] = []
    if not petition.is_sealed:
        scans = list_files(scope, REFERENCE + petition.public_id)
        found += [(row.name, row.uploaded_at.astimezone(clock.ZONE).date(), row) for row in scans]
    stored = papers.files_of_all(scope, rows)
    for paper in rows:
        files = stored.get(paper.id, {})
        for part in ("pdf" if "pdf" in files else "docx", "scan"):
            if part in files:
                more = " (bản đã ký)" if part == "scan" else ""
                number = f" số {papers.number_of(paper)}" if paper.number else ""
                back = " (đã thu hồi)" if paper.state == "taken_back" else ""
                day = paper.issued_on or clock.today()
                found.append((f"{papers.title_of(paper)}{number}{more}{back}", day, files[part]))
    return found


def get_file(scope: Scope, petition: Petition, public_id: str) -> StoredFile:
    """A scan or the file of a paper of this petition. Raises NotFound; Forbidden for who may not read it."""
    row = db.session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))
    own = REFERENCE + petition.public_id
    if row is None or not (row.subject == own or _is_of_paper(scope, petition, row.subject)):
        raise NotFound("file")
    if not readable(scope, row.subject):
        raise Forbidden((PETITION_IDENTIFY if row.subject == own else PAPER_ISSUE).name)
    return row


def _is_of_paper(scope: Scope, petition: Petition, subject: str) -> bool:
    if not subject.startswith(papers.REFERENCE):
        return False
    key = select(CasePaper.petition_id).where(CasePaper.public_id == subject.removeprefix(papers.REFERENCE))
    return db.session.scalar(key) == petition.id
