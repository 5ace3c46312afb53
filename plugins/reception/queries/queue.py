"""Reads of the waiting hall. One order for everybody: the desk, the display and the phone ask here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from statistics import median

from sqlalchemy import and_, select

from core.api import NotFound, Scope, clock, db
from plugins.reception import queue_rules
from plugins.reception.models import Counter, Place, Seat, Step, Ticket
from plugins.reception.models.queue import OPEN

#: A counter that called somebody within so long counts as working.
WORKING = timedelta(hours=1)
#: Fewer finished turns than this tell nothing about the next one.
FEWEST = 5
#: So many of the newest finished turns are looked at, and none older than so many days.
NEWEST, DAYS = 50, 30


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody who waits: the number, how many are before, and why here."""

    ticket: Ticket
    before: int
    reason: str


@dataclass(frozen=True)
class Hall:
    """The numbers of one place and day, and its counters."""

    place: Place
    day: date
    tickets: list[Ticket]
    counters: list[Counter]
    _lines: dict[str, list[Placed]] = field(default_factory=dict, repr=False)

    def line(self, serves: str) -> list[Placed]:
        """Everybody who waits for a unit, in the order of turns."""
        if serves not in self._lines:
            own = {ticket.public_id: ticket for ticket in self.tickets if ticket.serves == serves}
            called = sorted((t for t in own.values() if t.called_at), key=lambda t: (t.called_at, t.number))
            in_a_row = queue_rules.streak(ticket.first for ticket in reversed(called))
            waiting = [
                queue_rules.Waiting(t.public_id, t.arrived_at, t.number, t.first)
                for t in own.values()
                if t.state == "waiting"
            ]
            turns = queue_rules.order(waiting, in_a_row)
            self._lines[serves] = [Placed(own[turn.key], before, turn.reason) for before, turn in enumerate(turns)]
        return self._lines[serves]

    @cached_property
    def units(self) -> list[str]:
        """Units numbers are waited for: those of the counters at work, then whatever is left over."""
        found = dict.fromkeys(counter.serves for counter in self.counters if counter.active)
        return [*found, *(t.serves for t in self.tickets if t.state in OPEN and t.serves not in found)]

    @property
    def lines(self) -> list[tuple[str, list[Placed]]]:
        """(unit, who waits for it), each unit once."""
        return [(unit, self.line(unit)) for unit in dict.fromkeys(self.units)]

    def at(self, counter: Counter | None) -> Ticket | None:
        """Who is called to a counter or sits there."""
        if counter is None:
            return None
        return next(
            (t for t in self.tickets if t.counter_id == counter.id and t.state in ("called", "in_session")), None
        )

    def next_for(self, counter: Counter) -> Placed | None:
        """Whose turn it is at a counter: the first of its line who is not promised to another one."""
        return next((p for p in self.line(counter.serves) if p.ticket.counter_id in (None, counter.id)), None)

    def in_state(self, *states: str) -> list[Ticket]:
        """Numbers in one of the states, by number."""
        return [ticket for ticket in self.tickets if ticket.state in states]

    def calls(self, most: int = 4) -> list[tuple[Ticket, str]]:
        """(number, name of the counter) of the newest calls that still hold, the newest first."""
        names = {counter.id: counter.name for counter in self.counters}
        called = [t for t in self.tickets if t.state in ("called", "in_session") and t.announced_at]
        called.sort(key=lambda t: (t.announced_at, t.number), reverse=True)
        return [(ticket, names.get(ticket.counter_id or 0, "")) for ticket in called[:most]]

    def working(self, serves: str) -> int:
        """How many counters work on a line right now; at least one."""
        since = clock.now() - WORKING
        own = {counter.id for counter in self.counters if counter.serves == serves}
        busy = {t.counter_id for t in self.tickets if t.counter_id in own and t.announced_at and t.announced_at > since}
        return max(1, len(busy))


def hall_of(scope: Scope, place: Place, *, anew: bool = False, counters: list[Counter] | None = None) -> Hall:
    """Today's numbers of a place. ``anew`` reads them again after a lock was taken."""
    today = clock.today()
    query = select(Ticket).where(Ticket.day == today, Ticket.place_id == place.id).order_by(Ticket.number)
    if anew:
        query = query.execution_options(populate_existing=True)
    known = list_counters(scope, place.id) if counters is None else [c for c in counters if c.place_id == place.id]
    return Hall(place, today, list(db.session.scalars(query)), known)


def desk_counters(scope: Scope) -> tuple[list[Counter], dict[int, Place], Counter | None]:
    """(counters in use, their places by key, the one the acting post works at); one statement."""
    own = and_(Seat.counter_id == Counter.id, Seat.post_id == (scope.post_id or 0))
    rows = db.session.execute(
        select(Counter, Place, Seat)
        .join(Place, Place.id == Counter.place_id)
        .outerjoin(Seat, own)
        .where(Counter.active)
        .order_by(Counter.place_id, Counter.id)
    ).all()
    seat = next((row.Counter for row in rows if row.Seat is not None), None)
    return [row.Counter for row in rows], {row.Place.id: row.Place for row in rows}, seat


def list_counters(scope: Scope, place_id: int | None = None) -> list[Counter]:
    """Counters, by place, in the order they were made."""
    query = select(Counter).order_by(Counter.place_id, Counter.id)
    if place_id is not None:
        query = query.where(Counter.place_id == place_id)
    return list(db.session.scalars(query))


