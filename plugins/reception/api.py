"""What other plugins may ask of the desk: plain values, checked rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Scope
from plugins.reception.law import check_representatives
from plugins.reception.permissions import VISIT_IDENTIFY, VISIT_VIEW
from plugins.reception.qr import qr_svg
from plugins.reception.queries import visits as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services.visits import reference

__all__ = [
    "VisitForPetition",
    "VisitPerson",
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
