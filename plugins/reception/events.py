"""What happened at the desk, in ids: never a name, never the kind of a matter."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import DomainEvent, Topic, _l
from plugins.reception.permissions import VISIT_VIEW

TOPIC = "reception.visits"
TOPICS = [Topic(TOPIC, VISIT_VIEW)]


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


EVENTS = [VisitRegistered, VisitCorrected, VisitAnswered, PlaceChanged]
