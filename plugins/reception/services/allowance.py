"""Writes of the allowance: confirming shifts, and the head's list of entitled officers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from core.api import Invalid, Scope, clock, db, publish, settings
from plugins.reception.models import Entitlement, Shift
from plugins.reception.queries import allowance as queries
from plugins.reception.queries.roster import officers
from plugins.reception.roster_events import EntitlementChanged, ShiftsConfirmed
from plugins.reception.services.roster import in_turn, month_subject, near
from plugins.reception.settings import ReceptionSettings

MOST_MINUTES = 720
ACTIONS = ("held", "missed", "undo")


def confirm_shifts(scope: Scope, public_ids: Collection[str], action: str, minutes: int | None = None) -> int:
    """Confirm shifts as held (so many minutes, or their usual length), as not held, or take that back.

    Shifts of days to come are left out. Gives how many were changed. Raises Invalid.
    """
    if action not in ACTIONS:
        raise Invalid({"action": "choose"})
    if not public_ids:
        raise Invalid({"shift": "choose_shift"})
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Invalid({"minutes": "minutes"})
    in_turn(scope)
    kept = settings(scope, ReceptionSettings)
    usual = {"am": kept.morning_minutes, "pm": kept.afternoon_minutes}
    query = select(Shift).where(Shift.public_id.in_(public_ids), Shift.day <= clock.today()).order_by(Shift.day)
    shifts = list(db.session.scalars(query))
    for shift in shifts:
        lengths = {"held": minutes or usual[shift.half], "missed": 0, "undo": None}
        shift.held_minutes = lengths[action]
        shift.confirmed_by_id = scope.actor_id if action != "undo" else None
    if shifts:
        publish(scope, ShiftsConfirmed(subject=month_subject(shifts[0].day), action=action, shifts=len(shifts)))
    return len(shifts)


def enter_entitlement(
    scope: Scope, officer: int, group: int, *, vocational: bool, basis: str, first: date, last: date | None = None
) -> Entitlement:
    """Put an officer on the list from a day on; an entry that runs until then ends the day before.

    Raises Invalid with one key per field.
    """
    found: dict[str, str] = {}
    if officer not in {one.key for one in officers(scope)}:
        found["officer"] = "not_an_officer"
    if group not in (1, 2, 3, 4):
        found["group"] = "choose"
    if not near(first):
        found["first_on"] = "day_far"
    if last is not None and last < first:
        found["last_on"] = "reversed"
    own = [row for row in queries.list_entitlements(scope) if row.officer_id == officer]
    if any(row.first_on >= first for row in own):
        found["first_on"] = "entry_later"
    if found:
        raise Invalid(found)
    for row in own:
        if row.last_on is None or row.last_on >= first:
            row.last_on = date.fromordinal(first.toordinal() - 1)
    row = Entitlement(
        officer_id=officer, group_no=group, vocational=vocational, basis=basis, first_on=first, last_on=last
    )
    db.session.add(row)
    db.session.flush()
    publish(scope, EntitlementChanged(subject=f"reception:entitlement:{row.public_id}", group=group))
    return row


def remove_entitlement(scope: Scope, public_id: str) -> None:
    """Take an entry off the list, as one that was wrong. Raises NotFound."""
    row = queries.get_entitlement(scope, public_id)
    db.session.delete(row)
    publish(scope, EntitlementChanged(subject=f"reception:entitlement:{row.public_id}", group=0))
