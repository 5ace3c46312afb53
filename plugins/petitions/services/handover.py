"""Handing a petition over to another tenant by letter: copies with provenance, never a moved row.

The receiver's limits start on its own receipt. A letter that is refused or ignored brings the
petition back to the sender.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.api import (
    Invalid,
    Letter,
    LetterKind,
    NotFound,
    Receipt,
    Refused,
    Scope,
    clock,
    copy_files,
    db,
    list_files,
    receivers,
    send_letter,
)
from plugins.petitions.inputs import PartyInput, PetitionInput
from plugins.petitions.models import Petition, Transfer
from plugins.petitions.permissions import (
    CANDIDATE_VIEW,
    CUSTODY_MANAGE,
    DENUNCIATION_HANDLE,
    PETITION_PROCESS,
)
from plugins.petitions.petition_rules import REDACTED
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services import transfers
from plugins.petitions.services.moves import Why, reference, require_version
from plugins.petitions.services.register import register_petition

TRANSFER, SEALED = "petitions.transfer", "petitions.sealed"
MATTER = (
    *("kind", "received_on", "written_on", "summary", "demand", "place", "respondent", "respondent_level"),
    *("decision_no", "decision_on", "earlier_settlement", "headcount", "anonymous", "originals", "candidate"),
    "envelope_no",
)
PERSON = ("name", "commune", "address", "role", "id_type", "id_number", "phone")


def dispatch(
    scope: Scope, public_id: str, to_tenant: str, kinds: list[LetterKind[Any]], *, seen: int | None
) -> Transfer:
    """Send a petition whose transfer was decided to a tenant of this installation, once.

    A denunciation is sent by its custodian. Raises NotFound, Forbidden, Refused when no transfer
    waits, Invalid for a receiver that is none.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require((CUSTODY_MANAGE if petition.is_sealed else PETITION_PROCESS).name)
    require_version(petition, seen)
    transfer = transfers.live_transfer(scope, petition)
    if petition.state != "transferred" or transfer is None:
        raise Refused("nobody_holds")
    if transfer.letter_id:
        return transfer  # sent twice
    if to_tenant not in {unit.slug for unit in receivers(scope)}:
        raise Invalid({"to": "not_listed"})
    kind = next(k for k in kinds if k.key == (SEALED if petition.is_sealed else TRANSFER))
    matter = {name: getattr(petition, name) for name in MATTER}
    people = [] if petition.is_sealed else [{name: getattr(p, name) for name in PERSON} for p in petition.parties]
    payload = kind.schema(
        code="" if petition.is_sealed else code_of(scope, petition),
        paper_no=transfer.paper_no,
        people=tuple(people),
        **matter,
    )
    files = [] if petition.is_sealed else list_files(scope, reference(petition))
    letter = send_letter(scope, kind, to_tenant, payload, files=files, reference=reference(petition))
    transfer.letter_id, transfer.body = letter.id, letter.other_name
    petition.version += 1
    db.session.flush()
    return transfer


def take_over(scope: Scope, letter: Letter[Any]) -> Receipt:
    """Receiver: register what came as the receiver's own petition; its limits start today.

    Raises Forbidden without the right to register it.
    """
    sent = letter.payload
    if sent is None:
        raise NotFound("letter")
    matter = {name: getattr(sent, name) for name in MATTER if name != "received_on"}
    values = PetitionInput(
        received_on=clock.today(),
        source="transfer",
        source_ref=letter.subject,
        source_body=letter.other_name,
        parties=tuple(PartyInput(**{name: getattr(person, name) for name in PERSON}) for person in sent.people),
        redacted=REDACTED,
        once=f"letter:{letter.id}",
        **matter,
    )
    petition = register_petition(scope, values)
    if not petition.is_sealed:
        copy_files(scope, letter.subject, reference(petition))
    code = "" if petition.is_sealed else code_of(scope, petition)
    return Receipt(code, reference(petition))


def note_receipt(scope: Scope, letter: Letter[Any]) -> None:
    """Sender: the receiver took the petition over; its number comes back with the receipt."""
    found = _of(letter)
    if found is not None and found[1].state == "sent":
        transfer = found[1]
        transfer.state, transfer.receipt_no, transfer.received_on = "received", letter.receipt_no, clock.today()
        db.session.flush()


def take_back(scope: Scope, letter: Letter[Any]) -> None:
    """Sender: the letter was refused or ignored; the petition is ours again, once."""
    found = _of(letter)
    if found is None or not found[1].live:
        return
    petition, transfer = found
    rights = {PETITION_PROCESS.name, DENUNCIATION_HANDLE.name, CANDIDATE_VIEW.name}
    program = replace(scope, permissions=scope.permissions | rights)
    state = "refused" if letter.state == "refused" else "returned"
    transfers.come_back(program, petition, transfer, state, Why(clock.today(), reason=letter.answer[:1000]))


def _of(letter: Letter[Any]) -> tuple[Petition, Transfer] | None:
    """The sender's petition and transfer that a letter belongs to, locked."""
    row = db.session.execute(
        select(Petition, Transfer)
        .join(Transfer, Transfer.petition_id == Petition.id)
        .where(Transfer.letter_id == letter.id)
        .with_for_update(of=Petition)
    ).first()
    return (row[0], row[1]) if row is not None else None
