"""Words of the roster for the screen: halves of the day, grounds of leave, sentences of broken rules."""

from __future__ import annotations

from typing import Any

from core.api import _, _l

HALF_LABELS: dict[str, Any] = {"am": _l("Morning"), "pm": _l("Afternoon")}
LEAVE_LABELS: dict[str, Any] = {
    "leave": _l("Leave"),
    "business": _l("Work elsewhere"),
    "training": _l("Training"),
    "exempt": _l("Not on the roster"),
    "other": _l("Other"),
}
SWAP_LABELS: dict[str, Any] = {
    "asked": _l("waits for an answer"),
    "accepted": _l("accepted by a colleague"),
    "declined": _l("declined"),
    "withdrawn": _l("withdrawn"),
    "lapsed": _l("lapsed: the shift was changed"),
}
HEAD_STATE_LABELS: dict[str, Any] = {
    "planned": _l("planned"),
    "postponed": _l("postponed"),
    "absent": _l("not held"),
    "alone": _l("held, nobody came"),
}
ABSENCE_LABELS: dict[str, Any] = {
    "summoned": _l("Summoned by a higher body"),
    "business": _l("Work elsewhere"),
    "leave": _l("Leave"),
    "disaster": _l("Disaster, epidemic or emergency"),
    "vacant": _l("The post is vacant"),
    "other": _l("Other"),
}
UNSCHEDULED_LABELS: dict[str, Any] = {
    "heated": _l("The matter is heated, complex, or concerns many people or several agencies"),
    "urgent": _l("Delay may cause serious consequences"),
}
GROUP_LABELS: dict[str, Any] = {
    "1": _l("1: assigned to receive or process"),
    "2": _l("2: heads and deputies, persons summoned"),
    "3": _l("3: order, medical care, traffic"),
    "4": _l("4: full-time processing of petitions"),
}


def sentence(key: str) -> str:
    """What to tell the officer when a rule of the roster is broken, and what to do next."""
    return {
        "required": _("Please fill this in."),
        "choose": _("Please choose from the list."),
        "reversed": _("The last day lies before the first. Correct one of them."),
        "day_far": _("The day lies too far away. Rosters reach three years back and two years ahead."),
        "month_closed": _("This month is over or too far ahead. Go to a month that can be planned."),
        "no_officers": _("Nobody here may receive citizens. Give somebody a post with the right to register visits."),
        "not_made": _("The roster of this month is not made yet. Make it first, then post it."),
        "not_an_officer": _("This person may not receive citizens any more. Choose somebody else."),
        "on_leave": _("This officer is on leave then. Choose somebody else, or correct the leave."),
        "on_duty_already": _("This officer is on duty at that time already. Choose another shift."),
        "confirmed": _("A shift of this day is confirmed already. Take the confirmation back first."),
        "shift_over": _("This shift is over or was changed meanwhile. Look at the roster again."),
        "swap_open": _("A colleague was asked for this shift already. Withdraw that request first."),
        "swap_answered": _("This request was answered meanwhile. Nothing was changed."),
        "not_theirs": _("The shift you want in return is not a coming shift of that colleague. Choose again."),
        "window_needed": _("Enter at least one window: its first and its last day."),
        "window_long": _("A window lasts a year at most. Split it."),
        "day_taken": _("A reception day of the head is planned on that date already. Change that one."),
        "day_past": _(
            "The day lies in the past. Choose a later one, or note an unscheduled reception with its ground."
        ),
        "day_postponed": _("This day was postponed. Change the new day instead."),
        "hours_reversed": _("A period ends before it begins. Correct the hours."),
        "hours": _("Write hours as 07:30."),
        "proven": _("The head received visitors on that day, so it was held. Correct those visits first."),
        "not_yet": _("The day is still to come. Say this afterwards."),
        "ground_needed": _("Choose the ground on which the day was not held."),
        "later_day": _("Enter a new day that is still to come."),
        "choose_shift": _("Tick at least one shift."),
        "minutes": _("Between 1 and 720 minutes, please."),
        "entry_later": _(
            "An entry of this officer begins on that day or later. Remove it first, or choose a later day."
        ),
    }.get(key, key)
