"""Reads of bookings, closures and free times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from core.api import NotFound, Scope, calendar_of, clock, codes, db, law, settings
from plugins.reception.booking_rules import Closed, Period, Week, left
from plugins.reception.models import Booking, Closure, Place
from plugins.reception.queries.duty import head_days
from plugins.reception.queries.places import list_openings, list_places
from plugins.reception.settings import ReceptionSettings


@dataclass(frozen=True, slots=True)
class Times:
    """What can be booked at a place: its days from today on, each with (slot, seats left)."""

    place: Place
    days: dict[date, list[tuple[Period, int]]]
    head: dict[date, Period]

    def free_on(self, day: date) -> int:
        """Seats left on a day."""
        return sum(seats for _slot, seats in self.days.get(day, ()))

    def head_on(self, day: date) -> Period | None:
        """When the head receives in person on a day."""
        return self.head.get(day)


def now_minutes() -> int:
    """Minutes since midnight, here."""
    now = clock.local_now()
    return now.hour * 60 + now.minute


def horizon(scope: Scope) -> list[date]:
    """The days that can be booked: today and the calendar days after it that the settings give."""
    today = clock.today()
    return [today + timedelta(days=ahead) for ahead in range(settings(scope, ReceptionSettings).booking_days + 1)]


def taken() -> ColumnElement[bool]:
    """Bookings that take a seat: a hold only while it lasts."""
    holds = and_(Booking.state == "held", Booking.held_until > clock.now())
    return or_(Booking.state.in_(("confirmed", "arrived")), holds)


def week_of(scope: Scope, place: Place, hours: Iterable[tuple[int, int, int]] | None = None) -> Week:
    """Hours of a place, or those given instead, with its closures and the public holidays ahead."""
    if hours is None:
        hours = [(one.weekday, one.opens, one.closes) for one in list_openings(scope, [place.id])]
    closed = [_closed(one) for one in list_closures(scope, place)]
    return Week(tuple(hours), tuple(closed), _holidays(scope))


def _closed(row: Closure) -> Closed:
    return Closed(row.first_on, row.last_on, row.opens, row.closes)


def _holidays(scope: Scope) -> frozenset[date]:
    calendar = calendar_of(scope)
    return frozenset(day for day in horizon(scope) if calendar.kind_of(day) is law.DayKind.DAYOFF)


def free_times(scope: Scope, place: Place, source: str) -> Times:
    """Days and slots of a place with the seats left to the public or to officers; nothing that is past."""
    days, week = horizon(scope), week_of(scope, place)
    seats = place.public_seats if source == "public" else place.internal_seats
    query = select(Booking.day, Booking.starts, Booking.ends).where(
        Booking.place_id == place.id, Booking.day >= days[0], Booking.source == source, taken()
    )
    booked: dict[date, list[Period]] = {}
    for row in db.session.execute(query):
        booked.setdefault(row.day, []).append((row.starts, row.ends))
    now = now_minutes()
    return Times(
        place,
        {
            day: [
                (slot, left(slot, booked.get(day, ()), seats))
                for slot in week.slots(day, place.slot_minutes)
                if day > days[0] or slot[0] > now
            ]
            for day in days
        },
        head_hours(scope, days[0], days[-1]),
    )


def open_periods(scope: Scope) -> list[tuple[Place, date, int, int]]:
    """When each place is open on the days that can be booked: (place, day, from, to), without holidays and closures."""
    places = list_places(scope)
    openings = list_openings(scope, [place.id for place in places])
    closures, off = list_closures(scope), _holidays(scope)
    found = []
    for place in places:
        hours = [(one.weekday, one.opens, one.closes) for one in openings if one.place_id == place.id]
        closed = [_closed(one) for one in closures if one.place_id == place.id]
        week = Week(hours, closed, off)
        found += [(place, day, *period) for day in horizon(scope) for period in week.open_on(day)]
    return found


def slots_between(scope: Scope, first: date, last: date) -> set[tuple[int, date, int, int]]:
    """Times of all places that can be booked from ``first`` to ``last``: (place key, day, from, to)."""
    return {
        (place.id, day, start, start + place.slot_minutes)
        for place, day, opens, closes in open_periods(scope)
        if first <= day <= last and (place.public_seats or place.internal_seats)
        for start in range(opens, closes - place.slot_minutes + 1, place.slot_minutes)
    }


def totals(scope: Scope, first: date, last: date) -> dict[tuple[int, date, int, int], int]:
    """(place key, day, from, to) -> bookings that stand, for days from ``first`` to ``last``; one statement."""
    rows = db.session.execute(
        select(Booking.place_id, Booking.day, Booking.starts, Booking.ends, func.count())
        .where(Booking.day >= first, Booking.day <= last, taken())
        .group_by(Booking.place_id, Booking.day, Booking.starts, Booking.ends)
        .order_by(Booking.day, Booking.starts, Booking.place_id)
    )
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def head_hours(scope: Scope, first: date, last: date) -> dict[date, Period]:
    """Day -> when the head receives; days that were postponed or cannot be held are left out."""
    return {row.day: (row.opens, row.closes) for row in head_days(scope, first, last) if row.state == "planned"}


def list_closures(scope: Scope, place: Place | None = None) -> list[Closure]:
    """Closures that are not over, by their first day."""
    query = select(Closure).where(Closure.last_on >= clock.today()).order_by(Closure.first_on, Closure.id)
    if place is not None:
        query = query.where(Closure.place_id == place.id)
    return list(db.session.scalars(query))


def get_closure(scope: Scope, public_id: str) -> Closure:
    """A closure of this tenant. Raises NotFound."""
    closure = db.session.scalar(select(Closure).where(Closure.public_id == public_id))
    if closure is None:
        raise NotFound("closure")
    return closure


def bookings_on(scope: Scope, day: date) -> list[Booking]:
    """Bookings of a day, also those that ended, without holds that lapsed; in the order of the day."""
    ended = Booking.state.in_(("cancelled", "no_show"))
    query = select(Booking).where(Booking.day == day, or_(taken(), ended))
    return list(db.session.scalars(query.order_by(Booking.place_id, Booking.starts, Booking.id)))


def bookings_ahead(scope: Scope, place: Place) -> list[Booking]:
    """Bookings of a place from today on that still stand, in order; past moments of today are left out."""
    today, now = clock.today(), now_minutes()
    query = select(Booking).where(
        Booking.place_id == place.id, Booking.day >= today, Booking.state != "arrived", taken()
    )
    rows = db.session.scalars(query.order_by(Booking.day, Booking.starts, Booking.id))
    return [row for row in rows if row.day > today or row.starts > now]


def broken_by(scope: Scope, place: Place, week: Week) -> list[Booking]:
    """Bookings ahead that would fall outside the hours of ``week``."""
    return [one for one in bookings_ahead(scope, place) if not week.holds(one.day, one.starts, one.ends)]


def get_booking(scope: Scope, public_id: str) -> Booking:
    """A booking of this tenant. Raises NotFound."""
    booking = db.session.scalar(select(Booking).where(Booking.public_id == public_id))
    if booking is None:
        raise NotFound("booking")
    return booking


def find_again(scope: Scope, booking: Booking) -> Booking | None:
    """The row as it stands now, read again; None when it was deleted meanwhile."""
    query = select(Booking).where(Booking.public_id == booking.public_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def booking_by_code(scope: Scope, code: str) -> Booking:
    """The booking of a code, until its day is over. Raises NotFound."""
    query = select(Booking).where(Booking.code_hash == codes.hash_code(code), Booking.day >= clock.today())
    booking = db.session.scalar(query)
    if booking is None:
        raise NotFound("booking")
    return booking


def open_holds(scope: Scope, place: Place) -> int:
    """How many times of a place are held right now and not confirmed."""
    query = select(Booking.id).where(Booking.place_id == place.id, Booking.state == "held", taken())
    return len(db.session.scalars(query).all())


def lapsed(scope: Scope, limit: int = 500) -> list[Booking]:
    """Holds that ended without being confirmed."""
    query = select(Booking).where(Booking.state == "held", Booking.held_until <= clock.now())
    return list(db.session.scalars(query.order_by(Booking.id).limit(limit)))


def past_bookings(scope: Scope, before: date, *states: str, limit: int = 500) -> list[Booking]:
    """Bookings of days before ``before``; in one of ``states``, if any are given."""
    query = select(Booking).where(Booking.day < before)
    if states:
        query = query.where(Booking.state.in_(states))
    return list(db.session.scalars(query.order_by(Booking.id).limit(limit)))
