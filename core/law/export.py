"""The book in force written as TOML, so that it can be read, compared and loaded elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.law.book import LawBook

#: Fields that hold tables of their own -> the key of those tables.
NESTED = {"versions": "version", "variants": "variant"}


def to_toml(book: LawBook) -> str:
    """All rules and records, in an order that depends on nothing but their ids."""
    lines = [f"# Book of law {book.version}", f"# Packs: {', '.join(book.packs) or '-'}", ""]
    for rule in sorted(book.rules, key=lambda rule: rule.id):
        lines += _table("rule", rule)
    for kind in sorted(book.kinds):
        for row in sorted(book.records(kind), key=lambda row: (row.id, row.valid_from)):
            lines += _table(kind, row)
    return "\n".join(lines)


def _table(key: str, row: Any) -> Iterator[str]:
    yield f"[[{key}]]"
    nested: list[tuple[str, Iterable[Any]]] = []
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name in NESTED:
            nested.append((f"{key}.{NESTED[field.name]}", value))
        elif value not in (None, "", (), False) and not (value == 0 and key.startswith("rule")):
            yield f"{field.name} = {_value(value)}"
    yield ""
    for name, parts in nested:
        for part in parts:
            assert is_dataclass(part)  # noqa: S101 - tells mypy
            yield from _table(name, part)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, StrEnum):
        return json.dumps(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
