"""Writes of the waiting hall: numbers given out, called, held, sent on and ended.

Whoever changes a number or takes one holds the row of the place until the commit, so two officers
who press "next" at once get two different numbers and the numbers of a day have no gap.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from core.api import Invalid, NotFound, Refused, Scope, clock, db, publish, settings
from plugins.reception.events import CounterChanged, TicketGiven, TicketMoved
from plugins.reception.models import Counter, HallDay, Place, Seat, Step, Ticket, Visit
from plugins.reception.models.queue import LANGUAGES, OPEN, TICKET_KINDS
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.queue_rules import GROUNDS
from plugins.reception.settings import ReceptionSettings

#: What may be done with a number in which state, and what becomes of it.
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "recall": (("called",), "called"),
    "start": (("called",), "in_session"),
    "hold": (("waiting", "called", "in_session"), "held"),
    "resume": (("held",), ""),
    "miss": (("called",), "missed"),
    "return": (("missed",), "waiting"),
    "finish": (("in_session",), "finished"),
    "leave": (("waiting", "called", "held", "missed"), "left"),
}
ENDED = frozenset({"finished", "missed", "left"})


@dataclass(frozen=True, slots=True)
class TicketInput:
    """What is asked of somebody who takes a number: nothing that tells who it is."""

    place: str
    serves: str = ""
    ground: str = ""
    kind: str = ""
    language: str = ""
    once: str = ""
    #: Comes at a booked time: goes first by the same rule as the grounds.
    booked: bool = False


def reference(ticket: Ticket) -> str:
    """How events and visits name a number."""
    return f"reception:ticket:{ticket.public_id}"


def take_number(scope: Scope, values: TicketInput) -> tuple[Ticket, str]:
    """Give out the next number of the day at a place; gives it and the secret of its link.

    The same ``once`` key gives the same number with a new link; the old one then leads nowhere.
    Raises Invalid with one key per field.
    """
    places = list_places(scope)
    known = {place.public_id: place for place in places}
    if values.place not in known:
        raise Invalid({"place": "choose_place"})
    place = queries.lock_place(scope, known[values.place].id)
    hall = queries.hall_of(scope, place, anew=True)
    serves = values.serves or (hall.units[0] if hall.units else "")
    found = {
        name: key
        for name, key, good in (
            ("serves", "choose_unit", serves in hall.units),
            ("ground", "choose", values.ground in ("", *GROUNDS)),
            ("kind", "choose", values.kind in ("", *TICKET_KINDS)),
            ("language", "choose", values.language in ("", *LANGUAGES)),
        )
        if not good
    }
    if found:
        raise Invalid(found)
    if values.once and (twin := queries.ticket_once(scope, values.once)):
        return twin, renew_link(scope, twin)
    token = secrets.token_urlsafe(16)
    now = clock.now()
    ticket = Ticket(
        token_hash=queries.hash_token(token),
        place_id=place.id,
        day=hall.day,
        letter=letter_of(places, place),
        number=max((other.number for other in hall.tickets), default=0) + 1,
        first=bool(values.ground) or values.booked,
        ground=values.ground,
        kind=values.kind,
        language=values.language,
        serves=serves,
        arrived_at=now,
    )
    if values.once:
        ticket.once = values.once
    db.session.add(ticket)
    db.session.flush()
    db.session.add(Step(ticket_id=ticket.id, state="waiting", began_at=now, officer_id=scope.actor_id))
    publish(scope, TicketGiven(subject=reference(ticket)))
    return ticket, token


def letter_of(places: list[Place], place: Place) -> str:
    """A for the first place, B for the second …, so that numbers of two halls cannot be mixed up."""
    return chr(ord("A") + [other.id for other in places].index(place.id) % 26)


def renew_link(scope: Scope, ticket: Ticket) -> str:
    """A new secret for the slip's link; whoever holds the old slip sees the page no more."""
    token = secrets.token_urlsafe(16)
    ticket.token_hash = queries.hash_token(token)
    db.session.flush()
    return token


