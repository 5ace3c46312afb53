"""Proposal to the head, and the head's decision: only outcomes that the matrix of the law leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Invalid, Refused, Scope, clock, db, law
from plugins.petitions.inputs import Proposal
from plugins.petitions.law import candidates_stopped, non_acceptance_grounds, petition_law, retention
from plugins.petitions.models import Petition
from plugins.petitions.outcome_rules import Choice, cell_of, choices, goes_up
from plugins.petitions.queries import links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import cases, clocks, roster, transfers
from plugins.petitions.services.classify import conditions_of
from plugins.petitions.services.moves import Why, move_petition, require_version

#: Outcomes that deny the petitioner something, so that each names its ground.
NEEDS_GROUND = ("answer", "ask_to_complete", "not_accept", "return", "file")
#: Outcomes that name another body.
NEEDS_BODY = ("guide", "transfer", "return", "urge", "demand_report")
LEAVES = ("transfer", "urge", "demand_report")
NOT_COMPETENT = "not-competent"
DONE_BEFORE = "done-before"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the head decides on a proposal: agree, or send back with a reason."""

    agree: bool
    on: date
    paper_no: str = ""
    reason: str = ""


def choices_of(scope: Scope, petition: Petition, book: law.LawBook | None = None) -> list[Choice]:
    """The outcomes that may be proposed for a classified petition today."""
    if not petition.competence and petition.kind != "mixed":
        return []
    return choices(petition, links.past_of(scope, petition), clock.today(), book or petition_law())


def grounds_of(petition: Petition, language: str = "vi", book: law.LawBook | None = None) -> list[tuple[str, str]]:
    """(code, words) of the grounds on which this petition may be denied something."""
    on, book = petition.received_on, book or petition_law()
    found = [
        (row.id, row.title(language))
        for row in conditions_of(petition.kind, on, book)
        if petition.answers.get(row.id) is False
    ]
    if petition.kind == "complaint" and petition.competence == "mine":
        found += [(row.id, f"{row.title(language)} ({row.article})") for row in non_acceptance_grounds(on, book)]
    return found


def propose(scope: Scope, public_id: str, values: Proposal, *, seen: int | None) -> Petition:
    """Put an outcome before the head.

    Raises NotFound, Forbidden, Refused("stale"), and Invalid for an outcome the law does not leave,
    a missing ground, body or reason.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    require_version(petition, seen)
    chosen = next((c for c in choices_of(scope, petition) if c.result == values.result), None)
    found = _problems(petition, values, chosen)
    if found:
        raise Invalid(found)
    ground = values.ground if values.result in NEEDS_GROUND else ""
    if values.result == "return":
        ground = NOT_COMPETENT
    elif chosen is not None and chosen.record is None:
        ground = DONE_BEFORE
    move_petition(scope, petition, "propose", Why(clock.today(), ground=ground, reason=values.reason), seen=seen)
    petition.proposal, petition.proposal_reason, petition.ground = values.result, values.reason, ground
    petition.outcome_body = (values.body or petition.competent_body) if values.result in NEEDS_BODY else ""
    db.session.flush()
    return petition


def _problems(petition: Petition, values: Proposal, chosen: Choice | None) -> dict[str, str]:
    if chosen is None:
        return {"result": "not_allowed"}
    found: dict[str, str] = {}
    if not values.reason:
        found["reason"] = "required"
    named = {code for code, _words in grounds_of(petition)}
    if values.result in NEEDS_GROUND and values.result != "return" and chosen.record is not None:
        if not values.ground:
            found["ground"] = "required"
        elif values.ground not in named:
            found["ground"] = "not_listed"
    if values.result in NEEDS_BODY and not (values.body or petition.competent_body):
        found["body"] = "required"
    if chosen.needs_article_25 and not values.article_25:
        found["article_25"] = "article_25"
    return found


def decide(scope: Scope, public_id: str, decision: Decision, *, seen: int | None) -> Petition:
    """The head agrees with what is proposed, or sends it back with a reason.

    Accepting opens the case; filing keeps the petition for the time of the law; what leaves the
    house is written into the transfers. Raises NotFound, Forbidden, Refused, Invalid.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    require_version(petition, seen)
    if not decision.agree:
        if not decision.reason:
            raise Invalid({"reason": "required"})
        move_petition(scope, petition, "send_back", Why(decision.on, reason=decision.reason), seen=seen)
        db.session.flush()
        return petition
    name = petition.proposal
    _require_possible(scope, petition, name)
    if name in (*LEAVES, "guide", "return", "answer", "not_accept", "ask_to_complete") and not decision.paper_no:
        raise Invalid({"paper_no": "required"})
    why = Why(decision.on, ground=petition.ground, paper_no=decision.paper_no, reason=decision.reason)
    move_petition(scope, petition, name, why, seen=seen)
    petition.outcome_on, petition.outcome_no = decision.on, decision.paper_no
    if name == "accept":
        cases.open_case(scope, petition, why)
    elif name == "file":
        petition.keep_until = kept_until(decision.on)
    elif name in LEAVES:
        transfers.note_transfer(scope, petition, petition.outcome_body, why)
    _end_clocks(scope, petition, name, decision.on)
    db.session.flush()
    return petition


def _end_clocks(scope: Scope, petition: Petition, name: str, on: date) -> None:
    """The word that went out ends the limits of processing; filing ends them unjudged, a report to the head none."""
    if name == "file":
        clocks.end_all(scope, petition, on)
    elif name not in ("accept", "report_up"):
        for kind in ("accept", "answer"):
            clocks.end_clock(scope, petition, kind, on)


def _require_possible(scope: Scope, petition: Petition, name: str) -> None:
    """Ask the matrix again at the moment of deciding: the past may have grown since the proposal."""
    if petition.state != "proposed":
        raise Refused("stale")
    if goes_up(petition.kind, petition.respondent_level, scope.tenant.kind) and name != "transfer":
        raise Refused("goes_up")
    if name not in {choice.result for choice in choices_of(scope, petition)}:
        raise Refused("not_allowed_now")
    if petition.candidate and name == "accept" and candidates_stopped(clock.today()):
        raise Refused("candidates_stopped")
    if petition.kind == "complaint" and name == "accept" and (lacks := roster.group_problem(petition, clock.today())):
        raise Refused(lacks)  # CM-05


def kept_until(on: date) -> date | None:
    """Last day on which a petition filed on ``on`` is kept; None when no period is set."""
    row = retention("filed_petition", on)
    if not row.is_set:
        return None
    try:
        return on.replace(year=on.year + row.years)
    except ValueError:  # 29 February
        return on.replace(year=on.year + row.years, day=28)


def complete(scope: Scope, public_id: str, why: Why, *, seen: int | None) -> Petition:
    """The petitioner brought what was missing: the petition is classified anew.

    Raises Refused for a petition that was answered for good.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    if petition.state == "classified" and not petition.proposal and _was_completed(scope, petition):
        return petition  # sent twice
    if petition.state == "answered" and petition.proposal != "ask_to_complete":
        raise Refused("answered_for_good")
    move_petition(scope, petition, "complete", why, seen=seen)
    petition.proposal = petition.ground = ""
    db.session.flush()
    return petition


def _was_completed(scope: Scope, petition: Petition) -> bool:
    steps = [step for step in queries.list_steps(scope, petition) if step.machine != "law"]
    return bool(steps) and steps[-1].name == "complete"


__all__ = ["Choice", "Decision", "cell_of", "choices_of", "complete", "decide", "grounds_of", "kept_until", "propose"]
