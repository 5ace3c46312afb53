"""Telling whoever passed a petition on what became of it (RC-14, Law on Citizen Reception Art 27.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from core.api import Invalid, Letter, LetterKind, Refused, Scope, clock, db, get_letter, send_letter
from plugins.petitions.models import Case, Petition, Step, Transfer
from plugins.petitions.permissions import CANDIDATE_VIEW, CUSTODY_MANAGE, DENUNCIATION_HANDLE, PETITION_PROCESS
from plugins.petitions.queries import cases as case_queries
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import clocks
from plugins.petitions.services.moves import Why, note_step, reference, require_right, require_version
from plugins.petitions.services.report_clock import PASSED_ON
from plugins.petitions.states import CLOSED_PETITION, Move

RESULT, SEALED_RESULT = "petitions.result", "petitions.sealed_result"
STEP = "report_back"
LETTER = "core:letter:"


@dataclass(frozen=True, slots=True)
class Report:
    """What is told, by which paper, on which day."""

    on: date
    paper_no: str
    text: str


def settled_on(petition: Petition, case: Case | None) -> date | None:
    """The day on which a petition was settled here: by its decision, conclusion or answer, or by another outcome."""
    if case is not None:
        return case.decided_on or case.closed_on
    return petition.outcome_on if petition.state in CLOSED_PETITION else None


def reported(steps: Sequence[Step]) -> Step | None:
    """The step by which the result was reported back."""
    return next((step for step in reversed(steps) if step.name == STEP), None)


def is_owed(petition: Petition, case: Case | None, steps: Sequence[Step]) -> bool:
    """Whether the body that passed the petition on should hear of its settlement now."""
    day, told = settled_on(petition, case), reported(steps)
    return petition.source in PASSED_ON and day is not None and (told is None or told.on < day)


def report_back(
    scope: Scope, public_id: str, report: Report, kinds: Sequence[LetterKind[Any]], *, seen: int | None
) -> Step:
    """Report the result to the body that passed the petition on; to a unit of this installation by letter.

    A denunciation is reported by its custodian. Raises NotFound, Forbidden, Refused before it is
    settled and after it was reported, Invalid with one key per field.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require((CUSTODY_MANAGE if petition.is_sealed else PETITION_PROCESS).name)
    require_right(scope, petition, Move(STEP, (), ""), case=False)
    require_version(petition, seen)
    case, steps = case_queries.get_case(scope, petition), queries.list_steps(scope, petition)
    if petition.source not in PASSED_ON:
        raise Refused("not_passed_on")
    day = settled_on(petition, case)
    if day is None:
        raise Refused("not_settled_yet")
    told = reported(steps)
    if told is not None and (told.on, told.paper_no, told.reason) == (report.on, report.paper_no, report.text):
        return told  # sent twice
    if not is_owed(petition, case, steps):
        raise Refused("reported_before")
    problems = {name: "required" for name in ("paper_no", "text") if not getattr(report, name)}
    if report.on > clock.today():
        problems["on"] = "future"
    elif report.on < day:
        problems["on"] = "before_settled"
    if problems:
        raise Invalid(problems)
    step = note_step(scope, petition, STEP, Why(report.on, paper_no=report.paper_no, reason=report.text))
    clocks.end_clock(scope, petition, "report", report.on)
    if petition.source_ref.startswith(LETTER):
        _send(scope, petition, case, report, kinds)
    return step


def _send(
    scope: Scope, petition: Petition, case: Case | None, report: Report, kinds: Sequence[LetterKind[Any]]
) -> None:
    came = get_letter(scope, petition.source_ref.removeprefix(LETTER))
    kind = next(k for k in kinds if k.key == (SEALED_RESULT if petition.is_sealed else RESULT))
    payload = kind.schema(
        letter=came.id,
        code=came.payload.code if came.payload else "",
        on=report.on,
        paper_no=report.paper_no,
        verdict=case.verdict if case is not None else "",
        text=report.text,
    )
    send_letter(scope, kind, came.other_slug, payload, reference=reference(petition))


def note_result(scope: Scope, letter: Letter[Any]) -> str | None:
    """Sender of the petition: the result came back. Gives the petition it belongs to.

    Only the unit to which the petition was sent can report on it; anything else changes nothing.
    """
    told = letter.payload
    if told is None:
        return None
    row = db.session.execute(
        select(Petition, Transfer)
        .join(Transfer, Transfer.petition_id == Petition.id)
        .where(Transfer.letter_id == told.letter, Transfer.live.is_(True))
        .with_for_update(of=Petition)
    ).first()
    if row is None:
        return None
    petition, transfer = row[0], row[1]
    if petition.is_sealed != (letter.kind == SEALED_RESULT):
        return None
    rights = {right.name for right in (PETITION_PROCESS, CUSTODY_MANAGE, DENUNCIATION_HANDLE, CANDIDATE_VIEW)}
    program = replace(scope, permissions=scope.permissions | rights)
    if get_letter(program, told.letter).other_slug != letter.other_slug:
        return None
    transfer.state, transfer.replied_on, transfer.reply_no, transfer.reply = (
        "answered",
        told.on,
        told.paper_no,
        told.text,
    )
    petition.version += 1
    db.session.flush()
    return reference(petition)
