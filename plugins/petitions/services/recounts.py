"""Somebody decides on a due date that the calendar or the law would count otherwise (CNT-8)."""

from __future__ import annotations

from datetime import date

from core.api import Refused, Scope, clock, dmy
from plugins.petitions.permissions import CANDIDATE_VIEW, DENUNCIATION_HANDLE, PETITION_DECIDE
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.queries.recounts import as_text, get_moving
from plugins.petitions.services.clocks import accept_recount
from plugins.petitions.services.moves import Why, note_step


def decide_due(scope: Scope, petition_id: str, clock_id: str, *, take: bool, why: str, due: str) -> None:
    """Take the new due date, or keep the stored one; both dates stay readable with who said so and why.

    ``due`` is the new date as the actor saw it (ISO; empty: the clock stands still). A date that is
    kept is asked about again only when the new one is another. Raises Refused when nothing moves any
    more, or to another day than the actor saw; Forbidden; NotFound.
    """
    petition = get_petition(scope, petition_id, to_change=True)
    scope.require(PETITION_DECIDE.name)
    if petition.is_sealed:
        scope.require(DENUNCIATION_HANDLE.name)
    if petition.candidate:
        scope.require(CANDIDATE_VIEW.name)
    moving = get_moving(scope, petition, clock_id)
    if moving is None:
        raise Refused("nothing_moves")
    row, found = moving.clock, moving.found
    if as_text(found.new_due) != due:
        raise Refused("moves_elsewhere")
    if take:
        accept_recount(scope, petition, row, why)
    else:
        said = {"due": due, "by": str(scope.actor_id or "system"), "at": clock.now().isoformat(), "basis": why}
        row.derivation = row.derivation | {"declined": said}
    text = f"{_day(found.old_due)} → {_day(found.new_due)}: {why}"
    note_step(scope, petition, "due_moved" if take else "due_kept", Why(clock.today(), reason=text))


def _day(day: date | None) -> str:
    return dmy(day) or "–"
