"""What the desk does by the clock: every morning it says which answers fall due."""

from __future__ import annotations

from datetime import timedelta

from core.api import Job, Notice, Scope, _l, calendar_of, clock, notify, people_with
from plugins.reception.permissions import VISIT_REGISTER
from plugins.reception.queries import visits as queries
from plugins.reception.services import bookings, queue

#: Hours in which officers are told; looked at every hour, told once.
MORNING, EVENING = 7, 18
DUE = Notice(
    "reception.answer_due",
    _l("An answer is due on the next working day"),
    _l("Open the visit, give the answer, and note it."),
    "reception.visit_show",
    "visit_id",
)
LATE = Notice(
    "reception.answer_late",
    _l("An answer is late"),
    _l("Open the visit; answer now, or note why it takes longer."),
    "reception.visit_show",
    "visit_id",
    once=True,
)


def remind(scope: Scope) -> None:
    """Tell the desk's officers, on working days between seven and six o'clock, what is late or due next."""
    now, calendar = clock.local_now(), calendar_of(scope)
    if not MORNING <= now.hour < EVENING or not calendar.is_working(now.date()):
        return
    officers = people_with(scope, VISIT_REGISTER.name)
    due_by = calendar.add_working_days(now.date(), 1)
    for public_id, due_on in queries.answers_due_by(scope, due_by):
        if due_on < now.date():
            notify(scope, officers, LATE, f"reception:visit:{public_id}")
        elif due_on > now.date():
            notify(scope, officers, DUE, f"reception:visit:{public_id}")


def clear_hall(scope: Scope) -> None:
    """Delete numbers older than the tenant keeps them; counts and medians of each day stay."""
    queue.clear_old_days(scope)


def release_bookings(scope: Scope) -> None:
    """Give back times nobody confirmed; delete bookings as old as the numbers that are deleted."""
    bookings.release(scope)


BOOKINGS = Job("reception.release_bookings", release_bookings, every=timedelta(minutes=5))
CLEAR = Job("reception.clear_hall", clear_hall, every=timedelta(hours=6))
REMIND = Job("reception.remind", remind, every=timedelta(hours=1))
