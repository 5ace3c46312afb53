"""What an overseer may be granted of the desk: monthly numbers, never a row."""

from __future__ import annotations

from datetime import date

from core.api import OversightKind, Scope, _l
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
