"""Suspension, expert assessment, resumption, termination, and more time: all with a written ground."""

from __future__ import annotations

from datetime import date

from core.api import Invalid, Refused, Scope, db, law
from plugins.petitions.law import Act, stop_grounds
from plugins.petitions.models import Case, Pause, Prolongation
from plugins.petitions.permissions import CASE_HANDLE, PETITION_DECIDE
from plugins.petitions.queries import cases as queries
from plugins.petitions.services.cases import SETTLE_RULES, Opened, opened, refuse_stopped, require_free
from plugins.petitions.services.clocks import end_all, end_clock, flags_of, refresh_clock, start_clock
from plugins.petitions.services.moves import Why, move_case, require_version

#: Rule by which a decision to suspend, resume or terminate is sent to both sides.
TELL_RULES = {"complaint": "CM-25", "denunciation": "DN-13"}


def suspend_case(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Suspend a case on a ground of the law; its limit stands still from that day (CNT-7, CM-26, LTC 34)."""
    found = opened(scope, petition_id)
    require_free(scope, found.petition)
    _require_ground(found, Act.SUSPEND, why)
    move_case(scope, found.petition, found.case, "suspend", why, seen=seen)
    _open_pause(scope, found, "suspension", why)
    _tell(scope, found, why.on)
    return found.case


def resume_case(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Go on with a suspended case; its limit counts again from that day."""
    found = opened(scope, petition_id)
    refuse_stopped(found.petition, why.on)
    require_free(scope, found.petition)
    move_case(scope, found.petition, found.case, "resume", why, seen=seen)
    _close_pause(scope, found, "suspension", why.on)
    _tell(scope, found, why.on)
    return found.case


def terminate_case(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """End a case without a decision on its matter, on a ground of the law. Every limit ends with it."""
    found = opened(scope, petition_id)
    require_free(scope, found.petition)
    _require_ground(found, Act.TERMINATE, why)
    move_case(scope, found.petition, found.case, "terminate", why, seen=seen)
    for pause in queries.list_pauses(scope, found.case):
        if pause.to_on is None:
            pause.to_on, pause.open_kind = why.on, None
    end_all(scope, found.petition, why.on)
    _tell(scope, found, why.on)
    return found.case


def reopen_case(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Take a terminated case up again, because a withdrawal was forced or its ground fell away (LKN Art 10, LTC Art 33).

    No article says how much of the limit is left, so a whole one begins. Raises Invalid without a reason.
    """
    found = opened(scope, petition_id)
    refuse_stopped(found.petition, why.on)
    require_free(scope, found.petition)
    if not why.reason:
        raise Invalid({"reason": "required"})
    move_case(scope, found.petition, found.case, "reopen", why, seen=seen)
    end_clock(scope, found.petition, "tell", why.on, done=False)
    if rule := SETTLE_RULES.get(found.case.kind):
        start_clock(scope, found.petition, "settle", rule, why.on, case=found.case, flags=flags_of(found.case))
    return found.case


def begin_assessment(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Pause:
    """Ask for an expert assessment (giám định) in a denunciation; its time is not counted (CNT-8)."""
    scope.require(CASE_HANDLE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    require_free(scope, found.petition)
    if found.case.kind != "denunciation" or found.case.state not in ("accepted", "verifying", "reported"):
        raise Refused("no_assessment_now")
    if not why.paper_no:
        raise Invalid({"paper_no": "required"})
    return _open_pause(scope, found, "assessment", why)


def end_assessment(scope: Scope, petition_id: str, on: date, *, seen: int | None = None) -> None:
    """The assessment came back; the limit counts again."""
    scope.require(CASE_HANDLE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    require_free(scope, found.petition)
    _close_pause(scope, found, "assessment", on)


def prolong_case(
    scope: Scope, petition_id: str, rule_id: str, days: int, ground: str, why: Why, *, seen: int | None = None
) -> law.Derivation:
    """Give a denunciation more time by a written decision (DN-10 once, DN-11 twice and only if specially complex).

    Raises ExtensionRefused (core.law), and nothing is stored, when the law allows no more.
    """
    scope.require(PETITION_DECIDE.name)
    found = opened(scope, petition_id)
    require_free(scope, found.petition)
    require_version(found.petition, seen)
    problems = {} if why.paper_no else {"paper_no": "required"}
    if not ground:
        problems["ground"] = "required"
    if problems:
        raise Invalid(problems)
    running = queries.live_clock(scope, found.petition, "settle")
    if running is None:
        raise Refused("no_limit_runs")
    found.petition.version += 1
    with db.session.begin_nested():
        db.session.add(
            Prolongation(
                petition_id=found.petition.id,
                case_id=found.case.id,
                rule_id=rule_id,
                days=days,
                ground=ground,
                paper_no=why.paper_no,
                decided_on=why.on,
                approver_id=scope.actor_id,
                approver_post=scope.post_title or "?",
            )
        )
        db.session.flush()
        return refresh_clock(scope, running, found.case)


def _require_ground(found: Opened, act: Act, why: Why) -> None:
    allowed = {row.id for row in stop_grounds(act, found.case.kind, why.on)}
    problems = {} if why.ground in allowed else {"ground": "choose_ground"}
    if not why.paper_no:
        problems["paper_no"] = "required"
    if problems:
        raise Invalid(problems)


def _open_pause(scope: Scope, found: Opened, kind: str, why: Why) -> Pause:
    if any(pause.open_kind == kind for pause in queries.list_pauses(scope, found.case)):
        raise Refused("pause_runs")
    pause = Pause(
        petition_id=found.petition.id,
        case_id=found.case.id,
        kind=kind,
        open_kind=kind,
        ground=why.ground or kind,
        paper_no=why.paper_no,
        from_on=why.on,
    )
    db.session.add(pause)
    found.petition.version += 1
    db.session.flush()
    _recount(scope, found)
    return pause


def _close_pause(scope: Scope, found: Opened, kind: str, on: date) -> None:
    pause = next((p for p in queries.list_pauses(scope, found.case) if p.open_kind == kind), None)
    if pause is None:
        raise Refused("no_pause_runs")
    if on < pause.from_on:
        raise Invalid({"on": "before_pause"})
    pause.to_on, pause.open_kind = on, None
    found.petition.version += 1
    db.session.flush()
    _recount(scope, found)


def _recount(scope: Scope, found: Opened) -> None:
    running = queries.live_clock(scope, found.petition, "settle")
    if running is not None:
        refresh_clock(scope, running, found.case)


def _tell(scope: Scope, found: Opened, on: date) -> None:
    """Start the limit to send the decision to both sides; a newer decision takes the place of an older one."""
    rule = TELL_RULES.get(found.case.kind)
    if rule is None:
        return
    end_clock(scope, found.petition, "tell", on, done=False)
    try:
        start_clock(scope, found.petition, "tell", rule, on, case=found.case)
    except law.RuleNotInForce:
        return  # before 1 July 2026 no number of days was set for complaints (D155 Art 12)
