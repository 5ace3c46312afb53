"""The register for programs: list, show, register, classify, propose, decide."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api import Keyset, _l, names_of, scope
from plugins.petitions.machine.parts import api, clocks_of, note_of, part, taking, url_of
from plugins.petitions.machine_models.petitions import (
    ClassificationIn,
    DecisionIn,
    LinkOut,
    MoveOut,
    PartyOut,
    PetitionIn,
    PetitionNote,
    PetitionOut,
    PetitionRowOut,
    PetitionsOut,
    PetitionsQuestion,
    ProposalIn,
    TransferOut,
)
from plugins.petitions.models import Petition
from plugins.petitions.permissions import (
    CUSTODY_MANAGE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_REGISTER,
    PETITION_VIEW,
)
from plugins.petitions.queries import cases as case_queries
from plugins.petitions.queries import links, lists
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import PetitionFilter, code_of
from plugins.petitions.services import classify, decide, register


@api.route(
    "/petitions", permission=PETITION_VIEW, asks=PetitionsQuestion, gives=PetitionsOut, summary=_l("List petitions")
)
def petition_list(asked: PetitionsQuestion) -> PetitionsOut:
    """Petitions, newest entry first, or a work list."""
    wanted = PetitionFilter(
        text=asked.q,
        kind=asked.kind or "",
        source=asked.source or "",
        since=asked.since,
        until=asked.until,
        work=asked.work or "",
    )
    year, _dash, entry = (asked.after or "").partition("-")
    after = (int(year), int(entry)) if entry else None
    rows, cursors, more = lists.list_petitions(scope(), wanted, Keyset(after, None, asked.limit))
    identify = scope().can(PETITION_IDENTIFY.name)
    kept = asked.model_dump(mode="json", exclude_defaults=True)
    following = url_for(".petition_list", **kept | {"after": f"{cursors[-1][0]}-{cursors[-1][1]}"}) if more else None
    same = ("code", "received_on", "kind", "state", "proposal", "headcount", "summary", "due_on")
    return PetitionsOut(
        petitions=[
            PetitionRowOut(
                **{name: getattr(row, name) for name in same},
                id=row.public_id,
                person=row.person if identify and row.person else None,
                url=url_of(row.public_id),
            )
            for row in rows
        ],
        next=following,
    )


@api.route("/petitions/<petition_id>", permission=PETITION_VIEW, gives=PetitionOut, summary=_l("Show a petition"))
def petition_show(petition_id: str) -> PetitionOut:
    """One petition with its limits; who petitioned only for posts that may see it, and never for a denunciation."""
    petition = queries.get_petition(scope(), petition_id)
    people = None
    if scope().can(PETITION_IDENTIFY.name) and not petition.is_sealed:
        people = [part(PartyOut, party) for party in petition.parties]
    return part(
        PetitionOut,
        petition,
        **note_of(petition),
        envelope_no=petition.envelope_no if scope().can(CUSTODY_MANAGE.name) else "",
        officer=names_of([petition.officer_id]).get(petition.officer_id or 0, ""),
        people=people,
        clocks=clocks_of(case_queries.list_clocks(scope(), petition)),
        **_way(petition),
    )


def _way(petition: Petition) -> dict[str, Any]:
    """What became of a petition: steps, links, transfers, reminders."""
    transfers, urges = links.list_passed(scope(), petition)
    return {
        "steps": [part(MoveOut, step) for step in queries.list_steps(scope(), petition)],
        "links": [
            part(
                LinkOut,
                row.link,
                id=row.link.public_id,
                later=row.later,
                petition=row.other.public_id,
                code=code_of(scope(), row.other),
            )
            for row in links.list_links(scope(), petition)
        ],
        "transfers": [part(TransferOut, row) for row in transfers],
        "urged_on": [row.on for row in urges],
    }


@api.route(
    "/petitions",
    permission=PETITION_REGISTER,
    takes=PetitionIn,
    gives=PetitionNote,
    status=201,
    summary=_l("Register a petition, no denunciation"),
)
def petition_create(body: PetitionIn) -> PetitionNote:
    """Write a petition into the register."""
    return taking(lambda: register.register_petition(scope(), body.values()))


@api.route(
    "/petitions/<petition_id>/classification",
    permission=PETITION_PROCESS,
    takes=ClassificationIn,
    gives=PetitionNote,
    summary=_l("Classify a petition"),
)
def petition_classify(petition_id: str, body: ClassificationIn) -> PetitionNote:
    """Write down what the officer found."""
    return taking(lambda: classify.classify(scope(), petition_id, body.values(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/proposal",
    permission=PETITION_PROCESS,
    takes=ProposalIn,
    gives=PetitionNote,
    summary=_l("Propose what becomes of a petition"),
)
def petition_propose(petition_id: str, body: ProposalIn) -> PetitionNote:
    """Put one of the lawful outcomes before the head."""
    return taking(lambda: decide.propose(scope(), petition_id, body.values(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/decision",
    permission=PETITION_DECIDE,
    takes=DecisionIn,
    gives=PetitionNote,
    summary=_l("Decide on a proposal"),
)
def petition_decide(petition_id: str, body: DecisionIn) -> PetitionNote:
    """Agree with what is proposed, or send it back."""
    return taking(lambda: decide.decide(scope(), petition_id, body.values(), seen=body.version))
