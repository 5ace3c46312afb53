"""The lists beside the register, for programs: what came in online, moving limits, candidates, envelopes, many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from core.api import Invalid, Keyset, NotFound, Refused, _l, clock, colleagues_with, scope
from plugins.petitions import filing_words
from plugins.petitions.machine.moves import after
from plugins.petitions.machine.parts import api, note_of, part, worded
from plugins.petitions.machine_models.desk import (
    AssignIn,
    CandidateOut,
    CandidatesOut,
    EnvelopeOut,
    EnvelopesOut,
    FilingOut,
    FilingRefusalIn,
    FilingReplyIn,
    FilingRowOut,
    FilingsOut,
    FilingsQuestion,
    MovingOut,
    MovingsOut,
    NoteOut,
    NumberOut,
    OfficerOut,
    OfficersOut,
    RecountIn,
    RemindIn,
    TouchIn,
    TouchOut,
)
from plugins.petitions.machine_models.papers import EmptyIn
from plugins.petitions.machine_models.petitions import PetitionNote
from plugins.petitions.models import Filing, Petition
from plugins.petitions.permissions import (
    CANDIDATE_VIEW,
    CUSTODY_MANAGE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_REGISTER,
    PETITION_VIEW,
)
from plugins.petitions.queries import candidates, custody, filing, links
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import get_by_key, get_petition
from plugins.petitions.queries.recounts import as_text, clocks_that_move
from plugins.petitions.services import bulk, filing_desk, recounts
from plugins.petitions.services.custody import touch
from plugins.petitions.services.links import undo_link


def _filing_row(row: Filing) -> dict[str, Any]:
    url = url_for("petitions_machine.filing_show", filing_id=row.public_id)
    return part(FilingRowOut, row, id=row.public_id, url=url).model_dump()


@api.route(
    "/filings",
    permission=PETITION_REGISTER,
    asks=FilingsQuestion,
    gives=FilingsOut,
    summary=_l("List what came in online"),
)
def filing_list(asked: FilingsQuestion) -> FilingsOut:
    """What waits to be registered, or what became of it."""
    year, _dash, key = (asked.after or "").partition("-")
    position = Keyset((int(year), int(key)) if key else None, None, asked.limit)
    rows, cursors, more = filing.list_filings(scope(), asked.state or "", position)
    following = None
    if more:
        kept = asked.model_dump(mode="json", exclude_none=True) | {"after": f"{cursors[-1][0]}-{cursors[-1][1]}"}
        following = url_for(".filing_list", **kept)
    return FilingsOut(filings=[FilingRowOut(**_filing_row(row)) for row in rows], next=following)


@api.route(
    "/filings/<filing_id>", permission=PETITION_REGISTER, gives=FilingOut, summary=_l("Show what came in online")
)
def filing_show(filing_id: str) -> FilingOut:
    """One of them; its sender only for posts that may see who petitioned."""
    return _filing(filing_id)


def _filing(filing_id: str) -> FilingOut:
    found = filing.get_filing(scope(), filing_id)
    row, petition = found.filing, found.petition
    sender = {name: getattr(row, name) for name in ("name", "address", "phone")}
    seen = petition is not None and scope().can(PETITION_VIEW.name)
    return FilingOut(
        **_filing_row(row),
        **{name: getattr(row, name) for name in ("summary", "demand", "place", "ground", "answer")},
        sender=sender if scope().can(PETITION_IDENTIFY.name) else None,
        due_on=filing.due_of(scope(), row.filed_on) if row.state == "waiting" else None,
        petition=petition.public_id if petition is not None and seen else "",
        notes=[part(NoteOut, note) for note in filing.notes_of(scope(), row)],
    )


def _deciding(filing_id: str, act: Callable[[], object]) -> FilingOut:
    """Take a step with what came in; what hinders it comes back in the reader's words."""
    try:
        act()
    except Invalid as error:
        raise Invalid({name: filing_words.problem(key) for name, key in error.problems.items()}) from None
    except Refused as error:
        raise Refused(filing_words.refused(error)) from None
    return _filing(filing_id)


@api.route(
    "/filings/<filing_id>/registration",
    permission=PETITION_REGISTER,
    takes=EmptyIn,
    gives=FilingOut,
    summary=_l("Register what came in online"),
)
def filing_register(filing_id: str, body: EmptyIn) -> FilingOut:
    """Write it into the register; matter and sender move there."""
    return _deciding(filing_id, lambda: filing_desk.register_filing(scope(), filing_id))


@api.route(
    "/filings/<filing_id>/refusal",
    permission=PETITION_REGISTER,
    takes=FilingRefusalIn,
    gives=FilingOut,
    summary=_l("Refuse what came in online"),
)
def filing_refuse(filing_id: str, body: FilingRefusalIn) -> FilingOut:
    """By a ground of the list; the sender reads why."""
    return _deciding(filing_id, lambda: filing_desk.refuse_filing(scope(), filing_id, body.ground, body.answer))


@api.route(
    "/filings/<filing_id>/reply",
    permission=PETITION_PROCESS,
    takes=FilingReplyIn,
    gives=FilingOut,
    summary=_l("Reply to who filed online"),
)
def filing_reply(filing_id: str, body: FilingReplyIn) -> FilingOut:
    """Only once it is registered or refused."""
    scope().require(PETITION_REGISTER.name)
    return _deciding(filing_id, lambda: filing_desk.reply(scope(), filing_id, body.text))


