"""Every write of the desk. Takes the scope first, checks, changes, counts anew; never commits."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from core.api import (
    Invalid,
    Refused,
    Scope,
    calendar_of,
    clock,
    db,
    discard_files,
    index_record,
    law,
    next_number,
    publish,
    refresh_numbers,
)
from plugins.reception import visit_rules
from plugins.reception.events import VisitAnswered, VisitCorrected, VisitRegistered
from plugins.reception.inputs import VisitInput
from plugins.reception.law import SOURCE, ground
from plugins.reception.models import Paper, Person, Visit, VisitChange
from plugins.reception.oversight import DUTY, VISITS
from plugins.reception.queries import visits as queries
from plugins.reception.queries.duty import head_day_on

BOOK = "reception.visit"
IDENTITY_FIELDS = frozenset({"people", "envelope_no"})
PLAIN = (
    "received_on",
    "kind",
    "headcount",
    "summary",
    "demand",
    "prior_settlement",
    "envelope_no",
    "in_competence",
    "by_head",
    "outcome",
    "outcome_body",
    "outcome_paper",
    "refusal_ground",
    "refusal_explained",
    "earlier_notice",
    "result",
    "note",
)


def register_visit(scope: Scope, values: VisitInput) -> Visit:
    """Write a visit into the book under the next number of its year.

    Sending the same ``once`` key again gives the visit that the first sending made. Raises
    Invalid with one rule key per field.
    """
    if values.once and (known := queries.get_by_once(scope, values.once)):
        return known
    values = _settled(values)
    if found := visit_rules.problems(values) | _head_problems(scope, values):
        raise Invalid(found)
    visit = Visit(registered_at=clock.now(), officer_id=scope.actor_id, year=values.received_on.year)
    if values.once:
        visit.once = values.once
    visit.slip, visit.taken_at = values.slip or None, values.taken_at
    visit.answered = values.outcome not in visit_rules.OWES_ANSWER
    _apply(scope, visit, values)
    with db.session.begin_nested() as turn:
        visit.number = next_number(scope, BOOK, visit.year)
        # From here on others wait; a twin of this very sending may have been quicker until now.
        if values.once and (known := queries.get_by_once(scope, values.once)):
            turn.rollback()  # gives the number back
            return known
        if values.slip and queries.get_by_slip(scope, visit.year, values.slip):
            turn.rollback()
            raise Invalid({"slip": "slip_taken"})
    db.session.add(visit)
    db.session.flush()
    _index(scope, visit)
    _count(scope, {visit.received_on}, head=visit.by_head)
    publish(scope, VisitRegistered(subject=reference(visit), year=visit.year, number=visit.number))
    return visit


def _head_problems(scope: Scope, values: VisitInput) -> dict[str, str]:
    """Only on a day that is planned, or noted as unscheduled, can the head have received somebody."""
    missing = values.by_head and head_day_on(scope, values.received_on) is None
    return {"by_head": "no_head_day"} if missing else {}


def _count(scope: Scope, days: set[date], *, head: bool) -> None:
    """Count the months of some days anew; those of the head's days only when one was touched."""
    for day in sorted(days):
        refresh_numbers(scope, VISITS, day)
        if head:
            refresh_numbers(scope, DUTY, day)


def reference(visit: Visit) -> str:
    """How events and links name a visit."""
    return f"reception:visit:{visit.public_id}"


def edit_visit(scope: Scope, public_id: str, values: VisitInput, reason: str) -> Visit:
    """Correct a visit; the reason and the changed fields stay on record, the number never changes.

    Raises NotFound, or Invalid with one rule key per field.
    """
    visit = queries.get_visit(scope, public_id, to_change=True)
    values = _settled(values)
    found = visit_rules.problems(values) | _head_problems(scope, values)
    if not reason:
        found["reason"] = "required"
    if values.received_on.year != visit.year:
        found["received_on"] = "other_year"
    if found:
        raise Invalid(found)
    before, day_before = _snapshot(visit), visit.received_on
    was_owing = visit.outcome in visit_rules.OWES_ANSWER
    _apply(scope, visit, values)
    if was_owing != (visit.outcome in visit_rules.OWES_ANSWER):
        visit.answered = was_owing
    _index(scope, visit)
    if visit.is_sealed:  # scans would show who came
        discard_files(scope, reference(visit))
    changed = _record(scope, visit, reason, before)
    db.session.flush()
    _count(scope, {day_before, visit.received_on}, head=visit.by_head or bool(before["by_head"]))
    publish(scope, VisitCorrected(subject=reference(visit), fields=changed))
    return visit


def require_owing(scope: Scope, public_id: str) -> Visit:
    """A visit whose answer is still owed. Raises NotFound, Refused when it was noted or never owed."""
    visit = queries.get_visit(scope, public_id, to_change=True)
    if visit.answered:
        raise Refused("answered")
    return visit


