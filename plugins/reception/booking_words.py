"""Words of bookings: labels of closed lists, sentences of refusals."""

from __future__ import annotations

from typing import Any

from core.api import _l

BOOKING_LABELS: dict[str, Any] = {
    "held": _l("Held, not confirmed"),
    "confirmed": _l("Booked"),
    "cancelled": _l("Cancelled"),
    "arrived": _l("Arrived"),
    "no_show": _l("Did not come"),
}
CHOICE_LABELS: dict[str, Any] = {
    "move": _l("Move each to the next free time"),
    "call_off": _l("Call them off"),
    "keep": _l("Keep them: these people are received all the same"),
}
BOOKING_SENTENCES: dict[str, Any] = {
    "choose": _l("Please choose from the list."),
    "choose_place": _l("Choose the place of the hall."),
    "choose_time": _l("Choose a time that is free."),
    "time_taken": _l("This time was taken meanwhile or has passed. Choose another one."),
    "too_many_holds": _l("Many times are being held just now. Please try again in some minutes, or call the office."),
    "say_kind": _l("The head receives at this time: say the broad kind of the matter, nothing more."),
    "too_often": _l("Too many tries. Please wait some minutes, then try again, or call the office."),
    "code_unknown": _l("No booking has this code. Check its signs; a code ends with the booked day."),
    "hold_ended": _l("The time was not confirmed soon enough and was given back. Please choose again."),
    "booking_over": _l("This booking cannot be changed any more. Look at the list again."),
    "not_yet": _l("The booked moment has not come yet."),
    "days_reversed": _l("The last day lies before the first one."),
    "day_past": _l("These days are over."),
    "hours_reversed": _l("A period must end after it begins."),
    "choose_broken": _l("Bookings lie in this time. Look at them below, choose what becomes of them, and save again."),
    "choose_unit": _l("Choose a unit that has a counter here. Name counters under “Counters”."),
}