def reprint(scope: Scope, public_id: str) -> tuple[Ticket, str]:
    """A number of today with a new link, to print the slip again. Raises NotFound."""
    ticket = queries.ticket_to_change(scope, public_id)
    return ticket, renew_link(scope, ticket)


def choose_seat(scope: Scope, counter_id: str) -> Counter:
    """Remember at which counter the acting post works. Raises NotFound, Refused without a post."""
    counter = queries.get_counter(scope, counter_id)
    if scope.post_id is None:
        raise Refused("no_post")
    if not counter.active:
        raise NotFound("counter")
    seat = queries.seat_row(scope)
    if seat is None:
        db.session.add(Seat(post_id=scope.post_id, counter_id=counter.id))
    else:
        seat.counter_id = counter.id
    db.session.flush()
    return counter


def call_next(scope: Scope, counter: Counter) -> Ticket:
    """Call whoever's turn it is to a counter. Raises Refused when it is taken or nobody waits."""
    place = queries.lock_place(scope, counter.place_id)
    hall = queries.hall_of(scope, place, anew=True)
    if hall.at(counter) is not None:
        raise Refused("counter_taken")
    placed = hall.next_for(counter)
    if placed is None:
        raise Refused("nobody_waits")
    ticket = placed.ticket
    ticket.counter_id, ticket.recalls = counter.id, 0
    ticket.announced_at = clock.now()
    ticket.called_at = ticket.called_at or ticket.announced_at
    return _enter(scope, ticket, "called")


def move_ticket(scope: Scope, public_id: str, act: str) -> Ticket:
    """Do one of ``ACTS`` with a number.

    Raises NotFound, and Refused when its state does not allow it, when it may not be called again,
    or when it was not yet called often enough to be missed.
    """
    if act not in ACTS:
        raise NotFound("act")
    ticket = queries.ticket_to_change(scope, public_id)
    states, becomes = ACTS[act]
    if ticket.state not in states:
        raise Refused("moved_meanwhile")
    most = settings(scope, ReceptionSettings).most_recalls
    if act == "recall":
        if ticket.recalls >= most:
            raise Refused("called_enough")
        ticket.recalls += 1
        ticket.announced_at = clock.now()
    if act == "miss" and ticket.recalls < most:
        raise Refused("call_again_first")
    if act == "hold":
        ticket.held_from = ticket.state
    if act == "resume":
        becomes = _resume(scope, ticket)
    if becomes in ("waiting", "missed", "held") and ticket.held_from != "in_session":
        ticket.counter_id = None
    return _enter(scope, ticket, becomes)


def _resume(scope: Scope, ticket: Ticket) -> str:
    """A session goes on at its counter, unless somebody else sits there; all others wait again."""
    if ticket.held_from != "in_session":
        ticket.held_from = ""
        return "waiting"
    place = queries.lock_place(scope, ticket.place_id)
    hall = queries.hall_of(scope, place, anew=True)
    counter = next((one for one in hall.counters if one.id == ticket.counter_id), None)
    if hall.at(counter) is not None:
        raise Refused("counter_taken")
    ticket.held_from = ""
    return "in_session"


def redirect_ticket(scope: Scope, public_id: str, target: str) -> Ticket:
    """Send a number to a counter (its public id) or to a unit (its name); it keeps its arrival.

    Raises NotFound, Refused when it has ended, Invalid for a target that does not exist.
    """
    ticket = queries.ticket_to_change(scope, public_id)
    if ticket.state not in OPEN:
        raise Refused("moved_meanwhile")
    counters = [one for one in queries.list_counters(scope, ticket.place_id) if one.active]
    counter = next((one for one in counters if one.public_id == target), None)
    if counter is None and target not in {one.serves for one in counters}:
        raise Invalid({"target": "choose_target"})
    ticket.serves = counter.serves if counter else target
    ticket.counter_id = counter.id if counter else None
    ticket.held_from = ""
    return _enter(scope, ticket, "waiting")


