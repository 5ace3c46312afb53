"""What an overseer may be granted of the desk: monthly numbers, never a row."""

from __future__ import annotations

from datetime import date

from core.api import OversightKind, Scope, _l
from plugins.reception.queries import duty
from plugins.reception.queries import visits as queries


def count_month(scope: Scope, day: date) -> dict[str, int]:
    """Numbers of the month that contains ``day``, counted from the visits."""
    return queries.month_numbers(scope, day)


VISITS = OversightKind(
    "reception.visits",
    _l("Visits to the reception place"),
    {
        "visits": _l("Visits"),
        "people": _l("People"),
        "groups": _l("Groups of 5 or more"),
        "owed": _l("Answers still owed"),
    },
    count_month,
)


def count_duty(scope: Scope, day: date) -> dict[str, int]:
    """The head's reception days in the month that contains ``day``, counted from plans and visits."""
    return duty.duty_numbers(scope, day)


DUTY = OversightKind(
    "reception.duty",
    _l("Reception days of the head"),
    {
        "required": _l("Days required by law"),
        "held": _l("Days held"),
        "alone": _l("of these without a visitor"),
    },
    count_duty,
)
