"""What other plugins may ask of the desk: plain values, checked rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Scope
from plugins.reception.law import check_representatives
from plugins.reception.permissions import VISIT_IDENTIFY, VISIT_VIEW
from plugins.reception.qr import qr_svg
from plugins.reception.queries import bookings as booking_queries
from plugins.reception.queries import visits as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services.visits import reference

__all__ = [
    "SlotTotal",
    "VisitForPetition",
    "VisitPerson",
    "booking_totals",
    "place_labels",
    "qr_svg",
    "representative_problem",
    "visit_for_petition",
]


@dataclass(frozen=True, slots=True)
class VisitPerson:
    """Somebody who came."""

    name: str
    commune: str
    address: str
    id_type: str
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class VisitForPetition:
    """A visit as a petition made of it needs it; ``people`` is empty without the right to identify."""

    reference: str
    number: int
    year: int
    received_on: date
    kind: str
    summary: str
    demand: str
    prior_settlement: str
    headcount: int
    envelope_no: str
    people: tuple[VisitPerson, ...]


def visit_for_petition(scope: Scope, public_id: str) -> VisitForPetition:
    """What the desk wrote down of a visit. Raises NotFound, Forbidden without the right to see visits."""
    scope.require(VISIT_VIEW.name)
    visit = queries.get_visit(scope, public_id)
    people = visit.people if scope.can(VISIT_IDENTIFY.name) and not visit.is_sealed else []
    return VisitForPetition(
        reference=reference(visit),
        number=visit.number,
        year=visit.year,
        received_on=visit.received_on,
        kind=visit.kind,
        summary=visit.summary,
        demand=visit.demand,
        prior_settlement=visit.prior_settlement,
        headcount=visit.headcount,
        envelope_no=visit.envelope_no,
        people=tuple(VisitPerson(p.name, p.commune, p.address, p.id_type, p.id_number, p.phone) for p in people),
    )


#: A total below this is not told: it would say something about single persons.
LEAST_TOLD = 5


@dataclass(frozen=True, slots=True)
class SlotTotal:
    """Bookings of one time at one place; ``count`` is None when they are fewer than LEAST_TOLD, none included."""

    place: str
    day: date
    starts: int
    ends: int
    count: int | None


def booking_totals(scope: Scope, first: date, last: date) -> list[SlotTotal]:
    """How many are expected when, for whoever plans safety: totals only, small ones not told.

    A time with few bookings reads like one with none: every period that can be booked is listed
    either way. Days from ``first`` to ``last``, both included. Empty without the plugin.
    """
    if not scope.has("reception"):
        return []
    names = {place.id: place.name for place in list_places(scope)}
    told = {key: count for key, count in booking_queries.totals(scope, first, last).items() if count >= LEAST_TOLD}
    slots = booking_queries.slots_between(scope, first, last) | told.keys()
    order = sorted(slots, key=lambda slot: (slot[1], slot[2], slot[0]))
    return [
        SlotTotal(names[key], day, starts, ends, told.get((key, day, starts, ends))) for key, day, starts, ends in order
    ]


def representative_problem(headcount: int, representatives: int, on: date) -> str:
    """What breaks the rule on the number of representatives (LTCD Art 29), as a short key; empty when nothing does."""
    found = check_representatives(headcount, representatives, on)
    return str(found) if found is not None else ""


def place_labels(scope: Scope, references: list[str]) -> dict[str, str]:
    """Names of places from ``reception:place:<id>``, as the public reads them; unknown ones are left out."""
    if not scope.has("reception"):
        return {}
    known = {f"reception:place:{place.public_id}": place.name for place in list_places(scope)}
    return {reference: known[reference] for reference in references if reference in known}
