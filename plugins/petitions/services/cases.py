"""The way of a case from acceptance to its end (law.md 1.2, 1.3, 1.6). Every step goes through ``moves``.

All functions take the petition's public id, lock the petition, and raise NotFound for one the
actor may not know of, Forbidden without the right, Refused with a key of ``words.sentence`` when
the state or the law does not allow the step, Invalid with one key per field.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from core.api import Invalid, Refused, Scope, clock, db, law, settings
from plugins.petitions.law import (
    acceptance_rule,
    candidates_stopped,
    complexity_criteria,
    may_settle,
)
from plugins.petitions.models import Case, Conflict, Dialogue, Petition
from plugins.petitions.outcome_rules import level_of
from plugins.petitions.permissions import CASE_HANDLE, PETITION_DECIDE
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import roster
from plugins.petitions.services.clocks import end_clock, flags_of, refresh_clock, start_clock
from plugins.petitions.services.moves import Why, move_case, require_version
from plugins.petitions.services.report_clock import start_report_clock
from plugins.petitions.settings import PetitionsSettings

#: Rule of the settlement limit by kind; recommendations have none in the law (KNPA-0).
SETTLE_RULES = {"complaint": "CM-07", "denunciation": "DN-09"}
#: Rule by which a decision is sent, by level of the complaint.
SEND_RULES = {1: "CM-19", 2: "CM-20"}
#: A verification team has at least so many members without a conflict of interest (D31 Art 10).
TEAM = 2


@dataclass(frozen=True, slots=True)
class Opened:
    """A petition locked for a change, with its case."""

    petition: Petition
    case: Case


def opened(scope: Scope, petition_id: str) -> Opened:
    """Lock a petition and give it with its newest case. Raises NotFound."""
    petition = get_petition(scope, petition_id, to_change=True)
    return Opened(petition, queries.require_case(scope, petition))


def start_receipt_clock(scope: Scope, petition: Petition, on: date | None = None) -> None:
    """Start the limit to accept or refuse (CM-02, CM-04, DN-01) or, for recommendations, to answer (RC-13).

    It runs from the receipt, or from ``on`` when the petition came back that day.
    """
    start = on or petition.received_on
    if petition.kind in ("complaint", "denunciation"):
        rule = acceptance_rule(petition.kind, start)
        start_clock(scope, petition, "accept", rule.id, start)
    else:
        start_clock(scope, petition, "answer", "RC-13", start)


def open_case(scope: Scope, petition: Petition, why: Why, *, level: int = 0) -> Case:
    """Open the case of a petition that was just accepted, and start the limit of its settlement.

    Without ``level`` the routes of the law tell whether it is a first or a second complaint here.
    Raises Refused for a file on a candidate while such files rest (Election Law Art 61.2).
    """
    refuse_stopped(petition, why.on)
    case = Case(
        petition_id=petition.id,
        level=level or (2 if is_second_here(scope, petition, why.on) else 1),
        kind="recommendation" if petition.kind == "mixed" else petition.kind,
        accepted_on=why.on,
        opened_at=clock.now(),
        officer_id=petition.officer_id,
        unit_id=petition.unit_id,
        remote=petition.kind == "complaint" and settings(scope, PetitionsSettings).remote_area,
    )
    db.session.add(case)
    db.session.flush()
    end_clock(scope, petition, "accept", why.on)
    if rule := SETTLE_RULES.get(case.kind):
        start_clock(scope, petition, "settle", rule, why.on, case=case, flags=flags_of(case))
    return case


def is_second_here(scope: Scope, petition: Petition, day: date) -> bool:
    """Whether a complaint accepted here is a second one: this tenant settles such only the second time."""
    level = level_of(scope.tenant.kind)
    if petition.kind != "complaint" or not petition.respondent_level:
        return False
    return not may_settle("complaint_first", petition.respondent_level, level, day) and may_settle(
        "complaint_second", petition.respondent_level, level, day
    )


def refuse_stopped(petition: Petition, day: date) -> None:
    """Raise Refused when the petition is about a candidate and such files rest on ``day``."""
    if petition.candidate and candidates_stopped(day):
        raise Refused("candidates_rest")


def declare(scope: Scope, petition_id: str, *, conflicted: bool) -> None:
    """The actor's word whether a relation or interest stands between them and the case (D31 Art 10).

    Whoever declares a conflict can no longer handle the case. A word once given stands.
    """
    petition = get_petition(scope, petition_id, to_change=True)
    if scope.actor_id is None or has_declared(petition, scope.actor_id) is not None:
        raise Refused("declared")
    db.session.add(
        Conflict(petition_id=petition.id, user_id=scope.actor_id, conflicted=conflicted, declared_on=clock.today())
    )
    db.session.flush()


def has_declared(petition: Petition, user_id: int) -> bool | None:
    """True: in conflict; False: free; None: said nothing yet."""
    row = db.session.query(Conflict).filter_by(petition_id=petition.id, user_id=user_id).one_or_none()
    return None if row is None else row.conflicted


def require_free(scope: Scope, petition: Petition) -> None:
    """Raise Refused unless the actor has declared to be free of any conflict of interest."""
    word = has_declared(petition, scope.actor_id or 0)
    if word is None:
        raise Refused("declare_first")
    if word:
        raise Refused("conflicted")


def _step(
    scope: Scope, petition_id: str, name: str, why: Why, seen: int | None, check: Callable[[Opened], None] | None = None
) -> Opened:
    """Lock, check what the law asks before this step, and take it."""
    found = opened(scope, petition_id)
    refuse_stopped(found.petition, why.on)
    require_free(scope, found.petition)
    if check is not None:
        check(found)
    move_case(scope, found.petition, found.case, name, why, seen=seen)
    return found


def assign_case(
    scope: Scope, petition_id: str, officer_id: int, unit_id: int | None, *, seen: int | None = None
) -> None:
    """Give the case to an officer.

    Raises Refused for one who declared a conflict of interest or from whom the petition is hidden.
    """
    scope.require(PETITION_DECIDE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    if has_declared(found.petition, officer_id):
        raise Refused("conflicted")
    if queries.is_hidden_from(found.petition, officer_id, unit_id):
        raise Refused("hidden_from_officer")
    for row in (found.petition, found.case):
        row.officer_id, row.unit_id = officer_id, unit_id
    found.petition.version += 1
    db.session.flush()


def start_verifying(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Begin the verification. A denunciation needs a team of at least two without a conflict of interest."""

    def check(found: Opened) -> None:
        if found.case.kind != "denunciation":
            return
        free = db.session.query(Conflict).filter_by(petition_id=found.petition.id, conflicted=False).count()
        if free < TEAM:
            raise Refused("team_of_two")

    return _step(scope, petition_id, "verify", why, seen, check).case


