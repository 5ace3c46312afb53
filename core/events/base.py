"""Domain events: what happened, in ids and small values. No names of people, no free text."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

#: What an id or a key looks like; anything longer, with blanks or accents is free text or a name.
TOKEN = re.compile(r"[A-Za-z0-9_.:@/+-]{0,64}", re.ASCII)
#: ``plugin:noun:public_id``.
SUBJECT = re.compile(r"[a-z][a-z0-9_]{1,30}:[a-z_]{1,20}:[A-Za-z0-9_.-]{1,64}", re.ASCII)


def is_small(value: Any) -> bool:
    """Whether a value may travel in events and jobs: ids and numbers, or plain containers of them."""
    if isinstance(value, str):
        return TOKEN.fullmatch(value) is not None
    if isinstance(value, dict):
        return all(is_small(key) and is_small(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_small, value))
    return value is None or isinstance(value, bool | int)


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

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:  # noqa: ARG003 - subclasses use it
        """What the history says beside ``label``, from the stored fields; in the reader's language."""
        return ""

    def payload(self) -> dict[str, Any]:
        """The fields beside ``subject`` as plain values.

        Raises ValueError for a text that is no id or key, and for a subject that is no reference:
        names and free text stay in the tables they belong to.
        """
        if not SUBJECT.fullmatch(self.subject):
            raise ValueError(f"the subject of {self.name} is no 'plugin:noun:id'")
        found: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            if field.name == "subject":
                continue
            value = getattr(self, field.name)
            value = value.isoformat() if isinstance(value, date) else value
            if not is_small(value):
                raise ValueError(f"{self.name}.{field.name} holds free text")
            found[field.name] = value
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
