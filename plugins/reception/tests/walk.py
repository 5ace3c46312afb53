"""What the walks over all routes and tables need to know of the desk."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from core.api import Scope, db, people_with
from core.testing.walk import Walk
from plugins.reception.models import Alarm, Counter, Place, Seat, Shift, Swap, Visit
from plugins.reception.permissions import SHIFT_SWAP
from plugins.reception.tests.factories import TOKEN

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
    if endpoint in ("reception.counter_create", "reception.counter_edit"):
        db.session.execute(update(Place).values(public_id="walkplace"))
    for officer in people_with(scope, SHIFT_SWAP.name):  # the planted shift and its swap belong to nobody
        db.session.execute(update(Shift).values(officer_id=officer))
        db.session.execute(update(Swap).values(asker_id=officer, state="asked"))
    if endpoint == "reception.allowance_show":
        db.session.execute(update(Shift).values(public_id="walkshift"))
    if endpoint == "reception.swap_create":
        db.session.execute(delete(Swap))


WALK = Walk(
    records=(
        *("alarm", "visit", "place", "counter", "ticket"),
        *("campaign", "shift", "leave", "swap", "head_day", "entitlement"),
    ),
    parameters={"token": TOKEN},
    forms={
        "reception.alarm_accept": {},
        "reception.alarm_raise": {},
        "reception.alarm_stop": {"ending": "handled"},
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
