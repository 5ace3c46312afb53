"""What is in a test's database, read past the ORM: rows of a table, and a fingerprint of all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.engine import Row

from core.config import Config
from core.db.base import Model, db
from core.db.frame import Frame
from core.db.session import acting_in
from core.tenancy.resolve import system_scope
from core.tenancy.scope import Scope


@contextmanager
def acting(app: Flask, scope: Scope, *, writes: bool = False) -> Iterator[Frame]:
    """Call services and queries as ``scope``, with one commit at the end if ``writes``."""
    with app.app_context(), acting_in(scope, writes=writes) as frame:
        yield frame


def stored(app: Flask, table: str, tenant: str) -> Sequence[Row[Any]]:
    """All rows of one table that belong to one tenant, oldest first."""
    found = Model.metadata.tables[table]
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope):
            query = select(found).where(found.c.tenant_id == scope.tenant_id).order_by(found.c.id)
            return db.session.connection().execute(query).all()


def owner_engine(config: Config) -> Engine:
    """An engine that sees every row: the migrator's on PostgreSQL."""
    return create_engine(config.migration_url or config.database_url)


class Fingerprint:
    """Tells whether anything in the database changed, by tables; ``without`` are left out."""

    def __init__(self, app: Flask, without: frozenset[str] = frozenset()) -> None:
        self.engine = owner_engine(app.extensions["tiepdan.config"])
        self.connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.tables = [t for t in Model.metadata.sorted_tables if t.name not in without]
        self.version = -1
        self.last: dict[str, str] = {}

    def take(self) -> dict[str, str]:
        """Table -> hash of all its rows."""
        if self.connection.dialect.name == "sqlite":
            version = int(self.connection.exec_driver_sql("PRAGMA data_version").scalar_one())
            if version != self.version:  # SQLite counts the commits of all other connections
                self.version = version
                self.last = {table.name: _hash(self.connection, table.name) for table in self.tables}
            return self.last
        parts = (
            f"select '{t.name}', md5(string_agg(r::text, '|' order by r::text)) from {t.name} r" for t in self.tables
        )
        return {row[0]: row[1] or "" for row in self.connection.execute(text(" union all ".join(parts)))}

    def close(self) -> None:
        """Let the database be dropped."""
        self.connection.close()
        self.engine.dispose()


def _hash(connection: Connection, table: str) -> str:
    rows = connection.exec_driver_sql(f"select * from {table}").all()
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
