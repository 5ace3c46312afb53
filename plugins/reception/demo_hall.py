"""An invented day in the waiting hall for the demo: counters, turns that are over, and who waits now."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from core.api import Scope, clock
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services import queue as services

UNITS = ("Bộ phận Tiếp công dân", "Bộ phận Tiếp công dân", "Bộ phận Địa chính – Xây dựng")
#: (minutes ago, unit, ground, language, kind) of those who wait or sit at a counter now.
NOW = (
    (38, 0, "", "", "recommendation"),
    (31, 0, "", "", ""),
    (27, 2, "", "", "complaint"),
    (22, 0, "elderly", "sedang", ""),
    (19, 0, "", "", "other"),
    (16, 0, "small_child", "", ""),
    (12, 2, "", "", ""),
    (9, 0, "elderly", "", "recommendation"),
    (6, 0, "", "bahnar", ""),
    (3, 2, "disabled", "", ""),
)


def fill_hall(scope: Scope, chance: random.Random) -> str:
    """Three counters; a dozen turns of this day, then two at counters, one on hold, the others waiting."""
    place = list_places(scope)[0]
    counters = [
        services.save_counter(scope, None, place.public_id, f"Quầy {number}", unit)
        for number, unit in enumerate(UNITS, 1)
    ]
    start = clock.now()
    midnight = clock.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
    # All turns are of this day: in the first hours of the night they lie closer together.
    pace = min(1.0, (start - midnight) / timedelta(minutes=180))

    def ago(minutes: float) -> datetime:
        return start - timedelta(minutes=minutes * pace)

    for turn in range(12):
        began = 170 - turn * 10
        counter = counters[turn % 3]
        with clock.freeze(ago(began)):
            ticket, _token = services.take_number(scope, services.TicketInput(place.public_id, counter.serves))
        with clock.freeze(ago(began - chance.randint(2, 6))):
            services.call_next(scope, counter)
            services.move_ticket(scope, ticket.public_id, "start")
        with clock.freeze(ago(began - chance.randint(9, 20))):
            services.move_ticket(scope, ticket.public_id, "finish")
    for minutes, unit, ground, language, kind in NOW:
        with clock.freeze(ago(minutes)):
            services.take_number(scope, services.TicketInput(place.public_id, UNITS[unit], ground, kind, language))
    with clock.freeze(ago(7)):
        first = services.call_next(scope, counters[1])
        services.move_ticket(scope, first.public_id, "start")
    with clock.freeze(ago(2)):
        services.call_next(scope, counters[2])
    waiting = queries.hall_of(scope, place).line(UNITS[0])
    services.move_ticket(scope, waiting[-1].ticket.public_id, "hold")
    return f"{12 + len(NOW)} numbers in the waiting hall today"