def mark_complex(
    scope: Scope, petition_id: str, criteria: Sequence[str], paper_no: str, *, seen: int | None = None
) -> law.Derivation | None:
    """Note in writing that the case is complex, by the criteria of the law (CM-13, DN-10, DN-11).

    A complaint's limit is counted anew at once; a denunciation gets more time only by a decision
    to extend. Raises Invalid without criteria or paper.
    """
    scope.require(CASE_HANDLE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    require_free(scope, found.petition)
    known = {row.letter for row in complexity_criteria(found.case.kind, clock.today())}
    problems = {} if paper_no else {"paper_no": "required"}
    if not criteria or set(criteria) - known:
        problems["criteria"] = "choose_criteria"
    if problems:
        raise Invalid(problems)
    found.case.complex, found.case.criteria, found.case.complex_paper = True, sorted(set(criteria)), paper_no
    found.petition.version += 1
    running = queries.live_clock(scope, found.petition, "settle")
    return refresh_clock(scope, running, found.case) if running is not None else None


def report_verification(
    scope: Scope, petition_id: str, verification: str, why: Why, *, differs: bool | None, seen: int | None = None
) -> Case:
    """Report what the verification found. In a complaint, whether it differs from the demand (CM-15)."""

    def check(found: Opened) -> None:
        if not verification:
            raise Invalid({"verification": "required"})
        if found.case.kind == "complaint" and differs is None:
            raise Invalid({"differs": "required"})
        if any(task.state == "given" for task in queries.list_tasks(scope, found.case)):
            raise Refused("tasks_open")

    found = _step(scope, petition_id, "report", why, seen, check)
    found.case.verification, found.case.differs = verification, differs
    return found.case


def needs_dialogue(case: Case) -> bool:
    """Whether a dialogue must have been held or called in vain: always the second time (CM-16), else CM-15."""
    return case.kind == "complaint" and (case.level == 2 or bool(case.differs))


def dialogue_hinders(case: Case, dialogues: Collection[Dialogue]) -> str:
    """Why a complaint cannot be decided yet for want of a dialogue (LKN Arts 30, 39); empty when nothing hinders."""
    done = {row.state for row in dialogues}
    if "called" in done:
        return "dialogue_open"
    return "dialogue_first" if needs_dialogue(case) and not {"held", "absent"} & done else ""


def decide_case(
    scope: Scope, petition_id: str, verdict: str, result: str, why: Why, *, seen: int | None = None
) -> Case:
    """Settle a complaint by a decision. Its number stands in ``why``.

    Refused before a dialogue that the law asks for (LKN Arts 30, 39).
    """

    def check(found: Opened) -> None:
        _require_result(verdict, result, why)
        if key := dialogue_hinders(found.case, queries.list_dialogues(scope, found.case)):
            raise Refused(key)

    found = _step(scope, petition_id, "decide", why, seen, check)
    _settled(scope, found, verdict, result, why)
    start_clock(scope, found.petition, "send", SEND_RULES[found.case.level], why.on, case=found.case)
    start_clock(
        scope,
        found.petition,
        "effect",
        "CM-24",
        why.on,
        case=found.case,
        flags=("remote",) if found.case.remote else (),
    )
    return found.case


def conclude_case(
    scope: Scope, petition_id: str, verdict: str, result: str, why: Why, *, seen: int | None = None
) -> Case:
    """Conclude a denunciation (DN-14: sent within 5 working days, DN-15 acted on, DN-17 published within 7)."""
    found = _step(scope, petition_id, "conclude", why, seen, lambda _found: _require_result(verdict, result, why))
    _settled(scope, found, verdict, result, why)
    for kind, rule in (("send", "DN-14"), ("act", "DN-15"), ("publish", "DN-17")):
        start_clock(scope, found.petition, kind, rule, why.on, case=found.case)
    return found.case


def answer_case(scope: Scope, petition_id: str, result: str, why: Why, *, seen: int | None = None) -> Case:
    """Answer a recommendation or feedback in writing."""

    def check(_found: Opened) -> None:
        if not result:
            raise Invalid({"result": "required"})

    found = _step(scope, petition_id, "answer", why, seen, check)
    found.case.result, found.case.decided_on = result, why.on
    end_clock(scope, found.petition, "answer", why.on)
    roster.note_only_reply(found.petition, why.on)
    return found.case


def _require_result(verdict: str, result: str, why: Why) -> None:
    problems = {} if verdict in ("right", "partly", "wrong") else {"verdict": "required"}
    if not result:
        problems["result"] = "required"
    if not why.paper_no:
        problems["paper_no"] = "required"
    if problems:
        raise Invalid(problems)


def _settled(scope: Scope, found: Opened, verdict: str, result: str, why: Why) -> None:
    found.case.verdict, found.case.result, found.case.decided_on = verdict, result, why.on
    end_clock(scope, found.petition, "settle", why.on)
    start_report_clock(scope, found.petition, found.case, why.on)


def send_decision(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Note that the decision went out to all who must get it (CM-19, CM-20)."""
    found = _step(scope, petition_id, "send", why, seen)
    end_clock(scope, found.petition, "send", why.on)
    roster.note_only_reply(found.petition, why.on)
    return found.case


def take_effect(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Note that the decision is in force. Refused before the time for a second complaint is over (CM-24)."""

    def check(found: Opened) -> None:
        row = queries.live_clock(scope, found.petition, "effect")
        if row is not None and row.due_on is not None and why.on <= row.due_on:
            raise Refused("not_in_force_yet")

    found = _step(scope, petition_id, "take_effect", why, seen, check)
    end_clock(scope, found.petition, "effect", why.on, done=False)
    return found.case


def enforce_case(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Begin to carry the decision out."""
    return _step(scope, petition_id, "enforce", why, seen).case


def act_on_conclusion(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Act on the conclusion of a denunciation (DN-15); it was sent before (DN-14)."""
    found = _step(scope, petition_id, "act", why, seen)
    end_clock(scope, found.petition, "send", why.on)
    end_clock(scope, found.petition, "act", why.on)
    return found.case


def publish_conclusion(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Publish the conclusion without any of the denouncer's data (DN-17), for at least 15 days (DN-18)."""
    found = _step(scope, petition_id, "publish", why, seen)
    end_clock(scope, found.petition, "publish", why.on)
    start_clock(scope, found.petition, "posted", "DN-18", why.on, case=found.case)
    return found.case


def close_case(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Close the file.

    Refused while a published conclusion must still hang (DN-18), and while somebody of a group has no reply.
    """

    def check(found: Opened) -> None:
        roster.require_replies(found.petition, found.case)
        row = queries.live_clock(scope, found.petition, "posted")
        if row is not None and row.due_on is not None and why.on < row.due_on:
            raise Refused("posted_too_short")

    found = _step(scope, petition_id, "close", why, seen, check)
    end_clock(scope, found.petition, "posted", why.on, done=False)
    return found.case
