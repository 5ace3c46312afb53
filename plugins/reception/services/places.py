"""Writes of places and their hours."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import Invalid, NotFound, Scope, db, publish
from plugins.reception.events import PlaceChanged
from plugins.reception.models import Opening, Place
from plugins.reception.queries import places as queries
from plugins.reception.queries.bookings import week_of
from plugins.reception.queries.queue import lock_place
from plugins.reception.services.bookings import settle


@dataclass(frozen=True, slots=True)
class Seats:
    """How long a booking lasts, in minutes, and how many can be booked at once by whom; 0 means none."""

    minutes: int = 30
    public: int = 0
    internal: int = 0


def save_place(
    scope: Scope,
    public_id: str | None,
    name: str,
    address: str,
    phone: str,
    access: str,
    hours: list[tuple[int, int, int]],
    seats: Seats | None = None,
    broken: str = "",
) -> Place:
    """Create or change a reception place with its weekly hours (weekday, opens, closes in minutes).

    ``broken`` says what becomes of bookings outside the new hours (services/bookings.py: CHOICES).
    Raises NotFound for an unknown id, Invalid when a period ends before it begins or bookings would
    be broken and nothing was chosen.
    """
    if any(opens >= closes for _day, opens, closes in hours):
        raise Invalid({"hours": "hours_reversed"})
    place = queries.get_place(scope, public_id) if public_id else Place()
    if place is None:
        raise NotFound("place")
    if public_id:
        place = lock_place(scope, place.id)
    if seats is not None:
        place.slot_minutes, place.public_seats, place.internal_seats = seats.minutes, seats.public, seats.internal
    place.name, place.address, place.phone, place.access = name, address, phone, access
    db.session.add(place)
    db.session.flush()
    for opening in queries.list_openings(scope, [place.id]):
        db.session.delete(opening)
    db.session.add_all(
        Opening(place_id=place.id, weekday=day, opens=opens, closes=closes) for day, opens, closes in hours
    )
    db.session.flush()
    if public_id:
        settle(scope, place, week_of(scope, place), broken)
    publish(scope, PlaceChanged(subject=f"reception:place:{place.public_id}"))
    return place
