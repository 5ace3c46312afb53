"""Dialogues in complaints: called in writing in time, held or not, and what they brought (LKN Arts 30, 39; D155 Art 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.api import Invalid, NotFound, Refused, Scope, calendar_of, clock, db
from plugins.petitions.law import petition_law
from plugins.petitions.models import Dialogue
from plugins.petitions.permissions import CASE_HANDLE
from plugins.petitions.queries import cases as queries
from plugins.petitions.services.cases import opened, refuse_stopped, require_free
from plugins.petitions.services.moves import Why, move_case, require_version

NOTICE_RULE = "CM-17"


@dataclass(frozen=True, slots=True)
class DialogueInput:
    """When and where, and who else is called; names of officials only."""

    planned_on: date
    place: str
    hour: str = ""
    notice_no: str = ""
    chair: str = ""
    others: str = ""


def latest_notice(scope: Scope, planned_on: date) -> date:
    """The last day on which a dialogue on ``planned_on`` may still be noticed: 5 calendar days before (CM-17)."""
    return petition_law().rules.due(NOTICE_RULE, planned_on, calendar_of(scope)).due_on


def earliest_day(scope: Scope, sent_on: date) -> date:
    """The earliest day of a dialogue whose notice goes out on ``sent_on`` (CM-17)."""
    days = (sent_on + timedelta(days=more) for more in range(40))
    return next(day for day in days if latest_notice(scope, day) >= sent_on)


def call_dialogue(
    scope: Scope, petition_id: str, values: DialogueInput, why: Why, *, seen: int | None = None
) -> Dialogue:
    """Call a dialogue; ``why.on`` is the day the notice goes out.

    Raises Invalid for a notice that comes too late, Refused while another dialogue is called.
    """
    found = opened(scope, petition_id)
    refuse_stopped(found.petition, why.on)
    require_free(scope, found.petition)
    if any(row.state == "called" for row in queries.list_dialogues(scope, found.case)):
        raise Refused("dialogue_open")
    problems = {} if values.place else {"place": "required"}
    if why.on > latest_notice(scope, values.planned_on):
        problems["planned_on"] = "notice_too_late"
    if problems:
        raise Invalid(problems)
    move_case(scope, found.petition, found.case, "call_dialogue", why, seen=seen)
    row = Dialogue(
        petition_id=found.petition.id,
        case_id=found.case.id,
        notice_on=why.on,
        notice_no=values.notice_no,
        planned_on=values.planned_on,
        hour=values.hour,
        place=values.place,
        chair=values.chair,
        others=values.others,
    )
    db.session.add(row)
    db.session.flush()
    return row


def end_dialogue(
    scope: Scope,
    petition_id: str,
    dialogue_id: str,
    state: str,
    *,
    on: date | None = None,
    agreed: str = "",
    open_points: str = "",
    excused: bool | None = None,
    minutes_no: str = "",
    seen: int | None = None,
) -> Dialogue:
    """Note that a dialogue was held, that the complainant stayed away, or that it is postponed.

    Who stays away without a good reason does not stop the settlement (CM-18); with one, the
    dialogue is postponed and called anew. Raises Invalid or Refused.
    """
    scope.require(CASE_HANDLE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    require_free(scope, found.petition)
    row = next((d for d in queries.list_dialogues(scope, found.case) if d.public_id == dialogue_id), None)
    if row is None:
        raise NotFound("dialogue")
    if row.state != "called":
        raise Refused("dialogue_over")
    day = on or clock.today()
    problems = {}
    if day > clock.today():
        problems["on"] = "future"
    elif state != "postponed" and day < row.planned_on:
        problems["on"] = "before_dialogue"
    if state == "held" and not (agreed or open_points):
        problems["agreed"] = "required"
    if state == "held" and not minutes_no:
        problems["minutes_no"] = "required"
    if state == "absent" and excused is not False:
        problems["excused"] = "excused_is_postponed"
    if problems:
        raise Invalid(problems)
    row.state, row.held_on, row.excused = state, day if state == "held" else None, excused
    row.agreed, row.open_points, row.minutes_no = agreed, open_points, minutes_no
    found.petition.version += 1
    db.session.flush()
    return row


def end_called(scope: Scope, petition_id: str, state: str, **values: Any) -> Dialogue:
    """End the dialogue that is called. Raises Refused when none is, and as :func:`end_dialogue`."""
    found = opened(scope, petition_id)
    require_version(found.petition, values.get("seen"))
    row = next((d for d in queries.list_dialogues(scope, found.case) if d.state == "called"), None)
    if row is None:
        raise Refused("dialogue_over")
    return end_dialogue(scope, petition_id, row.public_id, state, **values)
