"""Screens of the reception desk. Importing this package makes every route known to its blueprint."""

from plugins.reception.views import absences, alarms, book, counters, hall, places, queue, roster, scans, shifts, visits
from plugins.reception.views.blueprint import bp, public

__all__ = [
    "absences",
    "alarms",
    "book",
    "bp",
    "counters",
    "hall",
    "places",
    "public",
    "queue",
    "roster",
    "scans",
    "shifts",
    "visits",
]
