"""Writes of the head's reception days. Takes the scope first, checks, changes, tells; never commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Invalid, Scope, clock, db, publish, refresh_numbers, take_turn
from plugins.reception.models import ABSENCE_GROUNDS, UNSCHEDULED_GROUNDS, HeadDay
from plugins.reception.oversight import DUTY
from plugins.reception.queries import duty as queries
from plugins.reception.roster_events import HeadDayAccounted, HeadDayPlanned
from plugins.reception.services.roster import near


@dataclass(frozen=True, slots=True)
class HeadDayInput:
    """A day as the form gives it; hours in minutes after midnight."""

    day: date
    opens: int
    closes: int
    place: str
    content: str = ""
    attends: str = ""
    unscheduled: str = ""


def reference(row: HeadDay) -> str:
    """How events name a day of the head."""
    return f"reception:head_day:{row.public_id}"


def plan_day(scope: Scope, values: HeadDayInput, public_id: str | None = None) -> HeadDay:
    """Plan a reception day of the head, or change one; the public page shows it at once.

    A past day can only be noted as unscheduled (RC-09). Changing date or hours counts as posting
    anew. Raises NotFound, or Invalid with one key per field.
    """
    found: dict[str, str] = {}
    take_turn(scope.key("reception", "head_day"))
    row = queries.get_head_day(scope, public_id) if public_id else HeadDay(posted_on=clock.today(), state="planned")
    other = queries.head_day_on(scope, values.day)
    if not near(values.day):
        found["day"] = "day_far"
    elif other is not None and other is not row:
        found["day"] = "day_taken"
    elif values.day < clock.today() and not values.unscheduled and row.day != values.day:
        found["day"] = "day_past"
    if values.opens >= values.closes:
        found["closes"] = "hours_reversed"
    if not values.place:
        found["place"] = "required"
    if values.unscheduled not in UNSCHEDULED_GROUNDS:
        found["unscheduled"] = "choose"
    if public_id and row.state == "postponed":
        found["day"] = "day_postponed"
    if found:
        raise Invalid(found)
    if (row.day, row.opens, row.closes) != (values.day, values.opens, values.closes):
        row.posted_on = clock.today()
    before = row.day
    row.day, row.opens, row.closes = values.day, values.opens, values.closes
    row.place, row.content, row.attends = values.place, values.content, values.attends
    row.unscheduled, row.changed_by_id = values.unscheduled, scope.actor_id
    _keep(scope, row, before)
    publish(scope, HeadDayPlanned(subject=reference(row), day=row.day))
    return row


def account_for(
    scope: Scope, public_id: str, state: str, *, ground: str = "", reason: str = "", moved_to: date | None = None
) -> HeadDay:
    """Say what became of a day: postponed (RC-12), missed with a ground, held without a visitor, or planned again.

    A postponement needs a reason and a new date, which is planned with the same hours. Nobody says
    “held”: visits received by the head prove it. Raises NotFound, or Invalid with one key per field.
    """
    take_turn(scope.key("reception", "head_day"))
    row = queries.get_head_day(scope, public_id)
    visits = queries.visits_by_head(scope, row.day, row.day).get(row.day, 0)
    found = _account_problems(scope, row, state, visits, ground, reason, moved_to)
    if found:
        raise Invalid(found)
    row.state, row.changed_by_id = state, scope.actor_id
    row.ground = ground if state == "absent" else ""
    row.reason = reason if state in ("postponed", "absent") else ""
    row.moved_to = moved_to if state == "postponed" else None
    if state == "postponed" and moved_to is not None and queries.head_day_on(scope, moved_to) is None:
        follow = HeadDay(
            day=moved_to,
            opens=row.opens,
            closes=row.closes,
            place=row.place,
            content=row.content,
            attends=row.attends,
            posted_on=clock.today(),
            changed_by_id=scope.actor_id,
        )
        _keep(scope, follow, None)
        publish(scope, HeadDayPlanned(subject=reference(follow), day=moved_to))
    _keep(scope, row, None)
    publish(scope, HeadDayAccounted(subject=reference(row), state=state))
    return row


def _account_problems(
    scope: Scope, row: HeadDay, state: str, visits: int, ground: str, reason: str, moved_to: date | None
) -> dict[str, str]:
    today = clock.today()
    if state not in ("planned", "postponed", "absent", "alone"):
        return {"state": "choose"}
    if visits and state != "planned":
        return {"state": "proven"}
    if state == "alone" and row.day > today:
        return {"state": "not_yet"}
    found = {}
    if state == "absent" and (not ground or ground not in ABSENCE_GROUNDS):
        found["ground"] = "ground_needed"
    if state == "postponed":
        if not reason:
            found["reason"] = "required"
        if moved_to is None:
            found["moved_to"] = "required"
        elif moved_to <= today or moved_to == row.day or not near(moved_to):
            found["moved_to"] = "later_day"
    return found


def _keep(scope: Scope, row: HeadDay, before: date | None) -> None:
    db.session.add(row)
    db.session.flush()
    days = {row.day} if before is None or before == row.day else {row.day, before}
    for day in sorted(days):
        refresh_numbers(scope, DUTY, day)
