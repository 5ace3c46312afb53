"""What the walks over all routes and tables need to know of the desk."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select, update

from core.api import Scope, clock, db, people_with
from core.testing.walk import Walk
from plugins.reception.models import Alarm, Booking, Counter, Opening, Place, Seat, Shift, Swap, Visit
from plugins.reception.permissions import SHIFT_SWAP
from plugins.reception.tests.factories import CODE, TOKEN

_VISIT = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "headcount": "1",
    "people-0-name": "Trần Văn Bình",
    "people-0-commune": "Đăk Pne",
    "summary": "Đền bù đất",
    "outcome": "received",
}
_PROGRAM = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "people": [{"name": "Trần Văn Bình", "commune": "Đăk Pne"}],
    "summary": "Đền bù đất",
    "outcome": "received",
}
_COUNTER = {"place": "walkplace", "name": "Quầy 9", "serves": "Bộ phận Địa chính", "active": "y"}
_PLACE = {"name": "Nhà tiếp dân", "address": "Thôn 1", "am_opens_0": "07:30", "am_closes_0": "11:30"}
_HEAD_DAY = {"opens": "08:00", "closes": "11:00", "place": "Trụ sở"}
_CAMPAIGN = {"name": "Đợt cao điểm", "windows-0-first_on": "2027-03-13", "windows-0-last_on": "2027-03-14"}


_MONDAY = date.today() + timedelta(days=14 - date.today().weekday())  # noqa: DTZ011 - any day the form may offer


def ready(endpoint: str, scope: Scope) -> None:
    """The planted visit has its answer already; take it back. Give what a form must name a known id."""
    db.session.execute(update(Visit).values(answered=False))
    if endpoint == "reception.ticket_next":  # whoever asks works at the planted counter
        counter = db.session.scalars(select(Counter)).one()
        db.session.add_all(Seat(post_id=post, counter_id=counter.id) for post in range(1, 300))
    if endpoint == "reception.alarm_accept":
        db.session.execute(update(Alarm).values(stopped_at=None))
    if endpoint == "reception.seat_choose":
        db.session.execute(update(Counter).values(public_id="walkcounter"))
    if endpoint in ("reception.closure_list", "reception.counter_create", "reception.counter_edit"):
        db.session.execute(update(Place).values(public_id="walkplace"))
    if endpoint.endswith(("booking_choose", "booking_confirm", "booking_cancel", "booking_end", "booking_arrive")):
        today = clock.today()
        lasts = clock.now() + timedelta(hours=1)
        fresh = {"booking_confirm": "held"}.get(endpoint.rpartition(".")[2], "confirmed")
        db.session.execute(update(Booking).values(state=fresh, held_until=lasts, day=today, starts=0, ends=1))
        db.session.execute(update(Place).values(public_id="walkplace", public_seats=50))
        db.session.execute(update(Opening).values(weekday=0, opens=450, closes=690))
    for officer in people_with(scope, SHIFT_SWAP.name):  # the planted shift and its swap belong to nobody
        db.session.execute(update(Shift).values(officer_id=officer))
        db.session.execute(update(Swap).values(asker_id=officer, state="asked"))
    if endpoint == "reception.allowance_show":
        db.session.execute(update(Shift).values(public_id="walkshift"))
    if endpoint == "reception.swap_create":
        db.session.execute(delete(Swap))


def again(endpoint: str, scope: Scope) -> None:
    """A place gives out so many unconfirmed times at once; those of the askers before are given back."""
    if endpoint == "reception_public.booking_choose":
        db.session.execute(update(Booking).where(Booking.state == "held").values(state="cancelled"))


WALK = Walk(
    again=again,
    records=(
        *("alarm", "booking", "closure", "visit", "place", "counter", "ticket"),
        *("campaign", "shift", "leave", "swap", "head_day", "entitlement"),
    ),
    parameters={"token": TOKEN, "code": CODE},
    forms={
        "reception.alarm_accept": {},
        "reception.alarm_raise": {},
        "reception.alarm_stop": {"ending": "handled"},
        "reception.booking_arrive": {},
        "reception.booking_end": {"act": "miss"},
        "reception.closure_list": {
            "place": "walkplace",
            "first_on": "2027-05-05",
            "last_on": "2027-05-05",
            "reason": "x",
        },
        "reception.closure_remove": {},
        "reception_public.booking_cancel": {},
        "reception_public.booking_find": {"code": CODE},
        "reception_public.booking_choose": {"place": "walkplace", "day": _MONDAY.isoformat(), "slot": "450"},
        "reception_public.booking_confirm": {},
        "reception.counter_create": _COUNTER,
        "reception.counter_edit": _COUNTER,
        "reception.allowance_show": {"shift": "walkshift", "action": "held"},
        "reception.entitlement_list": {"officer": "", "group": "1", "basis": "QĐ 1", "first_on": "2027-01-0{n}"},
        "reception.entitlement_remove": {},
        "reception.head_day_create": {**_HEAD_DAY, "day": "2027-03-1{n}"},
        "reception.head_day_edit": {"state": "postponed", "reason": "Đi họp", "moved_to": "2027-03-10"},
        "reception.campaign_create": _CAMPAIGN,
        "reception.campaign_edit": _CAMPAIGN,
        "reception.leave_list": {"officer": "", "first_on": "2027-04-01", "last_on": "2027-04-02"},
        "reception.leave_remove": {},
        "reception.roster_day": {},
        "reception.roster_make": {"month": "2027-03"},
        "reception.roster_post": {"month": "2027-03"},
        "reception.swap_answer": {"answer": "withdraw"},
        "reception.swap_create": {"other": ""},
        "reception.place_create": _PLACE,
        "reception.place_edit": _PLACE,
        "reception.scan_add": {"paper": "0"},
        "reception.scan_remove": {},
        "reception.seat_choose": {"counter": "walkcounter"},
        "reception.slip_print": {},
        "reception.ticket_give": {},
        "reception.ticket_move": {"act": "hold"},
        "reception.ticket_next": {},
        "reception.ticket_redirect": {"target": "CANARY-A-serves"},
        "reception.visit_answer": {"result": "Đã trả lời"},
        "reception.visit_create": _VISIT,
        "reception.visit_edit": {**_VISIT, "reason": "Ghi nhầm"},
    },
    programs={
        "reception_machine.visit_answer": {"result": "Đã trả lời"},
        "reception_machine.visit_correct": {**_PROGRAM, "reason": "Ghi nhầm"},
        "reception_machine.visit_create": _PROGRAM,
    },
    owned={"core.file_show": "reception.visit.identify"},
    without_canary={
        "reception_visit.public_id": "random id",
        "reception_visit.once": "random id",
        "reception_visit.kind": "closed list",
        "reception_visit.outcome": "closed list",
        "reception_visit.refusal_ground": "closed list",
        "reception_person.id_type": "closed list",
        "reception_paper.copy_kind": "closed list",
        "reception_place.public_id": "random id",
        "reception_alarm.public_id": "random id",
        "reception_alarm.ending": "closed list",
        "reception_booking.public_id": "random id",
        "reception_booking.code_hash": "a hash",
        "reception_booking.source": "closed list",
        "reception_booking.kind": "closed list",
        "reception_booking.state": "closed list",
        "reception_booking.notice": "closed list",
        "reception_booking.ticket_ref": "a reference",
        "reception_closure.public_id": "random id",
        "reception_counter.public_id": "random id",
        "reception_ticket.public_id": "random id",
        "reception_ticket.once": "random id",
        "reception_ticket.token_hash": "a hash",
        "reception_ticket.letter": "one letter",
        "reception_ticket.state": "closed list",
        "reception_ticket.held_from": "closed list",
        "reception_ticket.ground": "closed list",
        "reception_ticket.kind": "closed list",
        "reception_ticket.language": "closed list",
        "reception_ticket.visit_ref": "a reference",
        "reception_ticket_step.state": "closed list",
        "reception_visit.queue_ref": "a reference",
        "reception_visit.slip": "a number of a slip",
        "reception_campaign.public_id": "random id",
        "reception_shift.public_id": "random id",
        "reception_shift.half": "closed list",
        "reception_head_day.public_id": "random id",
        "reception_head_day.state": "closed list",
        "reception_head_day.ground": "closed list",
        "reception_head_day.unscheduled": "closed list",
        "reception_entitlement.public_id": "random id",
        "reception_roster_gap.half": "closed list",
        "reception_leave.public_id": "random id",
        "reception_leave.half": "closed list",
        "reception_leave.ground": "closed list",
        "reception_swap.public_id": "random id",
        "reception_swap.half": "closed list",
        "reception_swap.state": "closed list",
    },
    ready=ready,
)
