"""Writes of bookings and closures.

Whoever holds, confirms, moves or ends a booking holds the row of the place until the commit, as
for numbers of the hall, so a seat is never given twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.api import Invalid, NotFound, Refused, Scope, clock, codes, db, publish, settings
from plugins.reception.booking_rules import Closed, Week, touches
from plugins.reception.events import BookingChanged, ClosureChanged
from plugins.reception.models import Booking, Closure, Place, Ticket
from plugins.reception.models.queue import TICKET_KINDS
from plugins.reception.queries import bookings as queries
from plugins.reception.queries.places import get_place
from plugins.reception.queries.queue import lock_place
from plugins.reception.services import queue
from plugins.reception.settings import ReceptionSettings

#: Whoever comes so many minutes around the booked moment goes first in the line, by its rule.
AROUND = 15
#: What can be done with bookings that new hours break.
CHOICES = ("move", "call_off", "keep")


@dataclass(frozen=True, slots=True)
class BookingInput:
    """What is asked of somebody who books: place, moment, and the broad kind of the matter if they like."""

    place: str
    day: date | None
    starts: int | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ClosureInput:
    """Days on which a place is closed; without hours the whole day."""

    place: str
    first_on: date
    last_on: date
    reason: str
    opens: int = 0
    closes: int = 1440


def reference(booking: Booking) -> str:
    """How events name a booking."""
    return f"reception:booking:{booking.public_id}"


def hold(scope: Scope, values: BookingInput, source: str = "public") -> tuple[Booking, str]:
    """Hold a time for the minutes the settings give; gives the booking and its code, which is told once.

    Raises Invalid with one key per field, Refused when too many times are held already.
    """
    place = get_place(scope, values.place)
    if place is None:
        raise Invalid({"slot": "choose_time"})
    place = lock_place(scope, place.id)
    if values.kind not in ("", *TICKET_KINDS):
        raise Invalid({"kind": "choose"})
    known = settings(scope, ReceptionSettings)
    if source == "public" and queries.open_holds(scope, place) >= known.most_holds:
        raise Refused("too_many_holds")
    times = queries.free_times(scope, place, source)
    day = values.day or clock.today()
    slot = next((one for one, seats in times.days.get(day, ()) if one[0] == values.starts and seats), None)
    if slot is None:
        raise Invalid({"slot": "time_taken"})
    if not values.kind and (head := times.head_on(day)) and touches(slot, head):
        raise Invalid({"kind": "say_kind"})
    code = codes.new_code()
    booking = Booking(
        code_hash=codes.hash_code(code),
        place_id=place.id,
        day=day,
        starts=slot[0],
        ends=slot[1],
        source=source,
        kind=values.kind,
        held_until=clock.now() + timedelta(minutes=known.hold_minutes),
    )
    db.session.add(booking)
    _become(scope, booking, "held")
    return booking, code


def give(scope: Scope, values: BookingInput) -> tuple[Booking, str]:
    """Book for somebody who called or came, out of the officers' seats; confirmed at once. Raises as `hold`."""
    booking, code = hold(scope, values, "internal")
    return _become(scope, booking, "confirmed"), code


def confirm(scope: Scope, code: str) -> Booking:
    """Keep a held time. Raises NotFound, Refused when the hold has ended or the booking was given back."""
    booking = _locked(scope, queries.booking_by_code(scope, code))
    if booking.state == "confirmed":
        return booking
    if booking.state != "held":
        raise Refused("booking_over")
    if booking.held_until is None or booking.held_until <= clock.now():
        raise Refused("hold_ended")
    return _become(scope, booking, "confirmed")


def cancel(scope: Scope, code: str) -> Booking:
    """Give a time back by its code; others can book it at once. Raises NotFound, Refused when it is over."""
    booking = _locked(scope, queries.booking_by_code(scope, code))
    if booking.state == "cancelled":
        return booking
    if booking.state not in ("held", "confirmed"):
        raise Refused("booking_over")
    return _become(scope, booking, "cancelled")


def call_off(scope: Scope, public_id: str) -> Booking:
    """The office takes a booking back; whoever opens its code reads so. Raises NotFound, Refused."""
    booking = _locked(scope, queries.get_booking(scope, public_id))
    if booking.state not in ("held", "confirmed"):
        raise Refused("booking_over")
    booking.notice = "called_off"
    return _become(scope, booking, "cancelled")


def miss(scope: Scope, public_id: str) -> Booking:
    """Nobody came. Raises NotFound, Refused before the booked moment or when it is over."""
    booking = _locked(scope, queries.get_booking(scope, public_id))
    if booking.state != "confirmed":
        raise Refused("booking_over")
    if (booking.day, booking.starts) > (clock.today(), queries.now_minutes()):
        raise Refused("not_yet")
    return _become(scope, booking, "no_show")


