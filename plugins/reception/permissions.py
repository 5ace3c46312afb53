"""Rights of the reception desk."""

from __future__ import annotations

from core.api import Permission, _l

VISIT_VIEW = Permission("reception.visit.view", _l("See the list of visits without names"))
VISIT_IDENTIFY = Permission("reception.visit.identify", _l("See who came: names, addresses, papers"), sensitive=True)
VISIT_REGISTER = Permission("reception.visit.register", _l("Register visits"))
VISIT_EDIT = Permission("reception.visit.edit", _l("Correct visits, with a reason"))
BOOK_EXPORT = Permission("reception.book.export", _l("Read and download the reception book 03/TCD"), sensitive=True)
PAPER_PRINT = Permission("reception.paper.print", _l("Print receipts and refusal notices"), sensitive=True)
SCHEDULE_EDIT = Permission("reception.schedule.edit", _l("Change opening hours and places"))
QUEUE_RUN = Permission("reception.queue.run", _l("Give out numbers and call them at a counter"))
ROSTER_VIEW = Permission("reception.roster.view", _l("See who receives citizens when"))
ROSTER_EDIT = Permission("reception.roster.edit", _l("Make the roster, enter leave and event windows"))
SHIFT_SWAP = Permission("reception.shift.swap", _l("See one's own shifts, ask for swaps and answer them"))
ALARM_USE = Permission("reception.alarm.use", _l("Call for help at a desk, say that one comes, stop the call"))
ALLOWANCE_MANAGE = Permission(
    "reception.allowance.manage", _l("Confirm shifts and make the allowance sheet"), sensitive=True
)
DUTY_VIEW = Permission("reception.duty.view", _l("See the head's reception days against the law"))
DUTY_EDIT = Permission("reception.duty.edit", _l("Plan, postpone and account for the head's reception days"))

ALL = [
    VISIT_VIEW,
    VISIT_IDENTIFY,
    VISIT_REGISTER,
    VISIT_EDIT,
    BOOK_EXPORT,
    PAPER_PRINT,
    SCHEDULE_EDIT,
    QUEUE_RUN,
    ROSTER_VIEW,
    ROSTER_EDIT,
    SHIFT_SWAP,
    ALARM_USE,
    ALLOWANCE_MANAGE,
    DUTY_VIEW,
    DUTY_EDIT,
]
