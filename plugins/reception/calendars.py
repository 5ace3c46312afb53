"""Calendars that other programs read (iCalendar, RFC 5545): what is public of the reception, nothing about who comes.

Hours are written with the zone of this country and its definition, so that a calendar elsewhere shows
the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import icalendar

from core.api import clock

PRODUCT = "-//Tiep Dan//reception//VI"
MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class Entry:
    """One time of a day; ``opens`` and ``closes`` in minutes after midnight. ``uid`` stays when the rest changes."""

    uid: str
    day: date
    opens: int
    closes: int
    title: str
    place: str
    note: str = ""
    cancelled: bool = False


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day + timedelta(minutes // 1440), time(minutes % 1440 // 60, minutes % 60), clock.ZONE)


def calendar_bytes(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar file of the entries, with the zone they are in."""
    made = icalendar.Calendar()
    for key, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("name", name),
        ("x-wr-calname", name),
        ("refresh-interval", timedelta(hours=12)),
    ):
        made.add(key, value)
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", f"{entry.uid}@tiepdan")
        event.add("dtstamp", clock.now())
        event.add("dtstart", _moment(entry.day, entry.opens))
        event.add("dtend", _moment(entry.day, entry.closes))
        event.add("summary", entry.title)
        event.add("location", entry.place)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        if entry.note:
            event.add("description", entry.note)
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())