def arrive(scope: Scope, public_id: str) -> tuple[Ticket, str]:
    """Somebody with a booking of today is here: gives out a number and the secret of its link.

    Within a quarter of an hour around the booked moment the number goes first, by the same rule as
    the grounds: two in a row at most. Earlier or later it waits like every other.
    Raises NotFound, Refused when the booking is of another day or over, Invalid without a counter.
    """
    booking = _locked(scope, queries.get_booking(scope, public_id))
    if booking.state not in ("confirmed", "no_show") or booking.day != clock.today():
        raise Refused("booking_over")
    place = lock_place(scope, booking.place_id)
    in_time = abs(queries.now_minutes() - booking.starts) <= AROUND
    ticket, token = queue.take_number(
        scope, queue.TicketInput(place.public_id, kind=booking.kind, once=booking.public_id, booked=in_time)
    )
    booking.ticket_ref = queue.reference(ticket)
    _become(scope, booking, "arrived")
    return ticket, token


def settle(scope: Scope, place: Place, week: Week, choice: str) -> list[Booking]:
    """Do what was chosen with the bookings that ``week`` breaks; gives them. The new hours must stand already.

    ``keep``: they stand as they are. ``move``: each to the next free time, called off when there is
    none. ``call_off``: all are called off. Raises Invalid when there are some and nothing was chosen.
    """
    broken = queries.broken_by(scope, place, week)
    if broken and choice not in CHOICES:
        raise Invalid({"broken": "choose_broken"})
    for booking in broken:
        if choice == "keep":
            continue
        target = _next_free(scope, place, booking) if choice == "move" else None
        if target is None:
            booking.notice = "called_off"
            _become(scope, booking, "cancelled")
        else:
            booking.day, booking.starts, booking.ends = target
            booking.notice = "moved"
            _become(scope, booking, booking.state)
    return broken


def _next_free(scope: Scope, place: Place, booking: Booking) -> tuple[date, int, int] | None:
    times = queries.free_times(scope, place, booking.source)
    for day, slots in times.days.items():
        for (starts, ends), seats in slots:
            if seats and (day, starts) >= (booking.day, booking.starts):
                return day, starts, ends
    return None


def close_place(scope: Scope, values: ClosureInput, choice: str = "") -> Closure:
    """Close a place on some days. Raises Invalid: one key per field, ``broken`` when bookings need a choice."""
    place = get_place(scope, values.place)
    found = {
        name: key
        for name, key, good in (
            ("place", "choose_place", place is not None),
            ("last_on", "days_reversed", values.first_on <= values.last_on),
            ("first_on", "day_past", values.last_on >= clock.today()),
            ("closes", "hours_reversed", values.opens < values.closes),
        )
        if not good
    }
    if found or place is None:
        raise Invalid(found)
    place = lock_place(scope, place.id)
    closure = Closure(
        place_id=place.id,
        first_on=values.first_on,
        last_on=values.last_on,
        opens=values.opens,
        closes=values.closes,
        reason=values.reason,
    )
    db.session.add(closure)
    db.session.flush()
    settle(scope, place, queries.week_of(scope, place), choice)
    publish(scope, ClosureChanged(subject=f"reception:closure:{closure.public_id}"))
    return closure


def broken_by_closure(scope: Scope, values: ClosureInput) -> list[Booking]:
    """Bookings that a closure would break; nothing is changed."""
    place = get_place(scope, values.place)
    if place is None or values.first_on > values.last_on or values.opens >= values.closes:
        return []
    week = queries.week_of(scope, place)
    closed = Closed(values.first_on, values.last_on, values.opens, values.closes)
    return queries.broken_by(scope, place, Week(week.hours, (*week.closures, closed), week.holidays))


def reopen_place(scope: Scope, public_id: str) -> None:
    """Take a closure back. Raises NotFound."""
    closure = queries.get_closure(scope, public_id)
    publish(scope, ClosureChanged(subject=f"reception:closure:{closure.public_id}"))
    db.session.delete(closure)
    db.session.flush()


def release(scope: Scope) -> int:
    """Give back holds that ended, note who did not come on past days, delete what is old; gives how many rows.

    Some hundred at a time: the job comes again. Bookings are kept as long as numbers of the hall.
    """
    today = clock.today()
    before = today - timedelta(days=settings(scope, ReceptionSettings).queue_keep_days)
    gone = [*queries.lapsed(scope), *queries.past_bookings(scope, before)]
    missed = queries.past_bookings(scope, today, "confirmed")
    for booking in missed:
        _become(scope, booking, "no_show")
    _delete(gone)
    return len(gone) + len(missed)


def _delete(bookings: Iterable[Booking]) -> None:
    for booking in dict.fromkeys(bookings):
        db.session.delete(booking)
    db.session.flush()


def _locked(scope: Scope, booking: Booking) -> Booking:
    """The booking as it is once nobody else changes bookings of its place. Raises NotFound when it went."""
    lock_place(scope, booking.place_id)
    found = queries.find_again(scope, booking)
    if found is None:
        raise NotFound("booking")
    return found


def _become(scope: Scope, booking: Booking, state: str) -> Booking:
    booking.state = state
    if state != "held":
        booking.held_until = None
    db.session.flush()
    publish(scope, BookingChanged(subject=reference(booking), state=state))
    return booking
