"""Screens of the reception desk. Importing this package makes every route known to its blueprint."""

from plugins.reception.views import book, counters, hall, places, queue, scans, visits
from plugins.reception.views.blueprint import bp, public

__all__ = ["book", "bp", "counters", "hall", "places", "public", "queue", "scans", "visits"]
