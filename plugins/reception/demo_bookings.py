"""Invented bookings of the demo: some on each of the next days, one of them given back."""

from __future__ import annotations

import random

from core.api import Scope
from plugins.reception.queries import bookings as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services import bookings as services


def fill_bookings(scope: Scope, chance: random.Random) -> str:
    """Three bookings on each of the next five days with free times; the last one is given back."""
    place = list_places(scope)[0]
    times, made, code = queries.free_times(scope, place, "public"), 0, ""
    for day in [day for day in times.days if times.free_on(day)][:5]:
        for (starts, _ends), _seats in chance.sample(times.days[day], min(3, len(times.days[day]))):
            kind = chance.choice(("", "complaint", "recommendation", "other"))
            _booking, code = services.hold(scope, services.BookingInput(place.public_id, day, starts, kind))
            services.confirm(scope, code)
            made += 1
    if code:
        services.cancel(scope, code)
    return f"{made} bookings on the days ahead"
