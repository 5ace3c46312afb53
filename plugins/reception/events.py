"""What happened at the desk, in ids: never a name, never the kind of a matter."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import DomainEvent, Topic, _l
from plugins.reception.permissions import QUEUE_RUN, VISIT_VIEW

TOPIC = "reception.visits"
QUEUE = "reception.queue"
ALARMS = "reception.alarms"
TOPICS = [Topic(TOPIC, VISIT_VIEW), Topic(QUEUE, QUEUE_RUN), Topic(ALARMS, VISIT_VIEW)]


@dataclass(frozen=True, kw_only=True)
class VisitRegistered(DomainEvent):
    """A visit was written into the book."""

    name = "reception.visit_registered"
    label = _l("The visit was registered")
    topic = TOPIC

    year: int
    number: int


@dataclass(frozen=True, kw_only=True)
class VisitCorrected(DomainEvent):
    """A visit was corrected; which fields stands with the visit."""

    name = "reception.visit_corrected"
    label = _l("The visit was corrected")
    topic = TOPIC

    fields: int


@dataclass(frozen=True, kw_only=True)
class VisitAnswered(DomainEvent):
    """The citizen got the answer that was owed."""

    name = "reception.visit_answered"
    label = _l("The answer was given")
    topic = TOPIC


@dataclass(frozen=True, kw_only=True)
class PlaceChanged(DomainEvent):
    """A reception place or its hours changed."""

    name = "reception.place_changed"
    label = _l("Place or hours were changed")


@dataclass(frozen=True, kw_only=True)
class TicketGiven(DomainEvent):
    """Somebody took a number."""

    name = "reception.ticket_given"
    label = _l("The number was given out")
    topic = QUEUE


@dataclass(frozen=True, kw_only=True)
class TicketMoved(DomainEvent):
    """A number was called, held, sent on or ended; ``state`` is what it is now."""

    name = "reception.ticket_moved"
    label = _l("The number was moved on")
    topic = QUEUE

    state: str


@dataclass(frozen=True, kw_only=True)
class CounterChanged(DomainEvent):
    """A counter was made or changed."""

    name = "reception.counter_changed"
    label = _l("The counter was changed")
    topic = QUEUE


@dataclass(frozen=True, kw_only=True)
class BookingChanged(DomainEvent):
    """A booking was held, confirmed, moved or ended; ``state`` is what it is now."""

    name = "reception.booking_changed"
    label = _l("The booking was changed")
    topic = QUEUE

    state: str


@dataclass(frozen=True, kw_only=True)
class ClosureChanged(DomainEvent):
    """A place is closed on some days, or no more."""

    name = "reception.closure_changed"
    label = _l("The days on which the place is closed were changed")


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(DomainEvent):
    """Somebody at a desk calls for help; ``place`` is the public id of the reception place, or empty."""

    name = "reception.alarm_raised"
    label = _l("Help was called")
    topic = ALARMS

    place: str


@dataclass(frozen=True, kw_only=True)
class AlarmAccepted(DomainEvent):
    """An officer, by the key of the account, comes."""

    name = "reception.alarm_accepted"
    label = _l("Somebody comes to help")
    topic = ALARMS

    user: int


@dataclass(frozen=True, kw_only=True)
class AlarmStopped(DomainEvent):
    """The call ended, for a reason of the closed list."""

    name = "reception.alarm_stopped"
    label = _l("The call for help was stopped")
    topic = ALARMS

    ending: str


EVENTS = [
    VisitRegistered,
    VisitCorrected,
    VisitAnswered,
    PlaceChanged,
    TicketGiven,
    TicketMoved,
    CounterChanged,
    BookingChanged,
    ClosureChanged,
    AlarmRaised,
    AlarmAccepted,
    AlarmStopped,
]
