"""The one search index: a row per record, its words as tokens; on SQLite an FTS5 table beside it.

FTS5 may not be written by triggers here (``trusted_schema`` is off), so the mapper's events keep it
in step, in the same transaction. It is external content: FTS5 keeps no second copy of the tokens.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Dialect,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, Mapper, mapped_column
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.types import TypeEngine

from core.db.base import Key, Model
from core.db.scoped import Scoped, scoped_args


class _Vector(TSVECTOR):
    """Tokens bound as text and read by PostgreSQL as they stand, past every parser and dictionary."""

    render_bind_cast = True


class Tokens(TypeDecorator[str]):
    """Tokens with spaces around each: text on SQLite, a tsvector on PostgreSQL (which gives them back quoted)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the engine."""
        return dialect.type_descriptor(_Vector() if dialect.name == "postgresql" else Text())


class SearchEntry(Scoped, Model):
    """What one record is found by. ``subject`` is its reference, ``source`` the part before the id."""

    __tablename__ = "core_search_entry"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "subject"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    day: Mapped[date] = mapped_column(Date)
    tokens: Mapped[str] = mapped_column(Tokens)


PUT = "insert into core_search_fts (rowid, tokens) values (:id, :tokens)"
TAKE = "insert into core_search_fts (core_search_fts, rowid, tokens) values ('delete', :id, :tokens)"


@event.listens_for(SearchEntry, "after_insert")
def put_words(mapper: Mapper[Any], connection: Connection, entry: SearchEntry) -> None:
    """Let FTS5 know a new record."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(PUT), {"id": entry.id, "tokens": entry.tokens})


@event.listens_for(SearchEntry, "after_update")
def change_words(mapper: Mapper[Any], connection: Connection, entry: SearchEntry) -> None:
    """Let FTS5 forget the old words and know the new ones."""
    changed = get_history(entry, "tokens")
    if connection.dialect.name == "sqlite" and changed.added:
        connection.execute(text(TAKE), {"id": entry.id, "tokens": next(iter(changed.deleted))})
        connection.execute(text(PUT), {"id": entry.id, "tokens": entry.tokens})


@event.listens_for(SearchEntry, "after_delete")
def take_words(mapper: Mapper[Any], connection: Connection, entry: SearchEntry) -> None:
    """Let FTS5 forget a record."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(TAKE), {"id": entry.id, "tokens": entry.tokens})
