"""What officers are told about the roster: words for the screen, never who or what."""

from __future__ import annotations

from core.api import Notice, _l

SWAP_ASKED = Notice(
    "reception.swap_asked",
    _l("A colleague asks you to take a shift"),
    _l("Open the request and accept or decline it."),
    "reception.swap_answer",
    "swap_id",
    once=True,
)
SWAP_ANSWERED = Notice(
    "reception.swap_answered",
    _l("Your request to swap a shift was answered"),
    _l("Open the request to see the answer."),
    "reception.swap_answer",
    "swap_id",
    once=True,
)
TOMORROW = Notice(
    "reception.shift_tomorrow",
    _l("You are on duty at the reception place on the next day"),
    _l("Open the shift to see when."),
    "reception.swap_create",
    "shift_id",
    once=True,
)
GAPS = Notice(
    "reception.roster_gaps",
    _l("Nobody is on the roster for some of the next seven days"),
    _l("Open the roster and fill the open half days."),
    "reception.roster_show",
    "month",
)
NOTICES = [SWAP_ASKED, SWAP_ANSWERED, TOMORROW, GAPS]
