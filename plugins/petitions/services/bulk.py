"""What may be done with several petitions at once: give them to an officer, remind who holds them. Nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from core.api import Invalid, Refused, Scope, clock, colleagues_with, db, officials_of
from plugins.petitions.models import Petition
from plugins.petitions.permissions import DENUNCIATION_HANDLE, PETITION_PROCESS
from plugins.petitions.queries import officials
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import transfers
from plugins.petitions.services.moves import note_assignment

MOST = 100


def assign(scope: Scope, public_ids: Sequence[str], officer_id: str) -> int:
    """Give petitions to an officer who processes petitions here; gives how many changed hands.

    Raises Forbidden, NotFound, Invalid for nobody chosen, Refused when a petition is hidden from
    that officer or is a denunciation the officer has no right to.
    """
    scope.require(PETITION_PROCESS.name)
    if not public_ids or len(public_ids) > MOST:
        raise Invalid({"chosen": "nothing_chosen"})
    able = {person.public_id for person in colleagues_with(scope, PETITION_PROCESS.name)}
    officer = next((o for o in officials_of(scope) if o.public_id == officer_id and o.public_id in able), None)
    if officer is None:
        raise Invalid({"officer": "not_listed"})
    sealed = {person.key for person in colleagues_with(scope, DENUNCIATION_HANDLE.name)}
    changed = 0
    for public_id in sorted(set(public_ids)):
        petition = queries.get_petition(scope, public_id, to_change=True)
        _require_open_to(scope, petition, officer.key, set(officer.units), sealed)
        if petition.officer_id != officer.key:
            petition.officer_id, petition.unit_id = officer.key, officer.units[0]
            note_assignment(scope, petition)
            changed += 1
    db.session.flush()
    return changed


def _require_open_to(scope: Scope, petition: Petition, officer: int, units: set[int], sealed: set[int]) -> None:
    hidden = officials.screened(scope, petition.id)
    if officer in hidden.users or units & hidden.units or (petition.is_sealed and officer not in sealed):
        raise Refused("not_for_officer")


def remind(scope: Scope, public_ids: Sequence[str]) -> int:
    """Count a reminder for each of these petitions that another body holds; gives how many there were."""
    scope.require(PETITION_PROCESS.name)
    if not public_ids or len(public_ids) > MOST:
        raise Invalid({"chosen": "nothing_chosen"})
    reminded = 0
    for public_id in sorted(set(public_ids)):
        petition = queries.get_petition(scope, public_id, to_change=True)
        transfer = transfers.live_transfer(scope, petition)
        if transfer is not None and transfer.state != "answered":
            transfers.urge(scope, public_id, clock.today(), "")
            reminded += 1
    return reminded
