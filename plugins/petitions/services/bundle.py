"""The whole case as one PDF: what happened, every issued paper, every scan, with an index of hashes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from core.api import (
    Invalid,
    NotFound,
    Refused,
    Scope,
    agency_of,
    clock,
    documents,
    file_content,
    names_of,
)
from plugins.petitions.models import Petition
from plugins.petitions.papers.bundle import Part, bundle_of, joined
from plugins.petitions.papers.sheet import Line, sheet_of
from plugins.petitions.permissions import PAPER_ISSUE, PETITION_IDENTIFY, PETITION_PROCESS
from plugins.petitions.queries import papers as queries
from plugins.petitions.queries.attachments import files_of_petition
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import get_petition, list_petitions_by_id
from plugins.petitions.services import bulk
from plugins.petitions.services.moves import Why, note_step
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
    parts: list[Part] = []
    size = 0
    for title, day, row in files_of_petition(scope, petition, papers):
        size += row.size
        if size > MOST:
            raise Refused("bundle_too_large")
        content = file_content(scope, row) if row.state == "ready" else None
        parts.append(Part(title, day, row.name, row.media_type, row.sha256, content))
    code = code_of(scope, petition)
    bundle = bundle_of(agency_of(scope), code, clock.today(), _sheets(scope, [petition])[0], parts)
    digest = sha256(bundle).hexdigest()
    note_step(scope, petition, "bundle_made", Why(clock.today(), reason=f"SHA-256 {digest}"))
    return bundle, digest


def print_sheets(scope: Scope, public_ids: Sequence[str]) -> bytes:
    """The sheets of several petitions as one PDF, in their order; names only for who may see them.

    Raises NotFound for one that is hidden from the actor, Invalid when none or too many are chosen.
    """
    scope.require(PETITION_PROCESS.name)
    if not public_ids or len(public_ids) > bulk.MOST:
        raise Invalid({"chosen": "nothing_chosen"})
    wanted = list(dict.fromkeys(public_ids))
    found = {row.public_id: row for row in list_petitions_by_id(scope, wanted)}
    if len(found) < len(wanted):
        raise NotFound("petition")
    return joined([documents.to_pdf(sheet) for sheet in _sheets(scope, [found[one] for one in wanted])])


def _sheets(scope: Scope, petitions: Sequence[Petition]) -> list[documents.Document]:
    """What happened to each of these petitions; as many statements for one as for a hundred."""
    steps, clocks = queries.happened(scope, petitions)
    names = names_of(step.actor_id for own in steps.values() for step in own)
    agency, identify = agency_of(scope), scope.can(PETITION_IDENTIFY.name)
    return [
        sheet_of(
            agency,
            code_of(scope, petition),
            petition.received_on,
            petition.summary,
            [] if petition.is_sealed or not identify else [party.name for party in petition.parties],
            [
                Line(s.on, str(MOVE_LABELS.get(s.name, s.name)), names.get(s.actor_id or 0, ""), s.paper_no)
                for s in steps.get(petition.id, [])
            ],
            [(c.rule_id, c.started_on, c.due_on, c.ended_on) for c in clocks.get(petition.id, [])],
            clock.today(),
        )
        for petition in petitions
    ]
