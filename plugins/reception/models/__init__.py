"""Tables of the reception desk, by what changes together."""

from plugins.reception.models.places import Opening, Place
from plugins.reception.models.queue import Counter, HallDay, Seat, Step, Ticket
from plugins.reception.models.visits import (
    COPY_KINDS,
    ID_TYPES,
    KINDS,
    OUTCOMES,
    Paper,
    Person,
    Visit,
    VisitChange,
)

__all__ = [
    "COPY_KINDS",
    "ID_TYPES",
    "KINDS",
    "OUTCOMES",
    "Counter",
    "HallDay",
    "Opening",
    "Paper",
    "Person",
    "Place",
    "Seat",
    "Step",
    "Ticket",
    "Visit",
    "VisitChange",
]
