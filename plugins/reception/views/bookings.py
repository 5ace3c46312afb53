"""Bookings of a day for officers: who arrives gets a number, who does not come is noted."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from core.api import Invalid, Refused, _, clock, go, page, scope
from plugins.reception.booking_words import BOOKING_LABELS, BOOKING_SENTENCES
from plugins.reception.permissions import QUEUE_RUN
from plugins.reception.queries import bookings as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services import bookings as services
from plugins.reception.views.blueprint import bp
from plugins.reception.views.places import clock_text, day_text
from plugins.reception.views.queue import show_slip
from plugins.reception.words import KIND_LABELS

ACTS = {"miss": services.miss, "call_off": services.call_off}
FIRST, LAST = date(2020, 1, 1), date(2200, 1, 1)


def _list(problem: str = "", status: int = 200) -> Any:
    day = clock.today()
    with suppress(ValueError):
        typed = date.fromisoformat(request.args.get("day", "")[:10])
        day = typed if FIRST < typed < LAST else day
    return page(
        "reception/booking_list.html",
        rows=queries.bookings_on(scope(), day),
        places={one.id: one.name for one in list_places(scope())},
        day=day,
        day_text=day_text(day),
        today=clock.today(),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        labels=BOOKING_LABELS,
        kinds=KIND_LABELS,
        clock_text=clock_text,
        problem=problem,
        status=status,
    )


@bp.route("/bookings", permission=QUEUE_RUN)
def booking_list() -> Any:
    """The bookings of one day, in order."""
    return _list()


@bp.route("/bookings/<booking_id>/arrive", methods=["POST"], permission=QUEUE_RUN)
def booking_arrive(booking_id: str) -> Any:
    """Somebody with a booking is here: a number, and its slip to print."""
    try:
        ticket, token = services.arrive(scope(), booking_id)
    except Refused as error:
        return _list(str(BOOKING_SENTENCES[str(error)]), 409)
    except Invalid as error:
        return _list(str(BOOKING_SENTENCES[next(iter(error.problems.values()))]), 422)
    return show_slip(ticket, token)


@bp.route("/bookings/<booking_id>/end", methods=["POST"], permission=QUEUE_RUN)
def booking_end(booking_id: str) -> Any:
    """Note that nobody came, or call a booking off."""
    act = ACTS.get(request.form.get("act", ""))
    if act is None:
        return _list(str(BOOKING_SENTENCES["choose"]), 422)
    try:
        booking = act(scope(), booking_id)
    except Refused as error:
        return _list(str(BOOKING_SENTENCES[str(error)]), 409)
    return go(url_for("reception.booking_list", day=booking.day.isoformat()), _("The booking was changed."))
