"""A hall with counters, for tests of the queue."""

from __future__ import annotations

from sqlalchemy import select

from core.api import Scope, db
from plugins.reception.models import Counter, Place, Step, Ticket
from plugins.reception.queries.places import list_places
from plugins.reception.services import queue as services

RECEPTION, LAND = "Bộ phận Tiếp công dân", "Bộ phận Địa chính"


def make_counters(scope: Scope) -> tuple[Place, list[Counter]]:
    """Two counters of the reception section and one of the land office, in an empty hall."""
    for row in (*db.session.scalars(select(Step)), *db.session.scalars(select(Ticket))):
        db.session.delete(row)  # the planted one, which may be of the test's day
    db.session.flush()
    place = list_places(scope)[0]
    units = (RECEPTION, RECEPTION, LAND)
    made = [
        services.save_counter(scope, None, place.public_id, f"Quầy {number}", unit)
        for number, unit in enumerate(units, 1)
    ]
    return place, made
