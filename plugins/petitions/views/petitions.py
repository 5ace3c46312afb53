"""One petition: what it is about, what comes next, what became of it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api import HistoryLine, _, language, names_of, page, receivers, scope
from plugins.petitions.forms.process import (
    DecideForm,
    DispatchForm,
    ReasonForm,
    ReplyForm,
    ReportBackForm,
    SendUpForm,
    UrgeForm,
)
from plugins.petitions.models import Petition, Step
from plugins.petitions.outcome_rules import goes_up
from plugins.petitions.permissions import (
    CUSTODY_MANAGE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_REGISTER,
    PETITION_VIEW,
)
from plugins.petitions.queries import attachments, custody, filing, links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services.decide import DONE_BEFORE, NOT_COMPETENT, grounds_of
from plugins.petitions.services.report_back import is_owed, reported
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.cases import case_values
from plugins.petitions.views.labels import LABELS


@bp.route("/petitions/<petition_id>", permission=PETITION_VIEW)
def petition_show(petition_id: str) -> Any:
    """One petition: the matter, who signed (for those who may see it), the next step, what became of it."""
    return show_petition(petition_id)


def show_petition(petition_id: str, status: int = 200, problem: str = "", scan_problem: str = "", **forms: Any) -> Any:
    """The page of a petition, with a form that could not be taken; ``problem`` says why nothing was saved."""
    petition = queries.get_petition(scope(), petition_id)
    steps = queries.list_steps(scope(), petition)
    names = names_of([petition.officer_id, petition.registered_by, *(step.actor_id for step in steps)])
    transfers, urges = links.list_passed(scope(), petition) if _may_have_left(petition, steps) else ([], [])
    events = custody.list_events(scope(), petition) if petition.envelope_no and _may(CUSTODY_MANAGE) else []
    given: dict[str, Any] = {
        "decide": DecideForm,
        "reason": ReasonForm,
        "urge": UrgeForm,
        "reply": ReplyForm,
        "send_up": SendUpForm,
        "report_back": ReportBackForm,
    }
    given["dispatch"] = DispatchForm
    made = {name: forms.get(name) or kind(formdata=None) for name, kind in given.items()}
    for form in made.values():
        form.version.data = str(petition.version)
    transfer = next((row for row in transfers if row.live), None)
    if transfer is not None and not transfer.letter_id:
        made["dispatch"].offer([(unit.slug, unit.name) for unit in receivers(scope())])
    if not made["send_up"].body.data:
        made["send_up"].body.data = petition.competent_body
    settling = case_values(petition)
    possible = _next(petition)
    if is_owed(petition, settling["case"], steps) and _may(CUSTODY_MANAGE if petition.is_sealed else PETITION_PROCESS):
        possible["report_back"] = url_for("petitions.petition_report_back", petition_id=petition.public_id)
    return page(
        "petitions/petition_show.html",
        petition=petition,
        code=code_of(scope(), petition),
        last_step=next((step for step in reversed(steps) if step.machine != "law"), None),
        links=links.list_links(scope(), petition),
        transfers=transfers,
        transfer=transfer,
        urges=urges,
        events=events,
        ground=_ground(petition),
        history=_history(petition, steps, names),
        names=names,
        forms=made,
        problem=problem,
        next=possible,
        told=reported(steps),
        scans=attachments.list_attachments(scope(), petition),
        may_scan=_may(PETITION_REGISTER) and _may(PETITION_IDENTIFY) and not petition.is_sealed,
        scan_problem=scan_problem,
        filing=filing.filing_of(scope(), petition) if _may(PETITION_REGISTER) else None,
        upward=goes_up(petition.kind, petition.respondent_level, scope().tenant.kind),
        identify=_may(PETITION_IDENTIFY),
        labels=LABELS,
        status=status,
        **settling,
    )


def _history(petition: Petition, steps: list[Step], names: dict[int, str]) -> list[HistoryLine]:
    """The way of a petition in words, oldest first."""
    registered = names.get(petition.registered_by or 0, "")
    lines = [HistoryLine(0, petition.registered_at, _("Registered"), registered, "")]
    for step in steps:
        paper = _("by paper %(number)s", number=step.paper_no) if step.paper_no else ""
        text = ". ".join(part for part in (paper, step.reason) if part)
        lines.append(
            HistoryLine(
                step.id,
                step.at,
                LABELS["moves"].get(step.name, step.name),
                names.get(step.actor_id or 0, ""),
                "",
                "",
                text,
            )
        )
    return lines


def _ground(petition: Petition) -> str:
    """The ground of the outcome in words; one statement, and none where there is no ground."""
    if not petition.ground:
        return ""
    own = {NOT_COMPETENT: _("Not within competence"), DONE_BEFORE: _("The same content was handled before")}
    return own.get(petition.ground) or dict(grounds_of(petition, language())).get(petition.ground, petition.ground)


def _may(right: Any) -> bool:
    return scope().can(right.name)


def _may_have_left(petition: Petition, steps: list[Step]) -> bool:
    return petition.state == "transferred" or any(step.name in ("come_back", "send_up") for step in steps)


def _next(petition: Petition) -> dict[str, str]:
    """Addresses of the steps the actor may take now, by name; what is not there cannot be done."""
    here: dict[str, Any] = {"petition_id": petition.public_id}
    found: dict[str, str] = {}
    process, decide = _may(PETITION_PROCESS), _may(PETITION_DECIDE)
    if petition.state == "transferred" and _may(CUSTODY_MANAGE if petition.is_sealed else PETITION_PROCESS):
        found["dispatch"] = url_for("petitions.petition_dispatch", **here)
    if goes_up(petition.kind, petition.respondent_level, scope().tenant.kind):
        if petition.state in ("received", "classified") and _may(CUSTODY_MANAGE):
            found["send_up"] = url_for("petitions.petition_send_up", **here)
        return found
    if petition.state in ("received", "classified") and process:
        found["classify"] = url_for("petitions.petition_classify", **here)
    if petition.state in ("classified", "proposed") and process and petition.kind != "mixed":
        found["propose"] = url_for("petitions.petition_propose", **here)
    if petition.state == "proposed" and decide:
        found["decide"] = url_for("petitions.petition_decide", **here)
    if petition.state in ("received", "classified", "proposed") and process and not petition.is_sealed:
        found["split"] = url_for("petitions.petition_split", **here)
    if petition.state in ("received", "classified") and process and not petition.is_sealed and not petition.candidate:
        found["compare"] = url_for("petitions.petition_compare", **here)
    if petition.state == "duplicate" and process:
        found["unmark"] = url_for("petitions.petition_unmark", **here)
    if petition.state == "answered" and petition.proposal == "ask_to_complete" and process:
        found["complete"] = url_for("petitions.petition_complete", **here)
    if petition.state == "transferred" and process:
        found["urge"] = url_for("petitions.petition_urge", **here)
        found["reply"] = url_for("petitions.petition_reply", **here)
    return found
