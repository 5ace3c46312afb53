"""Links between petitions: repetitions and splits; made by people, reversible, never merging anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.api import Invalid, NotFound, Refused, Scope, clock, db
from plugins.petitions.inputs import PartyInput, PetitionInput
from plugins.petitions.models import Link, Petition
from plugins.petitions.permissions import PETITION_PROCESS
from plugins.petitions.queries import links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import cases, clocks
from plugins.petitions.services.moves import Why, move_petition, require_version
from plugins.petitions.services.register import register_petition

FEWEST_PARTS, MOST_PARTS = 2, 6


@dataclass(frozen=True, slots=True)
class Part:
    """One of the contents a mixed petition is split into."""

    kind: str
    summary: str
    demand: str = ""


def mark_duplicate(scope: Scope, public_id: str, original_id: str, *, seen: int | None) -> Petition:
    """Say that a petition repeats an earlier one. Nothing is merged; the original is named.

    Raises NotFound, Forbidden, Refused (stale, sealed ones, itself, an original that repeats another).
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    original = queries.get_petition(scope, original_id)
    require_version(petition, seen)
    if petition.is_sealed or original.is_sealed or petition.candidate or original.candidate:
        raise Refused("no_sealed_links")
    if original.id == petition.id or original.state == "duplicate":
        raise Refused("not_an_original")
    move_petition(scope, petition, "mark_duplicate", Why(clock.today()), seen=seen)
    petition.original_id = original.id
    _link(scope, petition, original, "duplicate")
    clocks.end_all(scope, petition, clock.today())
    return petition


def unmark_duplicate(scope: Scope, public_id: str, reason: str, *, seen: int | None) -> Petition:
    """Take that back; who made and who undid the link stays on record. Raises like :func:`mark_duplicate`."""
    petition = queries.get_petition(scope, public_id, to_change=True)
    require_version(petition, seen)
    if not reason:
        raise Invalid({"reason": "required"})
    if petition.state == "classified" and petition.original_id is None:
        return petition  # sent twice: it is taken back already
    move_petition(scope, petition, "unmark_duplicate", Why(clock.today(), reason=reason), seen=seen)
    for row in links.list_links(scope, petition):
        if row.later and row.link.kind == "duplicate":
            _undo(scope, row.link)
    petition.original_id = None
    db.session.flush()
    clocks.end_all(scope, petition, clock.today())
    cases.start_receipt_clock(scope, petition)
    return petition


def relate(scope: Scope, public_id: str, other_id: str) -> Link:
    """Say that two petitions are about the same matter, without ending either. Doing it twice is doing it once."""
    petition = queries.get_petition(scope, public_id, to_change=True)
    other = queries.get_petition(scope, other_id)
    scope.require(PETITION_PROCESS.name)
    if petition.is_sealed or other.is_sealed or petition.candidate or other.candidate:
        raise Refused("no_sealed_links")
    if petition.id == other.id:
        raise Refused("not_an_original")
    for row in links.list_links(scope, petition):
        if row.other.id == other.id and row.link.kind == "related":
            return row.link
    return _link(scope, petition, other, "related")


def undo_link(scope: Scope, public_id: str) -> None:
    """Take back that two petitions are related; twice is once.

    Raises NotFound, also when either petition is hidden from the actor; Forbidden; Refused for other kinds of links.
    """
    scope.require(PETITION_PROCESS.name)
    link = links.get_link(scope, public_id)
    if queries.get_by_key(scope, link.petition_id) is None or queries.get_by_key(scope, link.other_id) is None:
        raise NotFound("link")
    if not link.live:
        return
    if link.kind != "related":
        raise Refused("link_stays")
    _undo(scope, link)


def split_petition(scope: Scope, public_id: str, parts: Sequence[Part], *, seen: int | None) -> list[Petition]:
    """Split a petition of mixed content: each part becomes a petition of its own, with the same people.

    A denunciation among the contents is taken in through its own form, since nobody may be named
    there. Raises NotFound, Forbidden, Refused, Invalid.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    require_version(petition, seen)
    if petition.is_sealed:
        raise Refused("no_sealed_links")
    if petition.state == "split":  # sent twice: here are the parts of the first time
        return [row.other for row in links.list_links(scope, petition) if row.link.kind == "split" and not row.later]
    if any(part.kind not in ("complaint", "recommendation") or not part.summary for part in parts):
        raise Invalid({"parts": "part_incomplete"})
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise Invalid({"parts": "parts_number"})
    move_petition(scope, petition, "split", Why(clock.today()), seen=seen)
    people = tuple(_party(party) for party in petition.parties)
    made = []
    for number, part in enumerate(parts):
        child = register_petition(
            scope,
            PetitionInput(
                received_on=petition.received_on,
                kind=part.kind,
                source=petition.source,
                summary=part.summary,
                demand=part.demand,
                parties=people,
                headcount=petition.headcount,
                written_on=petition.written_on,
                source_body=petition.source_body,
                place=petition.place,
                anonymous=petition.anonymous,
                candidate=petition.candidate,
                once=f"split:{petition.public_id}:{number}",
            ),
        )
        child.officer_id, child.unit_id = petition.officer_id, petition.unit_id
        _link(scope, child, petition, "split")
        made.append(child)
    clocks.end_all(scope, petition, clock.today())
    return made


def _party(party: object) -> PartyInput:
    names = PartyInput.__dataclass_fields__
    return PartyInput(**{name: getattr(party, name) for name in names})


def _link(scope: Scope, petition: Petition, other: Petition, kind: str) -> Link:
    link = Link(petition_id=petition.id, other_id=other.id, kind=kind, made_at=clock.now(), made_by=scope.actor_id)
    db.session.add(link)
    db.session.flush()
    return link


def _undo(scope: Scope, link: Link) -> None:
    link.live, link.undone_at, link.undone_by = None, clock.now(), scope.actor_id
    db.session.flush()
