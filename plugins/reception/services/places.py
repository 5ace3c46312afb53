"""Writes of places and their hours."""

from __future__ import annotations

from core.api import Invalid, NotFound, Scope, db, publish
from plugins.reception.events import PlaceChanged
from plugins.reception.models import Opening, Place
from plugins.reception.queries import places as queries


def save_place(
    scope: Scope,
    public_id: str | None,
    name: str,
    address: str,
    phone: str,
    access: str,
    hours: list[tuple[int, int, int]],
) -> Place:
    """Create or change a reception place with its weekly hours (weekday, opens, closes in minutes).

    Raises NotFound for an unknown id, Invalid when a period ends before it begins.
    """
    if any(opens >= closes for _day, opens, closes in hours):
        raise Invalid({"hours": "hours_reversed"})
    place = queries.get_place(scope, public_id) if public_id else Place()
    if place is None:
        raise NotFound("place")
    place.name, place.address, place.phone, place.access = name, address, phone, access
    db.session.add(place)
    db.session.flush()
    for opening in queries.list_openings(scope, [place.id]):
        db.session.delete(opening)
    db.session.add_all(
        Opening(place_id=place.id, weekday=day, opens=opens, closes=closes) for day, opens, closes in hours
    )
    publish(scope, PlaceChanged(subject=f"reception:place:{place.public_id}"))
    return place
