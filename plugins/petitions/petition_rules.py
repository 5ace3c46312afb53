"""What a petition must satisfy to be written into the register: field -> key of a sentence in ``words``."""

from __future__ import annotations

from core.api import clock
from plugins.petitions.inputs import PartyInput, PetitionInput
from plugins.petitions.states import KINDS, SOURCES
from plugins.reception.api import representative_problem

#: Free texts of a denunciation; each is confirmed to betray nobody before it is stored.
REDACTED = ("summary", "demand", "place", "respondent", "earlier_settlement", "note")
OWN = ("petitioner", "representative")
GROUP_KEYS = {"too_few": "representatives_too_few", "too_many": "representatives_too_many"}


def problems(values: PetitionInput) -> dict[str, str]:
    """Everything that is wrong at once; empty when the petition may be registered."""
    found = _matter(values) | _people(values)
    if values.headcount < max(1, len(own_people(values))):
        found["headcount"] = "headcount_low"
    elif key := _representatives(values):
        found["headcount"] = key
    return found


def own_people(values: PetitionInput) -> list[PartyInput]:
    """Who petitions themselves: a representative is one of the group (LTCD Art 29), a proxy is not."""
    return [party for party in values.parties if party.role in OWN]


def group_lacks(values: PetitionInput) -> tuple[str, ...]:
    """What a group still lacks before it can be accepted, as keys of sentences; nothing for fewer people or a denunciation.

    Representatives in the number of the law (LTCD Art 29), the paper that appoints them signed by
    all (D155 Art 10, CM-05), and everybody on the roster, since each gets a reply of their own.
    """
    if values.kind == "denunciation" or representative_problem(values.headcount, 0, values.received_on) != "too_few":
        return ()
    own = own_people(values)
    number = sum(party.role == "representative" for party in own)
    broken = representative_problem(values.headcount, number, values.received_on)
    found = [GROUP_KEYS.get(broken, "representatives_too_few")] if broken else []
    if number and not all(party.mandate_signed for party in own):
        found.append("mandate_missing")
    if len(own) < values.headcount:
        found.append("roster_short")
    return tuple(found)


def _representatives(values: PetitionInput) -> str:
    """Too many for the law. Too few is no ground to refuse the petition at the door: acceptance asks for them (CM-05)."""
    number = sum(party.role == "representative" for party in values.parties)
    if not number:
        return ""
    broken = representative_problem(values.headcount, number, values.received_on)
    return {"too_many": "too_many_representatives", "more_than_people": "representative_extra"}.get(broken, "")


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

    It says at which level the denounced stands, so that it never rests where that person is the head.

    Every other kind names at least one person unless it is anonymous.
    """
    if values.kind == "denunciation":
        found = {"parties": "sealed_identity"} if values.parties else {}
        if not values.respondent_level:
            found["respondent_level"] = "required"
        unread = [name for name in REDACTED if getattr(values, name) and name not in values.redacted]
        return found | ({unread[0]: "not_redacted"} if unread else {})
    found = {"envelope_no": "envelope_for_denunciations"} if values.envelope_no else {}
    if any(not party.name for party in values.parties):
        return found | {"parties": "name_missing"}
    return found if values.parties or values.anonymous else found | {"parties": "nobody_named"}
