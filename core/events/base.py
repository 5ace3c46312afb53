"""Domain events: what happened, in ids and small values. No names of people, no free text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

#: A text longer than this is free text, and free text has no place in an event.
LONGEST_TEXT = 64


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Base of all events. A subclass names itself ``plugin.noun_done`` and declares its fields.

    A new field must be optional; a changed meaning needs a new ``version``. ``subject`` is the
    reference ``plugin:noun:public_id`` of what changed.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    #: Words for the history, translatable.
    label: ClassVar[Any] = ""
    #: Live topic that pages listen to; empty for events that no page shows.
    topic: ClassVar[str] = ""

    subject: str

    def payload(self) -> dict[str, Any]:
        """The fields beside ``subject`` as plain values. Raises ValueError for free text."""
        found: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            if field.name == "subject":
                continue
            value = getattr(self, field.name)
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                raise ValueError(f"{self.name}.{field.name} holds free text")
            found[field.name] = value.isoformat() if isinstance(value, date) else value
        return found


def event_problems(event: type[DomainEvent], plugin: str) -> list[str]:
    """What keeps an event class from being declared, in plain words."""
    found = []
    if not event.name.startswith(f"{plugin}."):
        found.append(f"event {event.__name__} must be called '{plugin}.…', not '{event.name}'")
    allowed = {"str", "int", "bool", "date", "str | None", "int | None", "bool | None", "date | None"}
    found += [
        f"{event.name}.{field.name} is of type {field.type}; events carry ids and small values"
        for field in dataclasses.fields(event)
        if str(field.type) not in allowed
    ]
    return found
