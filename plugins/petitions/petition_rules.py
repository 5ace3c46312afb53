"""What a petition must satisfy to be written into the register: field -> key of a sentence in ``words``."""

from __future__ import annotations

from core.api import clock
from plugins.petitions.inputs import PetitionInput
from plugins.petitions.states import KINDS, SOURCES


def problems(values: PetitionInput) -> dict[str, str]:
    """Everything that is wrong at once; empty when the petition may be registered."""
    found = _matter(values) | _people(values)
    if values.headcount < max(1, sum(party.role == "petitioner" for party in values.parties)):
        found["headcount"] = "headcount_low"
    return found


def _matter(values: PetitionInput) -> dict[str, str]:
    found: dict[str, str] = {}
    if values.kind not in KINDS:
        found["kind"] = "required"
    if values.source not in SOURCES:
        found["source"] = "required"
    elif values.source in ("other_body", "transfer") and not values.source_body:
        found["source_body"] = "required"
    if not values.summary:
        found["summary"] = "required"
    if values.received_on > clock.today():
        found["received_on"] = "future"
    if values.written_on and values.written_on > values.received_on:
        found["written_on"] = "written_after_receipt"
    return found


def _people(values: PetitionInput) -> dict[str, str]:
    """A denunciation holds the number of its envelope and no person (LTC Arts 8.3, 9, 56; paper custody).

    Every other kind names at least one person unless it is anonymous.
    """
    if values.kind == "denunciation":
        found = {"parties": "sealed_identity"} if values.parties else {}
        return found if values.envelope_no or values.anonymous else found | {"envelope_no": "required"}
    found = {"envelope_no": "envelope_for_denunciations"} if values.envelope_no else {}
    if any(not party.name for party in values.parties):
        return found | {"parties": "name_missing"}
    return found if values.parties or values.anonymous else found | {"parties": "nobody_named"}
