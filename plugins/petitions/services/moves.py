"""The only place where a petition or a case changes its state.

Every move is asked of ``states``, locks the petition, compares the version the actor saw, leaves
a step that is never changed, and tells an event; all in the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Invalid, Refused, Scope, clock, db, publish
from plugins.petitions.events import CaseMoved, PetitionMoved, RegisterChanged
from plugins.petitions.models import Case, Petition, Step
from plugins.petitions.permissions import (
    CANDIDATE_VIEW,
    CASE_HANDLE,
    DENUNCIATION_HANDLE,
    PETITION_DECIDE,
    PETITION_PROCESS,
)
from plugins.petitions.queries.petitions import REFERENCE, is_screened
from plugins.petitions.states import Move, case_move, petition_move


@dataclass(frozen=True, slots=True)
class Why:
    """What is written down with a move: the day it took place, ground, paper and reason."""

    on: date
    ground: str = ""
    paper_no: str = ""
    reason: str = ""


def reference(petition: Petition) -> str:
    """How events, files and links name a petition."""
    return REFERENCE + petition.public_id


def require_version(petition: Petition, seen: int | None) -> None:
    """Raise Refused("stale") when the petition went on since the actor's page was made."""
    if seen is not None and seen != petition.version:
        raise Refused("stale")


def require_right(scope: Scope, petition: Petition, move: Move, *, case: bool) -> None:
    """Raise Forbidden unless the actor may take this step of this petition."""
    scope.require((PETITION_DECIDE if move.decides else CASE_HANDLE if case else PETITION_PROCESS).name)
    if petition.is_sealed:
        scope.require(DENUNCIATION_HANDLE.name)
    if petition.candidate:
        scope.require(CANDIDATE_VIEW.name)


def move_petition(scope: Scope, petition: Petition, name: str, why: Why, *, seen: int | None = None) -> Step:
    """Take a petition (read ``to_change``) one step on.

    Raises Refused when it went on meanwhile or the law knows no such step from here, Invalid for
    a day before its receipt or in the future, Forbidden.
    """
    require_version(petition, seen)
    move = petition_move(name, petition.state)
    if move is None:
        raise Refused(f"no_move:{name}:{petition.state}")
    require_right(scope, petition, move, case=False)
    step = _step(scope, petition, None, move, petition.state, why)
    petition.state = move.target
    publish(scope, PetitionMoved(subject=reference(petition), move=name, state=move.target))
    announce(scope, petition)
    return step


def move_case(scope: Scope, petition: Petition, case: Case, name: str, why: Why, *, seen: int | None = None) -> Step:
    """Take a case one step on; its petition must have been read ``to_change``.

    Raises like :func:`move_petition`.
    """
    require_version(petition, seen)
    move = case_move(name, case.state, case.kind)
    if move is None:
        raise Refused(f"no_move:{name}:{case.state}")
    require_right(scope, petition, move, case=True)
    step = _step(scope, petition, case, move, case.state, why)
    state = case.resumes_to if move.name == "resume" and case.resumes_to else move.target
    case.resumes_to = case.state if move.target == "suspended" else ""
    case.state = step.after = state
    if move.target == "closed":
        case.closed_on = why.on
    publish(scope, CaseMoved(subject=reference(petition), move=name, state=state))
    announce(scope, petition)
    return step


def note_assignment(scope: Scope, petition: Petition) -> Step:
    """Leave a step that says the petition changed hands; its state stays."""
    return note_step(scope, petition, "assign", Why(clock.today()))


def note_step(scope: Scope, petition: Petition, name: str, why: Why) -> Step:
    """Leave a step that changes no state, for the history of the petition. Raises Invalid for its day."""
    same = Move(name, (petition.state,), petition.state)
    step = _step(scope, petition, None, same, petition.state, why)
    publish(scope, PetitionMoved(subject=reference(petition), move=name, state=petition.state))
    announce(scope, petition)
    return step


def _step(scope: Scope, petition: Petition, case: Case | None, move: Move, before: str, why: Why) -> Step:
    if why.on > clock.today():
        raise Invalid({"on": "future"})
    if why.on < petition.received_on:
        raise Invalid({"on": "before_receipt"})
    petition.version += 1
    step = Step(
        petition_id=petition.id,
        case_id=case.id if case is not None else None,
        machine="case" if case is not None else "petition",
        name=move.name,
        before=before,
        after=move.target,
        on=why.on,
        at=clock.now(),
        actor_id=scope.actor_id,
        ground=why.ground,
        paper_no=why.paper_no,
        reason=why.reason,
    )
    db.session.add(step)
    db.session.flush()
    return step


def announce(scope: Scope, petition: Petition) -> None:
    """Wake open lists; of denunciations, files on candidates and what is hidden from somebody nothing is heard."""
    if not petition.is_sealed and not petition.candidate and not is_screened(scope, petition):
        publish(scope, RegisterChanged(subject=reference(petition)))