@api.route(
    "/due-dates",
    permission=PETITION_VIEW,
    gives=MovingsOut,
    summary=_l("List due dates that would be counted otherwise today"),
)
def recount_list() -> MovingsOut:
    """Never moved silently: somebody takes the new date or keeps the old one."""
    return MovingsOut(
        clocks=[
            MovingOut(
                petition=one.petition.public_id,
                code=one.code,
                clock=one.clock.public_id,
                rule_id=one.clock.rule_id,
                old_due=one.found.old_due,
                new_due=one.found.new_due,
                reasons=[reason.value for reason in one.found.reasons],
                kept=one.kept,
                url=url_for(
                    "petitions_machine.clock_recount",
                    petition_id=one.petition.public_id,
                    clock_id=one.clock.public_id,
                ),
            )
            for one in clocks_that_move(scope())
        ]
    )


@api.route(
    "/petitions/<petition_id>/clocks/<clock_id>/recount",
    permission=PETITION_DECIDE,
    takes=RecountIn,
    gives=PetitionNote,
    summary=_l("Decide on a due date that would be counted otherwise"),
)
def clock_recount(petition_id: str, clock_id: str, body: RecountIn) -> PetitionNote:
    """Both dates stay readable with the reason."""
    own: dict[str, Any] = {"take": body.take, "why": body.reason, "due": as_text(body.due)}
    return after(petition_id, lambda: recounts.decide_due(scope(), petition_id, clock_id, **own))


@api.route("/candidates", permission=CANDIDATE_VIEW, gives=CandidatesOut, summary=_l("List petitions on candidates"))
def candidate_list() -> CandidatesOut:
    """Open to the election body's members alone."""
    election = candidates.election_of(clock.today())
    same = ("code", "received_on", "state", "due_on")
    return CandidatesOut(
        election_on=election.day if election else None,
        rests_from=election.stops_on if election else None,
        petitions=[
            CandidateOut(id=row.public_id, settled=settled, **{name: getattr(row, name) for name in same})
            for row, settled in candidates.candidate_files(scope())
        ],
    )


def _envelope(petition: Petition, events: list[Any]) -> EnvelopeOut:
    return EnvelopeOut(
        petition=petition.public_id,
        code=code_of(scope(), petition),
        envelope_no=petition.envelope_no,
        events=[part(TouchOut, event) for event in events],
        url=url_for("petitions_machine.envelope_show", envelope_id=petition.public_id),
    )


@api.route("/envelopes", permission=CUSTODY_MANAGE, gives=EnvelopesOut, summary=_l("List sealed envelopes"))
def envelope_list() -> EnvelopesOut:
    """Where each is now."""
    rows = custody.list_envelopes(scope())
    return EnvelopesOut(envelopes=[_envelope(row.petition, [row.last] if row.last else []) for row in rows])


@api.route(
    "/envelopes/<envelope_id>", permission=CUSTODY_MANAGE, gives=EnvelopeOut, summary=_l("Show a sealed envelope")
)
def envelope_show(envelope_id: str) -> EnvelopeOut:
    """What happened to it."""
    petition = get_petition(scope(), envelope_id)
    return _envelope(petition, custody.list_events(scope(), petition))


@api.route(
    "/envelopes/<envelope_id>/events",
    permission=CUSTODY_MANAGE,
    takes=TouchIn,
    gives=EnvelopeOut,
    summary=_l("Write down what happened to a sealed envelope"),
)
def envelope_touch(envelope_id: str, body: TouchIn) -> EnvelopeOut:
    """It was handed over, opened before a second officer, or came back."""
    own = {"to_body": body.to_body, "reason": body.reason, "second": body.second or ""}
    worded(lambda: touch(scope(), envelope_id, body.kind, body.on, **own))
    petition = get_petition(scope(), envelope_id)
    return _envelope(petition, custody.list_events(scope(), petition))


@api.route(
    "/officers", permission=PETITION_PROCESS, gives=OfficersOut, summary=_l("List officers who process petitions")
)
def officer_list() -> OfficersOut:
    """To whom petitions can be given."""
    people = colleagues_with(scope(), PETITION_PROCESS.name)
    return OfficersOut(officers=[part(OfficerOut, one, id=one.public_id) for one in people])


@api.route(
    "/assignments",
    permission=PETITION_PROCESS,
    takes=AssignIn,
    gives=NumberOut,
    summary=_l("Give petitions to an officer"),
)
def petition_assign(body: AssignIn) -> NumberOut:
    """All of them or none; gives how many changed hands."""
    return NumberOut(number=worded(lambda: bulk.assign(scope(), body.petitions, body.officer)))


@api.route(
    "/reminders",
    permission=PETITION_PROCESS,
    takes=RemindIn,
    gives=NumberOut,
    summary=_l("Remind who holds petitions"),
)
def petition_remind(body: RemindIn) -> NumberOut:
    """Counts a reminder for each that another body holds; gives how many there were."""
    return NumberOut(number=worded(lambda: bulk.remind(scope(), body.petitions)))


@api.route(
    "/links/<link_id>/undo",
    permission=PETITION_PROCESS,
    takes=EmptyIn,
    gives=PetitionNote,
    summary=_l("Take back that two petitions are related"),
)
def link_undo(link_id: str, body: EmptyIn) -> PetitionNote:
    """Twice is once; gives how the later of the two stands."""
    worded(lambda: undo_link(scope(), link_id))
    petition = get_by_key(scope(), links.get_link(scope(), link_id).petition_id)
    if petition is None:
        raise NotFound("petition")
    return PetitionNote(**note_of(petition))
