"""What becomes of a petition besides a case, for programs: repetitions, parts, transfers, reminders, results."""

from __future__ import annotations

from collections.abc import Callable

from core.api import _l, clock, scope
from plugins.petitions.letters import KINDS
from plugins.petitions.machine.parts import api, taking
from plugins.petitions.machine_models.moves import (
    DispatchIn,
    DuplicateIn,
    PartsIn,
    ReasonIn,
    RelatedIn,
    ReplyIn,
    ReportIn,
    SendUpIn,
    UrgeIn,
)
from plugins.petitions.machine_models.petitions import PetitionNote
from plugins.petitions.models import Petition
from plugins.petitions.permissions import CUSTODY_MANAGE, PETITION_PROCESS
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import decide, links, transfers
from plugins.petitions.services.handover import dispatch
from plugins.petitions.services.moves import Why
from plugins.petitions.services.report_back import report_back


def after(petition_id: str, act: Callable[[], object]) -> PetitionNote:
    """Take a step and tell how the petition stands after it."""

    def taken() -> Petition:
        act()
        return get_petition(scope(), petition_id)

    return taking(taken)


@api.route(
    "/petitions/<petition_id>/completion",
    permission=PETITION_PROCESS,
    takes=ReasonIn,
    gives=PetitionNote,
    summary=_l("Note that a petition was completed"),
)
def petition_complete(petition_id: str, body: ReasonIn) -> PetitionNote:
    """The petitioner brought what was missing; the petition is classified anew."""
    why = Why(clock.today(), reason=body.reason)
    return taking(lambda: decide.complete(scope(), petition_id, why, seen=body.version))


@api.route(
    "/petitions/<petition_id>/duplicate",
    permission=PETITION_PROCESS,
    takes=DuplicateIn,
    gives=PetitionNote,
    summary=_l("Mark a petition as a repetition"),
)
def petition_mark(petition_id: str, body: DuplicateIn) -> PetitionNote:
    """Say that it repeats an earlier one; nothing is merged, and it can be taken back."""
    return taking(lambda: links.mark_duplicate(scope(), petition_id, body.original, seen=body.version))


@api.route(
    "/petitions/<petition_id>/duplicate/undo",
    permission=PETITION_PROCESS,
    takes=ReasonIn,
    gives=PetitionNote,
    summary=_l("Take back that a petition is a repetition"),
)
def petition_unmark(petition_id: str, body: ReasonIn) -> PetitionNote:
    """The petition goes on by itself; its limits run again."""
    return taking(lambda: links.unmark_duplicate(scope(), petition_id, body.reason, seen=body.version))


@api.route(
    "/petitions/<petition_id>/related",
    permission=PETITION_PROCESS,
    takes=RelatedIn,
    gives=PetitionNote,
    summary=_l("Link a petition with one about the same matter"),
)
def petition_relate(petition_id: str, body: RelatedIn) -> PetitionNote:
    """Neither ends by it; linking twice is linking once."""
    return after(petition_id, lambda: links.relate(scope(), petition_id, body.other))


@api.route(
    "/petitions/<petition_id>/parts",
    permission=PETITION_PROCESS,
    takes=PartsIn,
    gives=PetitionNote,
    summary=_l("Split a petition of several contents"),
)
def petition_split(petition_id: str, body: PartsIn) -> PetitionNote:
    """Each content becomes a petition of its own, linked with this one."""
    return after(petition_id, lambda: links.split_petition(scope(), petition_id, body.values(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/send-up",
    permission=CUSTODY_MANAGE,
    takes=SendUpIn,
    gives=PetitionNote,
    summary=_l("Pass a denunciation against the head upward"),
)
def petition_send_up(petition_id: str, body: SendUpIn) -> PetitionNote:
    """A denunciation against the unit's own head or deputy; the envelope goes by hand."""
    return taking(lambda: transfers.send_up(scope(), petition_id, body.body, body.why(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/dispatch",
    permission=PETITION_PROCESS,
    takes=DispatchIn,
    gives=PetitionNote,
    summary=_l("Send a transferred petition to a unit"),
)
def petition_dispatch(petition_id: str, body: DispatchIn) -> PetitionNote:
    """By letter, with its scans; the receipt comes back to the petition."""
    return after(petition_id, lambda: dispatch(scope(), petition_id, body.to, KINDS, seen=body.version))


@api.route(
    "/petitions/<petition_id>/urges",
    permission=PETITION_PROCESS,
    takes=UrgeIn,
    gives=PetitionNote,
    summary=_l("Count a reminder"),
)
def petition_urge(petition_id: str, body: UrgeIn) -> PetitionNote:
    """Remind the body that holds the petition."""
    return after(petition_id, lambda: transfers.urge(scope(), petition_id, body.on, body.paper_no, seen=body.version))


@api.route(
    "/petitions/<petition_id>/reply",
    permission=PETITION_PROCESS,
    takes=ReplyIn,
    gives=PetitionNote,
    summary=_l("Write down what the other body answered"),
)
def petition_reply(petition_id: str, body: ReplyIn) -> PetitionNote:
    """The answer of the body to which the petition was passed."""
    return after(
        petition_id,
        lambda: transfers.reply(scope(), petition_id, body.on, body.reply_no, body.reply, seen=body.version),
    )


@api.route(
    "/petitions/<petition_id>/report-back",
    permission=PETITION_PROCESS,
    takes=ReportIn,
    gives=PetitionNote,
    summary=_l("Report the result to the body that passed the petition on"),
)
def petition_report_back(petition_id: str, body: ReportIn) -> PetitionNote:
    """To a unit of this installation it goes by letter."""
    return after(petition_id, lambda: report_back(scope(), petition_id, body.values(), KINDS, seen=body.version))
