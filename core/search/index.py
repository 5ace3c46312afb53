"""Writing the index, in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import current_app
from sqlalchemy import Connection, Table, func, insert, select, text

from core.db.base import db
from core.db.frame import current_frame
from core.errors import CrossTenant
from core.search.declare import SearchSource
from core.search.models import SearchEntry
from core.search.words import tokens_of
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class Record:
    """A record's words by layer, and its day, for writing many at once."""

    subject: str
    layers: Mapping[str, str]
    on: date


def source_of(subject: str) -> SearchSource:
    """The declared source a reference belongs to. Raises ValueError when nobody declared it."""
    sources: dict[str, SearchSource] = current_app.extensions["tiepdan.registry"].searches
    name = subject.rpartition(":")[0]
    if name not in sources:
        raise ValueError(f"no plugin declared how '{name}' is searched")
    return sources[name]


def index_record(scope: Scope, subject: str, layers: Mapping[str, str], *, on: date, sealed: bool = False) -> None:
    """Let a record be found by these words from now on, and by no others.

    ``subject`` is its reference ``plugin:noun:public_id``, ``on`` the day that orders it among
    others. ``sealed`` (paper custody, protected persons) refuses every layer that says who somebody
    is, and erases what the index knew before, also from the pages of the file. Raises ValueError
    for layers that were not declared or may not be.
    """
    source = source_of(subject)
    if unknown := set(layers) - set(source.layers):
        raise ValueError(f"{source.name} did not declare {', '.join(sorted(unknown))}")
    if sealed and (open_layers := set(layers) & source.identifying()):
        raise ValueError(f"a sealed record has no {', '.join(sorted(open_layers))}")
    tokens = tokens_of(scope.tenant_id, source.name, layers)
    entry = db.session.scalar(select(SearchEntry).where(SearchEntry.subject == subject))
    if entry is None:
        db.session.add(SearchEntry(source=source.name, subject=subject, day=on, tokens=tokens))
        db.session.flush()
        return
    changed = _canonical(entry.tokens) != _canonical(tokens)
    if changed:
        entry.tokens = tokens
    entry.day = on
    db.session.flush()
    if sealed and changed:
        _erase()


def drop_records(scope: Scope, subjects: Iterable[str]) -> None:
    """Let records be found no more, and leave none of their words in the file; unknown ones are fine."""
    wanted = list(subjects)
    entries = db.session.scalars(select(SearchEntry).where(SearchEntry.subject.in_(wanted))).all()
    for entry in entries:
        db.session.delete(entry)
    db.session.flush()
    if entries:
        _erase()


def drop_record(scope: Scope, subject: str) -> None:
    """``drop_records`` for one."""
    drop_records(scope, [subject])


def _canonical(tokens: str) -> set[str]:
    """The same set of words, as we write it or as PostgreSQL gives it back (quoted)."""
    return {token.strip("'") for token in tokens.split()}


def _erase() -> None:
    """Write FTS5's lists anew: until then they keep deleted words (``secure-delete`` needs SQLite 3.42).

    Some tenths of a second with a hundred thousand records; PostgreSQL's vacuum needs no telling.
    """
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(text("insert into core_search_fts (core_search_fts) values ('optimize')"))


def backfill(connection: Connection, tenant_id: int, source: str, records: Iterable[Record]) -> None:
    """For migrations of plugins, as the migrator: index records that are in none yet.

    A plugin's migration meets the core at its newest state, and so does this function: it writes
    the index as the code beside it reads it.
    """
    table = cast("Table", SearchEntry.__table__)
    last = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    rows: list[dict[str, Any]] = [
        {
            "tenant_id": tenant_id,
            "source": source,
            "subject": record.subject,
            "day": record.on,
            "tokens": tokens_of(tenant_id, source, record.layers),
        }
        for record in records
    ]
    if not rows:
        return
    connection.execute(insert(table), rows)
    if connection.dialect.name == "sqlite":
        connection.execute(
            text(
                "insert into core_search_fts (rowid, tokens) select id, tokens from core_search_entry where id > :last"
            ),
            {"last": last},
        )


def index_many(scope: Scope, source: str, records: Iterable[Record]) -> None:
    """Index many new records at once, for loading test data. Raises CrossTenant outside a writing frame."""
    frame = current_frame()
    if frame is None or frame.scope is None or not frame.writes or frame.scope.tenant_id != scope.tenant_id:
        raise CrossTenant("records are indexed only inside the tenant's own writing frame")
    backfill(db.session.connection(), scope.tenant_id, source, records)
