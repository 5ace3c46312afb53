"""What menu, banner and desk share on one page, so that it is asked once."""

from __future__ import annotations

from flask import g

from core.api import Banner, Scope
from plugins.reception.queries import alarms, visits
from plugins.reception.queue_words import ENDING_LABELS


def page_numbers(scope: Scope) -> visits.DeskNumbers:
    """The desk's numbers, read once per page."""
    if "reception_numbers" not in g:
        g.reception_numbers = visits.desk_numbers(scope)
    found: visits.DeskNumbers = g.reception_numbers
    return found


def alarm_banner(scope: Scope) -> Banner:
    """Open calls for help, and the key that raises one."""
    found = alarms.open_alarms(scope) if page_numbers(scope).alarms else []
    return Banner("reception/_alarm.html", {"alarms": found, "endings": ENDING_LABELS, "problem": ""}, "alarm.js")
