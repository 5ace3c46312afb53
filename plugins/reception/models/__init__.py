"""Tables of the reception desk, by what changes together."""

from plugins.reception.models.places import Opening, Place
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
    "Opening",
    "Paper",
    "Person",
    "Place",
    "Visit",
    "VisitChange",
]