def attach_visit(scope: Scope, public_id: str, visit: Visit) -> None:
    """Let a visit and the number it was called by name each other; the number's session ends.

    Does nothing for a number that is unknown or has its visit already: the visit stands anyway.
    """
    try:
        ticket = queries.ticket_to_change(scope, public_id)
    except NotFound:
        return
    if ticket.visit_ref:
        return
    visit.queue_ref, ticket.visit_ref = reference(ticket), f"reception:visit:{visit.public_id}"
    if ticket.state == "in_session":
        _enter(scope, ticket, "finished")
    db.session.flush()


def _enter(scope: Scope, ticket: Ticket, state: str) -> Ticket:
    """End the period a number is in, begin the next one, tell it."""
    now = clock.now()
    step = queries.open_step(scope, ticket)
    if step is not None:
        step.ended_at = now
    if state != ticket.state or state == "called":
        db.session.add(_step(scope, ticket, state, now))
    ticket.state = state
    ticket.ended_at = now if state in ENDED else None
    if state in ("finished", "left"):
        ticket.ground = ticket.language = ""  # needs are asked for the session only
    db.session.flush()
    publish(scope, TicketMoved(subject=reference(ticket), state=state))
    return ticket


def _step(scope: Scope, ticket: Ticket, state: str, now: datetime) -> Step:
    return Step(
        ticket_id=ticket.id,
        state=state,
        began_at=now,
        ended_at=now if state in ENDED else None,
        officer_id=scope.actor_id,
        counter_id=ticket.counter_id,
    )


def clear_old_days(scope: Scope) -> int:
    """Turn days older than ``queue_keep_days`` into one row of counts and medians each; gives how many.

    A few days at a time: the job comes again.
    """
    before = clock.today() - timedelta(days=settings(scope, ReceptionSettings).queue_keep_days)
    days = queries.old_days(scope, before)
    for place_id, day in days:
        tickets = queries.tickets_of(scope, place_id, day)
        finished = [t for t in tickets if t.state == "finished" and t.called_at and t.ended_at]
        db.session.add(
            HallDay(
                place_id=place_id,
                day=day,
                given=len(tickets),
                finished=len(finished),
                missed=sum(t.state == "missed" for t in tickets),
                waited=_median(t.called_at - t.arrived_at for t in tickets if t.called_at),
                lasted=_median(t.ended_at - t.called_at for t in finished if t.called_at and t.ended_at),
            )
        )
        for step in queries.steps_of_day(scope, place_id, day):
            db.session.delete(step)
        db.session.flush()
        for ticket in tickets:
            db.session.delete(ticket)
        db.session.flush()
    return len(days)


def _median(periods: Iterable[timedelta]) -> int | None:
    seconds = [period.total_seconds() for period in periods]
    return round(median(seconds)) if seconds else None


def save_counter(
    scope: Scope, public_id: str | None, place: str, name: str, serves: str, *, active: bool = True
) -> Counter:
    """Make or change a counter. Numbers that wait for a unit no counter serves any more go with it.

    Raises NotFound, Invalid for an unknown place.
    """
    known = {one.public_id: one for one in list_places(scope)}
    if place not in known:
        raise Invalid({"place": "choose_place"})
    counter = queries.get_counter(scope, public_id) if public_id else Counter()
    before = counter.serves if public_id else serves
    counter.place_id, counter.name, counter.serves, counter.active = known[place].id, name, serves, active
    db.session.add(counter)
    db.session.flush()
    if before != serves and not any(c.serves == before and c.active for c in queries.list_counters(scope)):
        hall = queries.hall_of(scope, queries.lock_place(scope, counter.place_id), anew=True)
        for ticket in hall.in_state(*OPEN):
            if ticket.serves == before:
                ticket.serves = serves
    publish(scope, CounterChanged(subject=f"reception:counter:{counter.public_id}"))
    return counter
