"""The whole case as one PDF: what happened, every issued paper, every scan, with an index of hashes."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from core.api import Refused, Scope, StoredFile, agency_of, clock, db, documents, file_content, list_files, names_of
from plugins.petitions.models import CasePaper, Petition, Step
from plugins.petitions.papers.bundle import Part, bundle_of
from plugins.petitions.papers.sheet import Line, sheet_of
from plugins.petitions.permissions import PAPER_ISSUE
from plugins.petitions.queries import cases
from plugins.petitions.queries import papers as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import get_petition, list_steps
from plugins.petitions.services.moves import reference
from plugins.petitions.words import MOVE_LABELS

#: Bytes of papers and scans that one bundle holds at most.
MOST = 150 * 1024 * 1024


def make_bundle(scope: Scope, petition_id: str) -> tuple[bytes, str]:
    """(the PDF, its SHA-256); the history keeps the hash, so that a bundle can be told from a changed one.

    Raises NotFound, Forbidden, Refused when the files are too many for one PDF or one of them is damaged.
    """
    petition = get_petition(scope, petition_id, to_change=True)
    scope.require(PAPER_ISSUE.name)
    papers = queries.list_papers(scope, petition)
    parts, size = [], 0
    for title, day, row in _files(scope, petition, papers):
        size += row.size
        if size > MOST:
            raise Refused("bundle_too_large")
        parts.append(Part(title, day, row.name, row.media_type, file_content(scope, row)))
    code = code_of(scope, petition)
    content = bundle_of(agency_of(scope), code, clock.today(), _sheet(scope, petition, code), parts)
    digest = sha256(content).hexdigest()
    db.session.add(
        Step(
            petition_id=petition.id,
            machine="paper",
            name="bundle_made",
            before=petition.state,
            after=petition.state,
            on=clock.today(),
            at=clock.now(),
            actor_id=scope.actor_id,
            reason=f"SHA-256 {digest}",
        )
    )
    db.session.flush()
    return content, digest


def _files(scope: Scope, petition: Petition, papers: list[CasePaper]) -> list[tuple[str, date, StoredFile]]:
    """(title, day, file): scans of the petition first, then issued papers; the signed scan where there is one."""
    found: list[tuple[str, date, StoredFile]] = []
    if not petition.is_sealed:
        scans = (row for row in list_files(scope, reference(petition)) if row.state == "ready")
        found += [(row.name, row.uploaded_at.astimezone(clock.ZONE).date(), row) for row in scans]
    stored = queries.files_of_all(scope, papers)
    for paper in papers:
        files = stored.get(paper.id, {})
        for part in ("pdf" if "pdf" in files else "docx", "scan"):
            if part in files and files[part].state == "ready":
                more = " (bản đã ký)" if part == "scan" else ""
                number = f" số {queries.number_of(paper)}" if paper.number else ""
                back = " (đã thu hồi)" if paper.state == "taken_back" else ""
                day = paper.issued_on or clock.today()
                found.append((f"{queries.title_of(paper)}{number}{more}{back}", day, files[part]))
    return found


def _sheet(scope: Scope, petition: Petition, code: str) -> documents.Document:
    steps = list_steps(scope, petition)
    names = names_of([petition.registered_by, *(step.actor_id for step in steps)])
    lines = [
        Line(step.on, str(MOVE_LABELS.get(step.name, step.name)), names.get(step.actor_id or 0, ""), step.paper_no)
        for step in steps
    ]
    limits = [
        (row.rule_id, row.started_on, row.due_on, row.ended_on) for row in reversed(cases.list_clocks(scope, petition))
    ]
    people = [] if petition.is_sealed else [party.name for party in petition.parties]
    return sheet_of(
        agency_of(scope), code, petition.received_on, petition.summary, people, lines, limits, clock.today()
    )
