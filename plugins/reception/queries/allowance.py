"""Reads of the allowance: who is entitled, which shifts were held, what is owed for a month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.api import Colleague, NotFound, Scope, db, names_of, settings
from plugins.reception.allowance_rules import Entitled, Owed, Terms, owed
from plugins.reception.models import Entitlement, HeadDay, Shift
from plugins.reception.queries.duty import head_days, visits_by_head
from plugins.reception.queries.roster import month_begin, month_end, officers, shifts_between
from plugins.reception.settings import ReceptionSettings

#: Clause of Decree 154/2026 Art 38 that speaks of heads who receive.
HEADS = 2


def list_entitlements(scope: Scope) -> list[Entitlement]:
    """The head's list, officer by officer, the newest entry first."""
    return list(db.session.scalars(select(Entitlement).order_by(Entitlement.officer_id, Entitlement.first_on.desc())))


def get_entitlement(scope: Scope, public_id: str) -> Entitlement:
    """An entry of the list. Raises NotFound."""
    if (found := db.session.scalar(select(Entitlement).where(Entitlement.public_id == public_id))) is None:
        raise NotFound("entitlement")
    return found


def terms(scope: Scope) -> Terms:
    """What the tenant's settings say about the allowance."""
    kept = settings(scope, ReceptionSettings)
    return Terms(kept.allowance_percent, kept.standard_minutes, kept.duty_level == "central")


@dataclass(frozen=True, slots=True)
class PersonOwed:
    """One person of the sheet. ``post`` is empty for somebody who left."""

    name: str
    post: str
    owed: Owed


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """The sheet of a month: people with something owed, and shifts nobody has confirmed yet."""

    month: date
    people: list[PersonOwed]
    shifts: list[Shift]
    names: dict[int, str]

    @property
    def total(self) -> int:
        """Sum in đồng."""
        return sum(person.owed.amount for person in self.people)


def month_sheet(scope: Scope, month: date) -> MonthSheet:
    """What is owed for a month, from confirmed shifts and the head's held days; six statements and the settings."""
    first, last = month_begin(month), month_end(month)
    shifts = shifts_between(scope, first, last)
    held: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for shift in shifts:
        if shift.held_minutes:
            held[shift.officer_id][shift.day] += shift.held_minutes
    known = {one.key: one for one in officers(scope)}
    names = {key: one.name for key, one in known.items()}
    names |= names_of({shift.officer_id for shift in shifts} - known.keys())
    entries: dict[int, list[Entitled]] = defaultdict(list)
    for row in list_entitlements(scope):
        entries[row.officer_id].append(Entitled(row.group_no, row.vocational, row.first_on, row.last_on))
    own = terms(scope)
    people = [
        PersonOwed(names.get(key, "–"), _post(known.get(key)), owed(days, entries[key], own))
        for key, days in sorted(held.items(), key=lambda item: (names.get(item[0], ""), item[0]))
    ]
    head = _head(scope, first, last, own)
    return MonthSheet(first, [*([head] if head else []), *people], shifts, names)


def _post(one: Colleague | None) -> str:
    return one.post if one else ""


def _head(scope: Scope, first: date, last: date, own: Terms) -> PersonOwed | None:
    """The head's own line: days proven by visits, or on which nobody came."""
    visits = visits_by_head(scope, first, last)
    planned = {row.day: row for row in head_days(scope, first, last)}
    days = {day: _minutes(planned.get(day), own) for day in visits}
    days |= {day: _minutes(row, own) for day, row in planned.items() if row.state == "alone"}
    if not days:
        return None
    name = settings(scope, ReceptionSettings).head_name
    return PersonOwed(name, "Người đứng đầu", owed(days, [Entitled(HEADS, vocational=False, first=first)], own))


def _minutes(row: HeadDay | None, own: Terms) -> int:
    return row.closes - row.opens if row else own.standard
