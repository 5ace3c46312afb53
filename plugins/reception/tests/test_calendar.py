"""What a calendar program reads of the schedule, and what other plugins are told of bookings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.api import clock, codes, db
from core.testing.rows import acting
from plugins.reception.api import booking_totals
from plugins.reception.models import Booking, HeadDay, Place
from plugins.reception.services import bookings
from plugins.reception.tests.test_bookings import MONDAY, ready, scope_for

FEED = "/p/a-comm/reception/calendar.ics"


@pytest.fixture
def place(still: None, app: Flask) -> Place:
    return ready(app, seats=20)


def events_of(client: FlaskClient) -> list[icalendar.Event]:
    answer = client.get(FEED)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    found = icalendar.Calendar.from_ical(answer.data)
    assert isinstance(found, icalendar.Calendar)
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
    return [event for event in found.walk("VEVENT") if isinstance(event, icalendar.Event)]


def test_a_calendar_program_reads_local_times_closures_and_postponements(place: Place, app: Flask) -> None:
    with acting(app, scope_for(app), writes=True) as _frame:
        scope = scope_for(app)
        bookings.close_place(scope, bookings.ClosureInput(place.public_id, date(2026, 12, 7), date(2026, 12, 7), "Họp"))
        day = {"day": MONDAY, "opens": 480, "closes": 660, "place": "Trụ sở", "posted_on": date(2026, 11, 20)}
        db.session.add(HeadDay(**day, state="postponed", moved_to=date(2026, 12, 2), reason="Bão"))
    events = events_of(app.test_client())
    assert len({str(event["UID"]) for event in events}) == len(events)
    hours = [event for event in events if "Nhà A" in str(event["LOCATION"])]
    begins = [event.start for event in hours]
    assert all(isinstance(begin, datetime) and (begin.hour, begin.minute) == (7, 30) for begin in begins)
    assert begins[0].astimezone(UTC) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert [event.end.strftime("%H:%M") for event in hours][:1] == ["08:30"]
    days = [begin.date() for begin in begins]
    assert MONDAY in days
    assert date(2026, 12, 7) not in days, "closed"
    head = next(event for event in events if event["STATUS"] == "CANCELLED")
    assert "02/12/2026" in str(head["SUMMARY"])
    assert "Bão" not in head.to_ical().decode()


def test_other_plugins_are_told_totals_from_five_on_and_nothing_else(place: Place, app: Flask) -> None:
    scope = scope_for(app)
    with acting(app, scope, writes=True):
        for starts, number in ((450, 5), (480, 4)):
            for one in range(number):
                db.session.add(
                    Booking(
                        code_hash=codes.hash_code(f"{starts}{one}"),
                        place_id=place.id,
                        day=MONDAY,
                        starts=starts,
                        ends=starts + 30,
                        source="public",
                        state="confirmed",
                    )
                )
    with acting(app, scope):
        told = booking_totals(scope, MONDAY, MONDAY + timedelta(days=1))
        away = booking_totals(scope, clock.today() - timedelta(days=9), clock.today() - timedelta(days=8))
    mine = [(one.day, one.starts, one.count) for one in told if one.place == "Nhà A"]
    tuesday = MONDAY + timedelta(days=1)
    assert mine == [(MONDAY, 450, 5), (MONDAY, 480, None), (tuesday, 450, None), (tuesday, 480, None)]
    assert away == []
