"""Between a kind's typed payload and the plain values that are stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import current_app
from pydantic import TypeAdapter, ValidationError

from core.envelopes.declare import Letter, LetterKind
from core.envelopes.models import StoredLetter
from core.errors import Invalid, NotFound
from core.i18n import gettext as _
from core.text import damaged

#: Longest payload in characters of JSON; longer papers travel as files.
LONGEST = 100_000


def kinds() -> dict[str, LetterKind[Any]]:
    """Every declared kind, by key."""
    found: dict[str, LetterKind[Any]] = current_app.extensions["tiepdan.registry"].letters
    return found


def kind_of(key: str) -> LetterKind[Any]:
    """A declared kind. Raises NotFound when no installed plugin declares it."""
    if key not in kinds():
        raise NotFound("letter kind")
    return kinds()[key]


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(schema: type) -> TypeAdapter[Any]:
    """Building one takes milliseconds, so each schema has its own for good."""
    if schema not in _adapters:
        _adapters[schema] = TypeAdapter(schema)
    return _adapters[schema]


def plain(kind: LetterKind[Any], payload: Any) -> dict[str, Any]:
    """The values of a payload as they are stored. Raises Invalid for what does not fit the schema."""
    if not isinstance(payload, kind.schema):
        raise Invalid({"payload": _("This is not what letters of this kind hold.")})
    adapter = _adapter(kind.schema)
    try:
        found: dict[str, Any] = adapter.dump_python(payload, mode="json", warnings=False)
        adapter.validate_python(found)
    except ValidationError as error:
        names = {".".join(map(str, problem["loc"])) or "payload" for problem in error.errors()}
        raise Invalid({name: _("Please fill this in as the form asks.") for name in sorted(names)}) from error
    except ValueError as error:  # what no JSON can hold
        raise Invalid({"payload": _("This is not what letters of this kind hold.")}) from error
    if any(map(damaged, _texts(found))):
        raise Invalid({"payload": _("Some characters are damaged. Please type the text again.")})
    if len(json.dumps(found, ensure_ascii=False)) > LONGEST:
        raise Invalid({"payload": _("The letter is too long. Please send long papers as files.")})
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def typed(key: str, payload: dict[str, Any] | None) -> Any:
    """The typed form of stored values; None where they are withheld, unknown or of an older shape."""
    if payload is None or key not in kinds():
        return None
    try:
        return _adapter(kinds()[key].schema).validate_python(payload)
    except ValidationError:
        return None


def letter_of(row: StoredLetter) -> Letter[Any]:
    """The frozen form of a copy, for those who may read it."""
    return Letter(
        id=row.public_id,
        kind=row.kind,
        box="out" if row.box == "out" else "in",
        state=row.state,
        year=row.year,
        number=row.number,
        title=row.title,
        other_slug=row.other_slug,
        other_name=row.other_name,
        payload=typed(row.kind, row.payload),
        reference=row.reference,
        due_on=row.due_on,
        sent_at=row.sent_at,
        received_at=row.received_at,
        recall_at=row.recall_at,
        answered_at=row.answered_at,
        ignored_at=row.ignored_at,
        receipt_no=row.receipt_no,
        answer=row.answer,
        reason=row.reason,
        sent_by=row.sent_by,
        answered_by=row.answered_by,
    )
