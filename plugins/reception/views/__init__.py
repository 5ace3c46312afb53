"""Screens of the reception desk. Importing this package makes every route known to its blueprint."""

from plugins.reception.views import (
    absences,
    alarms,
    allowance,
    book,
    booking_public,
    bookings,
    closures,
    counters,
    duty,
    hall,
    places,
    queue,
    roster,
    roster_public,
    scans,
    shifts,
    visits,
)
from plugins.reception.views.blueprint import bp, public

__all__ = [
    "absences",
    "alarms",
    "allowance",
    "book",
    "booking_public",
    "bookings",
    "bp",
    "closures",
    "counters",
    "duty",
    "hall",
    "places",
    "public",
    "queue",
    "roster",
    "roster_public",
    "scans",
    "shifts",
    "visits",
]
