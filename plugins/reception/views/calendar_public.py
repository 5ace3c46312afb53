"""The public schedule as a calendar to subscribe to: hours of the places, days of the head, postponements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response

from core.api import Scope, _, clock, dmy
from plugins.reception.calendars import MEDIA_TYPE, Entry, calendar_bytes
from plugins.reception.models import HeadDay
from plugins.reception.queries import bookings as queries
from plugins.reception.queries.duty import head_days
from plugins.reception.views.blueprint import public

#: The head's days are shown so many calendar days before and after today.
BEFORE, AFTER = 31, 120


@public.route("/calendar.ics")
def calendar_public(scope: Scope) -> Any:
    """The calendar file; programs ask for it anew by themselves."""
    entries = [
        Entry(
            f"{place.public_id}-{day:%Y%m%d}-{opens}",
            day,
            opens,
            closes,
            _("Reception of citizens"),
            f"{place.name}, {place.address}",
        )
        for place, day, opens, closes in queries.open_periods(scope)
    ]
    today = clock.today()
    entries += [_entry(row) for row in head_days(scope, today - timedelta(BEFORE), today + timedelta(AFTER))]
    name = _("Reception of citizens: %(name)s", name=scope.tenant.name)
    return Response(calendar_bytes(name, entries), mimetype=MEDIA_TYPE)


def _entry(row: HeadDay) -> Entry:
    note = ""
    if row.state == "postponed":
        note = _("Postponed to %(day)s", day=dmy(row.moved_to)) if row.moved_to else _("Postponed")
    elif row.state == "absent":
        note = _("The head does not receive on this day")
    title = _("The head receives in person")
    return Entry(
        row.public_id,
        row.day,
        row.opens,
        row.closes,
        f"{title} ({note})" if note else title,
        row.place,
        note or row.content,
        cancelled=bool(note),
    )