def get_counter(scope: Scope, public_id: str) -> Counter:
    """A counter of this tenant. Raises NotFound."""
    counter = db.session.scalar(select(Counter).where(Counter.public_id == public_id))
    if counter is None:
        raise NotFound("counter")
    return counter


def lock_place(scope: Scope, place_id: int) -> Place:
    """The place; until commit nobody else gives out or calls numbers there. Raises NotFound."""
    place = db.session.scalar(select(Place).where(Place.id == place_id).with_for_update())
    if place is None:
        raise NotFound("place")
    return place


def get_ticket(scope: Scope, public_id: str) -> Ticket:
    """A number of today. Raises NotFound, for those of other days, too."""
    ticket = db.session.scalar(select(Ticket).where(Ticket.public_id == public_id, Ticket.day == clock.today()))
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def called_ticket(scope: Scope, public_id: str) -> Ticket | None:
    """The number of today for which a visit is written; None without one, and for one that is unknown."""
    if not public_id:
        return None
    return db.session.scalar(select(Ticket).where(Ticket.public_id == public_id, Ticket.day == clock.today()))


def ticket_to_change(scope: Scope, public_id: str) -> Ticket:
    """A number of today that nobody else changes until commit. Raises NotFound."""
    ticket = get_ticket(scope, public_id)
    lock_place(scope, ticket.place_id)
    db.session.refresh(ticket)
    return ticket


def ticket_once(scope: Scope, once: str) -> Ticket | None:
    """The number that an earlier sending of the same form made."""
    return db.session.scalar(select(Ticket).where(Ticket.once == once))


def hash_token(token: str) -> str:
    """What is stored of the random link on a slip; 128 random bits need no salt."""
    return sha256(token.encode()).hexdigest()


def ticket_by_token(scope: Scope, token: str) -> Ticket:
    """The number of today that a slip's link names. Raises NotFound; also after the day's end."""
    query = select(Ticket).where(Ticket.token_hash == hash_token(token), Ticket.day == clock.today())
    ticket = db.session.scalar(query)
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def seat_of(scope: Scope) -> Counter | None:
    """The counter at which the acting post works."""
    if scope.post_id is None:
        return None
    query = select(Counter).join(Seat, Seat.counter_id == Counter.id).where(Seat.post_id == scope.post_id)
    return db.session.scalar(query.where(Counter.active))


def seat_row(scope: Scope) -> Seat | None:
    """The remembered choice itself."""
    return db.session.scalar(select(Seat).where(Seat.post_id == scope.post_id))


def open_step(scope: Scope, ticket: Ticket) -> Step | None:
    """The period a number is in."""
    return db.session.scalar(select(Step).where(Step.ticket_id == ticket.id, Step.ended_at.is_(None)))


def steps_of(scope: Scope, ticket: Ticket) -> list[Step]:
    """All periods of a number, oldest first."""
    return list(db.session.scalars(select(Step).where(Step.ticket_id == ticket.id).order_by(Step.id)))


def turn_seconds(scope: Scope, place: Place, serves: str) -> int | None:
    """How long one turn takes, from call to end: the median of the newest ones, None when too few."""
    rows = db.session.execute(
        select(Ticket.called_at, Ticket.ended_at)
        .where(
            Ticket.place_id == place.id,
            Ticket.ended_at.is_not(None),
            Ticket.ended_at > clock.now() - timedelta(days=DAYS),
            Ticket.serves == serves,
            Ticket.state == "finished",
        )
        .order_by(Ticket.ended_at.desc())
        .limit(NEWEST)
    )
    lasted = [(row.ended_at - row.called_at).total_seconds() for row in rows if row.called_at]
    return round(median(lasted)) if len(lasted) >= FEWEST else None


def expected_minutes(hall: Hall, placed: Placed, seconds: int | None) -> int | None:
    """Minutes until a turn, from how long one takes and how many counters work; None when unknown."""
    if seconds is None:
        return None
    rounds = -(-(placed.before + 1) // hall.working(placed.ticket.serves))
    return max(1, round(rounds * seconds / 60)) if placed.before else max(1, round(seconds / 60 / 2))


def old_days(scope: Scope, before: date, limit: int = 20) -> list[tuple[int, date]]:
    """(place, day) that still have numbers although they are older than ``before``, oldest first."""
    query = select(Ticket.place_id, Ticket.day).where(Ticket.day < before).group_by(Ticket.day, Ticket.place_id)
    return [(row.place_id, row.day) for row in db.session.execute(query.order_by(Ticket.day).limit(limit))]


def tickets_of(scope: Scope, place_id: int, day: date) -> list[Ticket]:
    """All numbers of a place and day."""
    return list(db.session.scalars(select(Ticket).where(Ticket.day == day, Ticket.place_id == place_id)))


def steps_of_day(scope: Scope, place_id: int, day: date) -> list[Step]:
    """All periods of all numbers of a place and day."""
    query = select(Step).join(Ticket, Ticket.id == Step.ticket_id)
    return list(db.session.scalars(query.where(Ticket.day == day, Ticket.place_id == place_id)))


def minutes_since(moment: datetime) -> int:
    """Whole minutes that passed since a moment."""
    return max(0, int((clock.now() - moment).total_seconds() // 60))
