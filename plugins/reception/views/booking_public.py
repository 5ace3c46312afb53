"""Booking for citizens: choose a time, confirm it, give it back. No account, no name, no script."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.exceptions import TooManyRequests

from core.api import Invalid, Limit, NotFound, Refused, Scope, _, clock, codes, go, page
from plugins.reception.booking_rules import Period, touches
from plugins.reception.booking_words import BOOKING_SENTENCES
from plugins.reception.forms.bookings import BookingForm
from plugins.reception.models import Booking, Place
from plugins.reception.qr import qr_svg
from plugins.reception.queries import bookings as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services import bookings as services
from plugins.reception.views.blueprint import public
from plugins.reception.views.places import clock_text, day_text
from plugins.reception.words import KIND_LABELS

#: Times held by one asker, wrong codes of one asker: so many in so many seconds.
HOLDS = Limit("reception.holds", 20, 3600)
WRONG_CODES = Limit("reception.wrong_codes", 30, 600)


def _chosen(scope: Scope) -> tuple[list[Place], Place | None, queries.Times | None, date]:
    """(places that can be booked, the chosen one, its times, the chosen day)."""
    places = [one for one in list_places(scope) if one.public_seats]
    wanted = request.values.get("place", "")
    place = next((one for one in places if one.public_id == wanted), places[0] if places else None)
    times = queries.free_times(scope, place, "public") if place else None
    free = [day for day in times.days if times.free_on(day)] if times else []
    day = free[0] if free else clock.today()
    with suppress(ValueError):
        day = date.fromisoformat(request.values.get("day", "")[:10])
    return places, place, times, day


@public.route("/book", methods=["GET", "POST"])
def booking_choose(scope: Scope) -> Any:
    """Choose place, day and time; a POST holds the time for some minutes."""
    if request.method == "POST" and HOLDS.spent():
        return _choose(scope, str(BOOKING_SENTENCES["too_often"]), 429)
    return _choose(scope)


def _choose(scope: Scope, problem: str = "", status: int = 200) -> Any:
    places, place, times, day = _chosen(scope)
    slots = times.days.get(day, []) if times else []
    head = times.head_on(day) if times else None
    form = BookingForm([(str(slot[0]), _slot_text(slot, head)) for slot, n in slots if n])
    if request.method == "POST" and not problem:
        status = 422
        if form.validate() and place:
            text = form.slot.data or ""
            starts = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
            try:
                values = services.BookingInput(place.public_id, day, starts, form.kind.data or "")
                _booking, code = services.hold(scope, values)
            except Invalid as error:
                for name, key in error.problems.items():
                    getattr(form, name).errors = [BOOKING_SENTENCES[key]]
            except Refused as error:
                problem, status = str(BOOKING_SENTENCES[str(error)]), 409
            else:
                HOLDS.note()
                return go(url_for("reception_public.booking_public", code=code))
    return page(
        "reception/booking_choose.html",
        form=form,
        places=places,
        place=place,
        day=day,
        days=[(one, day_text(one), times.free_on(one)) for one in times.days if times.free_on(one)] if times else [],
        day_text=day_text(day),
        head=f"{clock_text(head[0])} – {clock_text(head[1])}" if head else "",
        problem=problem,
        status=status,
    )


def _slot_text(slot: Period, head: Period | None) -> str:
    hours = f"{clock_text(slot[0])} – {clock_text(slot[1])}"
    return _("%(hours)s, the head receives", hours=hours) if head and touches(slot, head) else hours


@public.route("/find-booking", methods=["POST"])
def booking_find(scope: Scope) -> Any:
    """To one's booking by its code, typed in signs or in syllables."""
    if WRONG_CODES.spent():
        return _choose(scope, str(BOOKING_SENTENCES["too_often"]), 429)
    code = codes.read_code(request.form.get("code", ""))
    try:
        queries.booking_by_code(scope, code)
    except NotFound:
        WRONG_CODES.note()
        return _choose(scope, str(BOOKING_SENTENCES["code_unknown"]), 422)
    return go(url_for("reception_public.booking_public", code=code))


def _guarded(scope: Scope, code: str) -> Booking:
    """The booking of a code. Raises NotFound; TooManyRequests, whatever the code, after too many wrong ones."""
    if WRONG_CODES.spent():
        raise TooManyRequests(str(BOOKING_SENTENCES["too_often"]), retry_after=int(WRONG_CODES.seconds))
    try:
        return queries.booking_by_code(scope, code)
    except NotFound:
        WRONG_CODES.note()
        raise


def _show(scope: Scope, code: str, problem: str = "", status: int = 200) -> Any:
    booking = _guarded(scope, code)
    place = next((one for one in list_places(scope) if one.id == booking.place_id), None)
    ended = booking.state == "held" and booking.held_until is not None and booking.held_until <= clock.now()
    link = url_for("reception_public.booking_public", code=code, _external=True)
    return page(
        "reception/booking_public.html",
        booking=booking,
        state="ended" if ended else booking.state,
        place=place,
        day=day_text(booking.day),
        hours=f"{clock_text(booking.starts)} – {clock_text(booking.ends)}",
        kinds=KIND_LABELS,
        code=code,
        printed=codes.printed(code),
        spoken=codes.spoken(code),
        qr=qr_svg(link) if booking.state == "confirmed" else "",
        problem=problem,
        status=status,
    )


@public.route("/book/<code>")
def booking_public(scope: Scope, code: str) -> Any:
    """One's own booking: confirm it while it is held; then the code, and the way to give it back."""
    return _show(scope, code)


@public.route("/book/<code>/confirm", methods=["POST"])
def booking_confirm(scope: Scope, code: str) -> Any:
    """Keep the held time."""
    _guarded(scope, code)
    try:
        services.confirm(scope, code)
    except Refused as error:
        return _show(scope, code, str(BOOKING_SENTENCES[str(error)]), 409)
    return go(url_for("reception_public.booking_public", code=code))


@public.route("/book/<code>/cancel", methods=["POST"])
def booking_cancel(scope: Scope, code: str) -> Any:
    """Give the time back."""
    _guarded(scope, code)
    try:
        services.cancel(scope, code)
    except Refused as error:
        return _show(scope, code, str(BOOKING_SENTENCES[str(error)]), 409)
    return go(url_for("reception_public.booking_public", code=code), _("The time was given back. Thank you."))
