"""What the office does with what came in online: register it, refuse it by a coded ground, reply."""

from __future__ import annotations

from core.api import Invalid, Refused, Scope, clock, db, discard_files, publish
from plugins.petitions.events import FilingChanged, FilingDecided
from plugins.petitions.filing_words import GROUND_LABELS
from plugins.petitions.inputs import PartyInput, PetitionInput
from plugins.petitions.models import Filing, FilingNote, Petition
from plugins.petitions.permissions import PETITION_PROCESS, PETITION_REGISTER
from plugins.petitions.queries import filing as queries
from plugins.petitions.queries.filing import Found, reference
from plugins.petitions.services.register import register_petition

#: Grounds that leave the sender without a way unless the officer names one.
NEED_WORDS = ("not_ours", "settled")


def register_filing(scope: Scope, public_id: str) -> Petition:
    """Write it into the register as a recommendation or feedback, received on the day it was sent.

    The matter and whoever sent it move into the petition; nothing of them stays behind. Raises
    NotFound, Forbidden, Refused when somebody decided already.
    """
    scope.require(PETITION_REGISTER.name)
    filing = _waiting(scope, public_id)
    party = PartyInput(filing.name, address=filing.address, phone=filing.phone, signed=False)
    petition = register_petition(
        scope,
        PetitionInput(
            received_on=filing.filed_on,
            kind="recommendation",
            source="online",
            source_ref=reference(filing),
            summary=filing.summary,
            demand=filing.demand,
            place=filing.place,
            parties=(party,) if filing.name else (),
            anonymous=not filing.name,
            once=reference(filing),
        ),
    )
    filing.petition_id = petition.id
    _decided(scope, filing, "registered")
    _forget(filing)
    return petition


def refuse_filing(scope: Scope, public_id: str, ground: str, answer: str = "") -> Filing:
    """Refuse it by a ground of the list, with a word to the sender.

    What turns out to be a denunciation is destroyed with its papers and whoever sent it, for it may
    rest on paper only (settled.md 12). Raises NotFound, Forbidden, Invalid, Refused.
    """
    scope.require(PETITION_REGISTER.name)
    if ground not in GROUND_LABELS:
        raise Invalid({"ground": "choose_ground"})
    if ground in NEED_WORDS and not answer:
        raise Invalid({"answer": "answer_needed"})
    filing = _waiting(scope, public_id)
    filing.ground, filing.answer = ground, answer
    _decided(scope, filing, "refused")
    if ground == "denunciation":
        _forget(filing)
        discard_files(scope, reference(filing))
        for note in queries.notes_of(scope, filing):
            note.text = ""
    return filing


def reply(scope: Scope, public_id: str, text: str) -> None:
    """Write to whoever filed; they read it with code and secret. Raises NotFound, Forbidden, Invalid, Refused."""
    scope.require(PETITION_PROCESS.name)
    found = queries.get_filing(scope, public_id)
    if found.filing.state == "waiting":
        raise Refused("register_first")
    if not text:
        raise Invalid({"text": "required"})
    filing = queries.lock_filing(scope, found.filing)
    db.session.add(FilingNote(filing_id=filing.id, kind="reply", text=text, on=clock.today(), actor_id=scope.actor_id))
    filing.fresh = False
    db.session.flush()
    publish(scope, FilingChanged(subject=reference(filing)))


def _waiting(scope: Scope, public_id: str) -> Filing:
    found: Found = queries.get_filing(scope, public_id)
    filing = queries.lock_filing(scope, found.filing)
    if filing.state != "waiting":
        raise Refused("not_waiting")
    return filing


def _decided(scope: Scope, filing: Filing, state: str) -> None:
    filing.state, filing.decided_on, filing.decided_by = state, clock.today(), scope.actor_id
    filing.fresh = False
    db.session.flush()
    publish(scope, FilingDecided(subject=reference(filing), state=state))


def _forget(filing: Filing) -> None:
    filing.summary = filing.demand = filing.place = filing.name = filing.address = filing.phone = ""
    db.session.flush()
