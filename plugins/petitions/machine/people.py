"""Who signed a petition, for programs: representatives, each person's reply, wishes to withdraw."""

from __future__ import annotations

from typing import Any

from core.api import Invalid, _l, clock, scope
from plugins.petitions.machine.moves import after
from plugins.petitions.machine.parts import api, part
from plugins.petitions.machine_models.papers import EmptyIn
from plugins.petitions.machine_models.people import (
    ConfirmIn,
    PeopleOut,
    RepliesIn,
    RepresentativesIn,
    SignerOut,
    WithdrawalIn,
    WithdrawalOut,
)
from plugins.petitions.machine_models.petitions import PetitionNote
from plugins.petitions.permissions import (
    CASE_HANDLE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_VIEW,
)
from plugins.petitions.queries import cases as case_queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import roster, withdrawals
from plugins.petitions.services.moves import Why
from plugins.petitions.words import sentence


@api.route(
    "/petitions/<petition_id>/people",
    permission=PETITION_VIEW,
    gives=PeopleOut,
    summary=_l("Show who signed a petition"),
)
def people_show(petition_id: str) -> PeopleOut:
    """Who signed (for posts that may see it), what the group lacks, who wishes to withdraw."""
    petition = get_petition(scope(), petition_id)
    settled = withdrawals.is_settled(petition, case_queries.get_case(scope(), petition))
    lacks = "" if settled else roster.group_problem(petition, clock.today())
    people = None
    if scope().can(PETITION_IDENTIFY.name) and not petition.is_sealed:
        people = [part(SignerOut, one, id=one.public_id) for one in petition.parties]
    second = scope().can(PETITION_DECIDE.name)
    return PeopleOut(
        version=petition.version,
        headcount=petition.headcount,
        left=withdrawals.people_left(petition),
        lacks=sentence(lacks) if lacks else "",
        people=people,
        withdrawals=[
            part(WithdrawalOut, wish, id=wish.public_id, pressed=wish.pressed if second else None)
            for wish in case_queries.list_withdrawals(scope(), petition)
        ],
    )


@api.route(
    "/petitions/<petition_id>/representatives",
    permission=PETITION_PROCESS,
    takes=RepresentativesIn,
    gives=PetitionNote,
    summary=_l("Note who speaks for the group"),
)
def people_appoint(petition_id: str, body: RepresentativesIn) -> PetitionNote:
    """From now on, by a paper that everybody signed."""
    own: dict[str, Any] = {"signed": body.signed, "paper_no": body.paper_no, "seen": body.version}
    return after(petition_id, lambda: roster.appoint(scope(), petition_id, body.people, **own))


@api.route(
    "/petitions/<petition_id>/replies",
    permission=CASE_HANDLE,
    takes=RepliesIn,
    gives=PetitionNote,
    summary=_l("Note who got the reply"),
)
def people_reply(petition_id: str, body: RepliesIn) -> PetitionNote:
    """Each person of the roster has a reply of their own."""
    return after(
        petition_id, lambda: roster.note_replies(scope(), petition_id, body.people, body.on, seen=body.version)
    )


@api.route(
    "/petitions/<petition_id>/withdrawals",
    permission=PETITION_PROCESS,
    takes=WithdrawalIn,
    gives=PetitionNote,
    summary=_l("Take a wish to withdraw"),
)
def withdrawal_ask(petition_id: str, body: WithdrawalIn) -> PetitionNote:
    """It rests before it can take effect, and a second officer confirms it."""
    own = body.model_dump(exclude={"person", "channel"})
    try:
        return after(
            petition_id,
            lambda: withdrawals.ask_withdrawal(scope(), petition_id, body.person or "", body.channel, **own),
        )
    except Invalid as error:
        raise Invalid({"person" if name == "party" else name: text for name, text in error.problems.items()}) from None


@api.route(
    "/withdrawals/<withdrawal_id>/confirmation",
    permission=PETITION_DECIDE,
    takes=ConfirmIn,
    gives=PetitionNote,
    summary=_l("Decide on a wish to withdraw"),
)
def withdrawal_confirm(withdrawal_id: str, body: ConfirmIn) -> PetitionNote:
    """The second officer lets it take effect, or the case go on in spite of it."""
    petition_id = withdrawals.petition_of(scope(), withdrawal_id).public_id
    why = Why(clock.today(), ground="breach" if body.breach else "", paper_no=body.paper_no)
    return after(petition_id, lambda: withdrawals.confirm_withdrawal(scope(), withdrawal_id, why))


@api.route(
    "/withdrawals/<withdrawal_id>/taking-back",
    permission=PETITION_PROCESS,
    takes=EmptyIn,
    gives=PetitionNote,
    summary=_l("Take back a wish to withdraw"),
)
def withdrawal_take_back(withdrawal_id: str, body: EmptyIn) -> PetitionNote:
    """The person takes it back; nothing is lost by it."""
    petition_id = withdrawals.petition_of(scope(), withdrawal_id).public_id
    return after(petition_id, lambda: withdrawals.take_back(scope(), withdrawal_id))
