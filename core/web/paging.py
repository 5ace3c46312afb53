"""Keyset pages: the next page starts after the last row seen, so page 500 costs what page 1 costs.

Rows are ordered by (year, number), newest first; the cursor in the address is ``2026-118``, a
number people know, never a key of the database.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

Row = TypeVar("Row")
SIZE = 25
CURSOR = re.compile(r"(\d{4})-(\d{1,9})", re.ASCII)


Cursor = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page and the addresses of its neighbours (None at the ends)."""

    rows: Sequence[Row]
    newer_url: str | None
    older_url: str | None


@dataclass(frozen=True, slots=True)
class Keyset:
    """Where a page starts: after (towards older) or before (towards newer) this key."""

    after: Cursor | None
    before: Cursor | None
    size: int = SIZE


def keyset() -> Keyset:
    """Read the page position from the address; nonsense means the first page."""

    def cursor(name: str) -> Cursor | None:
        found = CURSOR.fullmatch(request.args.get(name, ""))
        return (int(found[1]), int(found[2])) if found else None

    return Keyset(cursor("after"), cursor("before"))


def neighbours(rows: Sequence[Cursor], position: Keyset, *, more: bool) -> tuple[str | None, str | None]:
    """(newer, older) addresses of a page whose row keys, newest first, are ``rows``."""
    kept = {name: value for name, value in request.args.items(multi=False) if name not in ("after", "before")}
    endpoint = request.endpoint or "open.landing"

    def address(name: str, key: Cursor) -> str:
        values: dict[str, Any] = {**(request.view_args or {}), **kept, name: f"{key[0]}-{key[1]}"}
        return url_for(endpoint, **values)

    if not rows:
        return None, None
    backwards = position.before is not None
    newer = address("before", rows[0]) if (more if backwards else position.after is not None) else None
    older = address("after", rows[-1]) if (backwards or more) else None
    return newer, older
