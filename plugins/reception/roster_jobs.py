"""What the roster does by the clock: tells of tomorrow's shift, alarms gaps, opens shifts of who has left."""

from __future__ import annotations

from datetime import timedelta

from core.api import Job, Scope, clock, notify, people_with
from plugins.reception.permissions import ROSTER_EDIT
from plugins.reception.queries import roster as queries
from plugins.reception.queries.visits import GAP_ALARM_DAYS
from plugins.reception.roster_notices import GAPS, TOMORROW
from plugins.reception.services import roster as services

#: Hours in which officers are told; looked at every hour, told once a day.
MORNING, EVENING = 7, 18


def look_ahead(scope: Scope) -> None:
    """Every day, weekends included: an officer works on those, too, inside event windows."""
    services.release_departed(scope)
    gaps = services.note_gaps(scope)  # the calendar or a setting may have changed
    if not MORNING <= clock.local_now().hour < EVENING:
        return
    tomorrow = clock.today() + timedelta(days=1)
    for shift in queries.shifts_between(scope, tomorrow, tomorrow):
        notify(scope, [shift.officer_id], TOMORROW, f"reception:shift:{shift.public_id}")
    if gaps and gaps[0].day < clock.today() + timedelta(days=GAP_ALARM_DAYS):
        notify(scope, people_with(scope, ROSTER_EDIT.name), GAPS, services.month_subject(gaps[0].day))


LOOK_AHEAD = Job("reception.roster_look_ahead", look_ahead, every=timedelta(hours=1))
