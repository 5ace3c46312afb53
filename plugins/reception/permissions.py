"""Rights of the reception desk."""

from __future__ import annotations

from core.api import Permission

VISIT_VIEW = Permission("reception.visit.view", "See the list of visits without names")
VISIT_IDENTIFY = Permission("reception.visit.identify", "See who came: names, addresses, papers", sensitive=True)
VISIT_REGISTER = Permission("reception.visit.register", "Register visits")
VISIT_EDIT = Permission("reception.visit.edit", "Correct visits, with a reason")
BOOK_EXPORT = Permission("reception.book.export", "Read and download the reception book 03/TCD", sensitive=True)
PAPER_PRINT = Permission("reception.paper.print", "Print receipts and refusal notices", sensitive=True)
SCHEDULE_EDIT = Permission("reception.schedule.edit", "Change opening hours and places")

ALL = [VISIT_VIEW, VISIT_IDENTIFY, VISIT_REGISTER, VISIT_EDIT, BOOK_EXPORT, PAPER_PRINT, SCHEDULE_EDIT]
