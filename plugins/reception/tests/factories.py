"""One row of every table of the desk, for the test world."""

from __future__ import annotations

from datetime import date

from core.api import Scope, clock, codes, db
from plugins.reception.inputs import PaperInput, PersonInput, VisitInput
from plugins.reception.models import (
    Alarm,
    Booking,
    Campaign,
    CampaignWindow,
    Closure,
    Entitlement,
    HallDay,
    HeadDay,
    Leave,
    Roster,
    RosterGap,
    Seat,
    Shift,
    Swap,
)
from plugins.reception.queries.queue import hash_token
from plugins.reception.services import queue
from plugins.reception.services import visits as services
from plugins.reception.services.places import save_place


def visit_input(**changes: object) -> VisitInput:
    """A lawful visit of one person; change what the test is about."""
    values: dict[str, object] = {
        "received_on": date(2026, 11, 20),
        "kind": "complaint",
        "summary": "Thu hồi đất làm đường",
        "outcome": "received",
        "people": (PersonInput("Nguyễn Đức An", "Đăk Pne"),),
    }
    return VisitInput(**(values | changes))  # type: ignore[arg-type]


UNIT = "Bộ phận Tiếp công dân"
#: The secret of the planted number's link.
TOKEN = "dGVzdC10b2tlbi10ZXN0"
#: The code of the planted booking.
CODE = "3bcdefghjkmnpqrstvwxyz2345"


def plant(scope: Scope) -> dict[str, str]:
    """A refused visit with a written notice, a paper and a correction; a place with hours."""
    people = (PersonInput("Y Lan", "Đăk Hà"),)
    visit = services.register_visit(
        scope,
        visit_input(
            people=people,
            outcome="refused",
            refusal_ground="RF-h",
            refusal_explained=True,
            earlier_notice="12/TB",
            papers=(PaperInput("Đơn"),),
            kind="recommendation",
            note="x",
            demand="x",
            result="x",
            prior_settlement="x",
        ),
    )
    services.edit_visit(
        scope,
        visit.public_id,
        visit_input(
            people=people,
            outcome="refused",
            refusal_ground="RF-h",
            refusal_explained=True,
            earlier_notice="13/TB",
            papers=(PaperInput("Đơn"),),
            kind="recommendation",
        ),
        "x",
    )
    place = save_place(scope, None, "x", "x", "x", "x", [(0, 450, 690)])
    counter = queue.save_counter(scope, None, place.public_id, "x", UNIT)
    ticket, _token = queue.take_number(scope, queue.TicketInput(place.public_id))
    ticket.token_hash = hash_token(TOKEN)
    db.session.add(Seat(post_id=0, counter_id=counter.id))
    db.session.add(HallDay(place_id=place.id, day=date(2026, 1, 2), given=1, finished=1, missed=0))
    # a row of its own: raised by the service it would leave work for the police in the outbox
    alarm = Alarm(place_id=place.id, raised_at=clock.now(), stopped_at=clock.now(), ending="drill")
    db.session.add(alarm)
    booking = Booking(
        code_hash=codes.hash_code(CODE),
        place_id=place.id,
        day=date(2027, 5, 3),
        starts=450,
        ends=480,
        source="public",
        state="confirmed",
    )
    closure = Closure(place_id=place.id, first_on=date(2027, 5, 4), last_on=date(2027, 5, 4), reason="x")
    db.session.add_all([booking, closure])
    db.session.flush()
    return {
        "booking": booking.public_id,
        "closure": closure.public_id,
        "alarm": alarm.public_id,
        "visit": visit.public_id,
        "place": place.public_id,
        "counter": counter.public_id,
        "ticket": ticket.public_id,
        **plant_roster(),
    }


def plant_roster() -> dict[str, str]:
    """A campaign with a window, a roster, a shift with a request to swap it, leave; of nobody in particular."""
    day = date(2027, 3, 1)
    window = CampaignWindow(first_on=date(2027, 3, 13), last_on=date(2027, 3, 14), title="x")
    campaign = Campaign(name="x", basis="x", windows=[window])
    shift = Shift(day=day, half="am", officer_id=1)
    leave = Leave(officer_id=1, first_on=date(2027, 3, 2), last_on=date(2027, 3, 2), ground="leave")
    gap = RosterGap(day=day, half="pm")
    db.session.add_all([campaign, shift, leave, gap, Roster(month=day, made_at=clock.now())])
    db.session.flush()
    swap = Swap(shift_id=shift.id, day=day, half="am", asker_id=1, asked_at=clock.now())
    db.session.add(swap)
    db.session.flush()
    head_day = HeadDay(day=day, opens=480, closes=660, place="x", content="x", attends="x", reason="x", posted_on=day)
    entitlement = Entitlement(officer_id=1, group_no=1, basis="x", first_on=day)
    db.session.add_all([head_day, entitlement])
    db.session.flush()
    things = {
        "head_day": head_day,
        "entitlement": entitlement,
        "campaign": campaign,
        "shift": shift,
        "leave": leave,
        "swap": swap,
    }
    return {name: thing.public_id for name, thing in things.items()}