def answer_visit(scope: Scope, public_id: str, result: str) -> Visit:
    """Note that the citizen got the answer (RC-13). Raises NotFound, Refused when none is owed."""
    visit = require_owing(scope, public_id)
    if not result:
        raise Invalid({"result": "required"})
    before = _snapshot(visit)
    visit.answered, visit.result = True, result
    _record(scope, visit, "answer", before)
    db.session.flush()
    refresh_numbers(scope, VISITS, visit.received_on)
    publish(scope, VisitAnswered(subject=reference(visit)))
    return visit


def _settled(values: VisitInput) -> VisitInput:
    """Drop what the chosen kind and outcome leave no room for."""
    if values.outcome != "refused":
        values = replace(values, refusal_ground="", refusal_explained=False, earlier_notice="")
    if values.outcome not in ("guided", "transferred"):
        values = replace(values, outcome_body="", outcome_paper="")
    if values.kind != "denunciation":
        values = replace(values, envelope_no="")
    return values


def _apply(scope: Scope, visit: Visit, values: VisitInput) -> None:
    for name in PLAIN:
        if getattr(visit, name) != getattr(values, name):
            setattr(visit, name, getattr(values, name))
    people = [] if visit.is_sealed else [asdict(person) for person in values.people]
    _replace_rows(visit.people, Person, people)
    _replace_rows(visit.papers, Paper, [asdict(paper) for paper in values.papers])
    calendar = calendar_of(scope)
    book = law.law_book(SOURCE).rules
    if not _counts_from(visit, visit.received_on):
        answer = law.compute(law.Clock("RC-13", visit.received_on), book, calendar)
        visit.answer_due_on, visit.answer_basis = answer.due_on, answer.to_json()
    visit.notice_due_on = None
    if visit.refusal_ground and ground(visit.refusal_ground).notice == "written":
        visit.notice_due_on = _notice_due(book, visit, calendar)


def _counts_from(visit: Visit, day: date) -> bool:
    """Whether the stored due date of the answer counts from that day: then no correction moves it silently."""
    told: Any = (visit.answer_basis or {}).get("clock")
    return bool(told) and told["started_on"] == day.isoformat()


def _notice_due(book: law.RuleBook, visit: Visit, calendar: law.WorkingCalendar) -> date | None:
    """RC-16 holds since 1 July 2026; before that no number of days was set."""
    try:
        return book.due("RC-16", visit.received_on, calendar).due_on
    except law.RuleNotInForce:
        return None


def _replace_rows(rows: list[Any], model: type, wanted: list[dict[str, Any]]) -> None:
    """Make the child rows equal to ``wanted``, keeping rows that did not change."""
    for position, values in enumerate(wanted):
        if position < len(rows):
            for name, value in values.items():
                if getattr(rows[position], name) != value:
                    setattr(rows[position], name, value)
        else:
            rows.append(model(position=position, **values))
    del rows[len(wanted) :]


def _index(scope: Scope, visit: Visit) -> None:
    """What the visit is found by; names in a layer of their own, for those who may see them."""
    layers = {"matter": search_text(visit)}
    if not visit.is_sealed:
        layers["people"] = " ".join(f"{person.name} {person.commune}" for person in visit.people)
    index_record(scope, reference(visit), layers, on=visit.received_on, sealed=visit.is_sealed)


def search_text(visit: Visit) -> str:
    """Words of the matter that a visit is found by, its number first."""
    code = f"{visit.number}/{visit.year}"
    sealed = f"TC-{code} {visit.envelope_no}" if visit.is_sealed else ""
    return " ".join(part for part in (code, sealed, visit.summary, visit.demand, visit.outcome_body) if part)


def _snapshot(visit: Visit) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(visit, name) for name in PLAIN}
    kept["people"] = [(p.name, p.commune, p.address, p.id_type, p.id_number, p.phone) for p in visit.people]
    kept["papers"] = [(p.name, p.pages, p.condition, p.copy_kind) for p in visit.papers]
    return kept


def _record(scope: Scope, visit: Visit, reason: str, before: dict[str, Any]) -> int:
    """Keep which fields changed and say how many; old and new words only of fields that name nobody."""
    closed = {"kind", "outcome", "refusal_ground", "received_on", "headcount", "in_competence", "by_head"}
    fields = [
        {"name": name, "old": str(before[name]), "new": str(value)} if name in closed else {"name": name}
        for name, value in _snapshot(visit).items()
        if before[name] != value
    ]
    db.session.add(
        VisitChange(visit_id=visit.id, at=clock.now(), officer_id=scope.actor_id, reason=reason, fields=fields)
    )
    return len(fields)
