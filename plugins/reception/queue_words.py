"""Words of the waiting hall: labels of its closed lists, reasons of the order, sentences of refusals."""

from __future__ import annotations

from typing import Any

from core.api import _l
from plugins.reception.models.alarms import ENDINGS
from plugins.reception.models.queue import LANGUAGES, STATES, TICKET_KINDS
from plugins.reception.queue_rules import GROUNDS
from plugins.reception.words import KIND_LABELS

GROUND_LABELS: dict[str, Any] = dict(
    zip(GROUNDS, (_l("Elderly"), _l("Disabled"), _l("Pregnant"), _l("With a small child")), strict=True)
)
LANGUAGE_LABELS: dict[str, Any] = dict(
    zip(
        LANGUAGES,
        (_l("Sedang"), _l("Bahnar"), _l("Jarai"), _l("Gie"), _l("Sign language"), _l("Another language")),
        strict=True,
    )
)
TICKET_KIND_LABELS: dict[str, Any] = {kind: KIND_LABELS[kind] for kind in TICKET_KINDS}
STATE_LABELS: dict[str, Any] = dict(
    zip(
        STATES,
        (_l("Waiting"), _l("Called"), _l("In session"), _l("On hold"), _l("Finished"), _l("Missed"), _l("Left")),
        strict=True,
    )
)
ENDING_LABELS: dict[str, Any] = dict(zip(ENDINGS, (_l("Settled"), _l("False alarm"), _l("Drill")), strict=True))
REASONS: dict[str, Any] = {
    "ground": _l("goes first by a ground or a booking"),
    "earliest": _l("came first of those waiting"),
    "two_before": _l("came earlier; two went first before"),
}
SENTENCES: dict[str, Any] = {
    "choose": _l("Please choose from the list."),
    "choose_place": _l("Choose the place of the hall."),
    "choose_unit": _l("Choose a unit that has a counter here. Name counters under “Counters”."),
    "choose_target": _l("Choose a counter or a unit of this hall."),
    "counter_taken": _l("Somebody is still at this counter. End, hold or send on that number first."),
    "nobody_waits": _l("Nobody waits for this counter now."),
    "moved_meanwhile": _l("This number was moved on meanwhile. Look at the list and try again."),
    "called_enough": _l("This number was called as often as the settings allow. Mark it as missed, or start."),
    "call_again_first": _l("Call this number again first; the settings say how often."),
    "no_post": _l("You act without a post here. Choose a post in the header first."),
    "alarm_stopped": _l("The call was stopped meanwhile."),
    "no_counter": _l("Choose first at which counter you work."),
}
