"""PostgreSQL: every table through COPY in one snapshot, as the migrator; no client program is needed.

The tables themselves come from the migrations, which also bring row security and triggers; so a
backup goes into any newer PostgreSQL, and rows are exact because COPY reads what COPY wrote.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.util import CommandError
from psycopg import Connection as Psycopg
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from core.backup import facts
from core.backup.bundle import PIECE, BackupRefused, Bundle, Manifest, Say, Writer
from core.config import Config
from core.db import migrate


def owner_engine(config: Config) -> Engine:
    """The migrator's connection; it alone sees the rows of all tenants."""
    if not config.migration_url:
        raise BackupRefused("Set TIEPDAN_MIGRATION_URL to the address of the migrator role; it alone sees all rows.")
    return create_engine(config.migration_url)


def _raw(connection: Connection) -> Psycopg[Any]:
    raw: Psycopg[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    return raw


def _part(table: str) -> str:
    return f"tables/{table}.copy.gz"


def _list(connection: Connection, names: Iterable[str]) -> str:
    return ", ".join(facts.quoted(connection, name) for name in names)


def dump(config: Config, manifest: Manifest, writer: Writer, folder: Path, say: Say) -> list[tuple[str, str]]:
    """Add all rows as of one moment; gives the (path, hash) of the files they speak of."""
    engine = owner_engine(config)
    snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with engine.connect().execution_options(**snapshot) as connection:
            if connection.scalar(
                text("select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user")
            ):
                raise BackupRefused("The migrator role does not bypass row-level security, so rows would be missing.")
            names = facts.tables(connection)
            manifest.chains = facts.revisions(connection)
            manifest.audit_heads = facts.audit_heads(connection)
            for number, name in enumerate(names, start=1):
                if number % 10 == 0 or number == len(names):
                    say(f"database: {number} of {len(names)} tables")
                manifest.columns[name] = _columns(connection, name)
                manifest.rows[name] = _copy_out(connection, name, manifest.columns[name], folder / "table")
                writer.add(_part(name), folder / "table")
            for name in inspect(connection).get_sequence_names():
                row = connection.execute(text(f"select last_value, is_called from {facts.quoted(connection, name)}"))  # noqa: S608
                manifest.sequences[name] = list(row.one())
            return list(facts.stored_files(connection))
    finally:
        engine.dispose()


def _columns(connection: Connection, table: str) -> list[str]:
    return [column["name"] for column in inspect(connection).get_columns(table) if not column.get("computed")]


def _copy_out(connection: Connection, table: str, columns: list[str], target: Path) -> int:
    statement = f"copy {facts.quoted(connection, table)} ({_list(connection, columns)}) to stdout"
    with (
        target.open("wb") as out,
        gzip.GzipFile("", "wb", 6, out, mtime=0) as packed,
        _raw(connection).cursor() as cursor,
    ):
        with cursor.copy(statement) as rows:
            for row in rows:
                packed.write(row)
        return cursor.rowcount


def is_empty(config: Config) -> bool:
    """Whether nothing was ever stored here."""
    engine = owner_engine(config)
    try:
        with engine.connect() as connection:
            return not any(facts.counted(connection, facts.tables(connection)).values())
    finally:
        engine.dispose()


def load(connection: Connection, chains: list[migrate.Chain], bundle: Bundle, say: Say) -> None:
    """Make the tables as they were, in place of all that is there, and fill them; inside one transaction."""
    connection.execute(text("set local lock_timeout = '10s'"))
    _drop_all(connection)
    for chain in chains:
        if revision := bundle.manifest.chains.get(chain.name):
            try:
                command.upgrade(migrate.alembic_config(chain, connection), revision)
            except CommandError as error:
                raise BackupRefused(f"This program does not know the migration {revision} of {chain.name}.") from error
    names = facts.tables(connection)
    if names != sorted(bundle.manifest.columns) or any(_part(name) not in bundle.manifest.parts for name in names):
        raise BackupRefused("The backup does not hold the tables that its own migrations make.")
    if any(facts.counted(connection, names).values()):
        connection.execute(text(f"truncate {_list(connection, names)}"))
    for number, name in enumerate(_in_order(connection), start=1):
        if number % 10 == 0 or number == len(names):
            say(f"database: {number} of {len(names)} tables")
        _copy_in(connection, name, bundle)
    for name, (value, called) in bundle.manifest.sequences.items():
        connection.execute(
            text("select setval(cast(:name as regclass), :value, :called)"),
            {"name": facts.quoted(connection, name), "value": value, "called": called},
        )


def _drop_all(connection: Connection) -> None:
    names = inspect(connection).get_table_names()
    if names:
        connection.execute(text(f"drop table {_list(connection, names)} cascade"))
    functions = connection.scalars(
        text(
            "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace"
            " and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
        )
    )
    for signature in functions.all():
        connection.execute(text(f"drop function {signature}"))


def _in_order(connection: Connection) -> list[str]:
    """Tables, those that others point to first."""
    found = inspect(connection).get_sorted_table_and_fkc_names()
    if any(loops for name, loops in found if name is None):
        raise BackupRefused("Tables point to each other in a circle; they cannot be filled one after the other.")
    return [name for name, _keys in found if name and not name.startswith(facts.VERSION_TABLE)]


def _copy_in(connection: Connection, table: str, bundle: Bundle) -> None:
    columns = bundle.manifest.columns[table]
    if not set(columns) <= {column["name"] for column in inspect(connection).get_columns(table)}:
        raise BackupRefused(f"The backup names columns of {table} that its own migrations do not make.")
    statement = f"copy {facts.quoted(connection, table)} ({_list(connection, columns)}) from stdin"
    with (
        bundle.open(_part(table)) as part,
        gzip.open(part) as plain,
        _raw(connection).cursor() as cursor,
        cursor.copy(statement) as rows,
    ):
        while piece := plain.read(PIECE):
            rows.write(piece)
