"""What an overseer may be granted of the register: monthly numbers, never a row."""

from __future__ import annotations

from datetime import date

from core.api import OversightKind, Scope, _l
from plugins.petitions.queries import watch


def count_month(scope: Scope, day: date) -> dict[str, int]:
    """Numbers of the month that contains ``day``, counted from petitions and their limits."""
    return watch.month_numbers(scope, day)


PETITIONS = OversightKind(
    "petitions.petitions",
    _l("Petitions and their limits"),
    {
        "registered": _l("Petitions registered"),
        "complaints": _l("Complaints registered"),
        "denunciations": _l("Denunciations registered"),
        "recommendations": _l("Recommendations and feedback registered"),
        "settled_in_time": _l("Cases settled in time"),
        "settled_late": _l("Cases settled late"),
        "steps_in_time": _l("Other steps in time"),
        "steps_late": _l("Other steps late"),
        "overdue": _l("Limits passed and still owed"),
    },
    count_month,
)
