"""Which steps of a case are possible now, and which of them the law asks for next; for screens and programs alike."""

from __future__ import annotations

from core.api import Scope
from plugins.petitions.case_steps import DECIDE, DECLARE, HANDLE, Step
from plugins.petitions.permissions import CASE_HANDLE, PETITION_DECIDE
from plugins.petitions.queries.cases import CaseFile
from plugins.petitions.services.cases import needs_dialogue
from plugins.petitions.states import CASE_MOVES, case_moves_from

MOVES = {move.name for move in CASE_MOVES}
#: The step that comes next by state, where the kind of case does not matter.
NEXT = {
    "verifying": "report",
    "decided": "send",
    "sent": "take_effect",
    "enforcing": "close",
    "concluded": "act",
    "acting": "publish",
    "published": "close",
    "answered": "close",
    "suspended": "resume",
    "terminated": "close",
}


def next_name(file: CaseFile) -> str:
    """The step the law asks for next, whoever takes it; empty when nothing is owed any more."""
    case = file.case
    if case.state == "accepted":
        return "answer" if case.kind == "recommendation" else "verify"
    if case.state in ("reported", "dialogue"):
        if case.kind != "complaint":
            return "conclude" if case.kind == "denunciation" else "answer"
        states = {row.state for row in file.dialogues}
        if "called" in states:
            return "end_dialogue"
        return "call_dialogue" if needs_dialogue(case) and not {"held", "absent"} & states else "decide"
    if case.state == "in_force":
        return "close" if case.verdict == "wrong" else "enforce"
    return NEXT.get(case.state, "")


def is_open(step: Step, file: CaseFile) -> bool:
    """Whether the present state leaves a step."""
    moves = {move.name for move in case_moves_from(file.case.state, file.case.kind)}
    if step.name in MOVES and step.name not in moves:
        return False
    return step.offered is None or step.offered(file)


def open_steps(scope: Scope, file: CaseFile) -> list[tuple[Step, bool]]:
    """(step, whether it is the head's) for all that the state and the actor's rights leave, the declaration first."""
    handles, decides = scope.can(CASE_HANDLE.name), scope.can(PETITION_DECIDE.name)
    if not handles and not decides:
        return []
    if file.declared is None:
        return [(DECLARE, not handles)]
    return [
        (step, is_decision)
        for may, group, is_decision in ((handles, HANDLE, False), (decides, DECIDE, True))
        for step in (group if may else ())
        if is_open(step, file) and (not file.declared or step.name == "assign")
    ]
