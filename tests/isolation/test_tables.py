"""The schema keeps tenants apart by its shape, on paper and in the real database (D2, D4; P4, P6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, ForeignKeyConstraint, String, Table, Text, UniqueConstraint, text

from core.app import check_database
from core.db.base import Model
from core.db.rls import protect_statements
from core.testing.counts import Count
from core.testing.world import TREE, WITHOUT_CANARY, World, canary, text_columns
from tests.isolation.routes import raw

CLASSES = {"log", "scoped", "shared", "global", "internal"}
LONGEST_NAME = 63  # PostgreSQL cuts longer ones


@pytest.fixture
def tables(shared: Callable[..., tuple[Flask, World]]) -> list[Table]:
    """All tables of core and the plugins; the application must have loaded them."""
    shared("sqlite", "on")
    return list(Model.metadata.sorted_tables)


@pytest.fixture
def scoped(tables: list[Table]) -> list[Table]:
    return [table for table in tables if table.info["class"] == "scoped"]


def owner(table: Table | str) -> str:
    """Core or the plugin a table belongs to, by the declared prefix."""
    from importlib import import_module
    from pkgutil import iter_modules

    name = table if isinstance(table, str) else table.name
    plugins = [module.name for module in iter_modules(import_module("plugins").__path__)]
    return next((plugin for plugin in plugins if name.startswith(f"{plugin}_")), "core")


def unique_keys(table: Table) -> Iterator[tuple[str, list[str]]]:
    """(name, columns) of everything that must be unique, the integer key excepted."""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield str(constraint.name), [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield str(index.name), [column.name for column in index.columns]


def test_every_table_has_a_class(tables: list[Table], count: Count) -> None:
    assert {table.name: table.info.get("class") for table in tables if table.info.get("class") not in CLASSES} == {}
    count("tables", len(tables))


def test_tables_with_a_tenant_are_scoped_or_belong_to_core(tables: list[Table]) -> None:
    for table in tables:
        if "tenant_id" in table.columns and table.info["class"] != "scoped":
            assert table.info["class"] in ("internal", "log")
            assert owner(table) == "core", f"{table.name}: a plugin keeps tenants' rows outside the locks"


def test_scoped_tables_lead_with_the_tenant(scoped: list[Table], count: Count) -> None:
    for table in scoped:
        assert not table.c.tenant_id.nullable, table.name
        assert [c.name for c in table.primary_key.columns] == ["id"], table.name
        keys = dict(unique_keys(table))
        assert ["tenant_id", "id"] in keys.values(), f"{table.name}: no target for composite keys"
        for name, columns in keys.items():
            assert columns[0] == "tenant_id", f"{name} would tell that another tenant has the value"
        for index in table.indexes:
            assert next(iter(index.columns)).name == "tenant_id", f"{index.name} must lead with the tenant"
    count("scoped tables", len(scoped))


def test_links_between_scoped_tables_carry_the_tenant(tables: list[Table], scoped: list[Table]) -> None:
    names = {table.name for table in scoped}
    for table in tables:
        for key in foreign_keys(table):
            target = key.referred_table.name
            if table.name in names and target in names:
                pairs = {element.parent.name: element.column.name for element in key.elements}
                assert pairs.get("tenant_id") == "tenant_id", f"{key.name} could reach another tenant's row"
            else:
                assert target not in names, f"{key.name}: a row without tenant points at a tenant's row"


def foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    return [c for c in table.constraints if isinstance(c, ForeignKeyConstraint)]


def test_no_link_between_plugins_and_no_cascade(tables: list[Table]) -> None:
    for table in tables:
        for key in foreign_keys(table):
            target = key.referred_table
            assert owner(target) in {"core", owner(table)}, f"{key.name} ties two plugins together"
            if target.info["class"] != table.info["class"]:
                assert key.ondelete in {None, "NO ACTION", "RESTRICT"}, f"{key.name} deletes across classes"
            assert key.onupdate is None, key.name


def test_names_fit_into_both_engines(tables: list[Table]) -> None:
    for table in tables:
        for named in (table, *table.constraints, *table.indexes):
            assert len(str(named.name or "")) <= LONGEST_NAME, f"{named.name} would be cut"


def test_every_text_carries_a_canary_or_says_why_not(
    engine_name: str, shared: Callable[..., tuple[Flask, World]], count: Count
) -> None:
    app, _world = shared(engine_name, "on")
    known = {f"{table}.{column}" for table, column, _length in text_columns()}
    assert not set(WITHOUT_CANARY) - known, "reasons for columns that are gone"
    assert all(WITHOUT_CANARY.values())
    with raw(app) as connection:
        for table, column, length in text_columns():
            rows = connection.execute(
                text(
                    f'select t.slug, min(r."{column}") from {table} r join core_tenant t on t.id = r.tenant_id group by t.slug'
                )
            ).all()
            found = dict(rows)
            assert set(found) == set(TREE), f"{table}: the world has no row in {sorted(set(TREE) - set(found))}"
            if f"{table}.{column}" in WITHOUT_CANARY:
                continue
            for slug, value in found.items():
                assert value.startswith(canary(slug)[: length or None]), f"{table}.{column} of {slug} carries no canary"
            count("columns with a canary", 1)


def test_other_texts_of_tenants_are_few(tables: list[Table]) -> None:
    """Plugins may keep text only in Scoped tables, where canaries are planted, or in reference data."""
    for table in tables:
        if owner(table) != "core" and table.info["class"] == "internal":
            texts = [c.name for c in table.columns if isinstance(c.type, (String, Text))]
            assert not texts, f"{table.name}: {texts} escape the canaries"


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
    return [
        change
        for change in compare_metadata(context, Model.metadata)
        if not (change[0] == "remove_table" and change[1].name.startswith(("alembic_version", "core_search_fts")))
        and not (change[0] == "remove_index" and change[1].name == "ix_core_search_entry_tokens")
    ]


def test_migrations_make_exactly_the_models(engine_name: str, shared: Callable[..., tuple[Flask, World]]) -> None:
    app, _world = shared(engine_name, "on")
    with raw(app) as connection:
        assert _differences(connection) == []


@pytest.mark.postgres
def test_row_security_is_forced_and_reads_as_generated(
    scoped: list[Table], shared: Callable[..., tuple[Flask, World]], count: Count
) -> None:
    app, _world = shared("postgres", "on")
    with raw(app) as connection:
        flags = {
            row.relname: (row.relrowsecurity, row.relforcerowsecurity)
            for row in connection.execute(
                text(
                    "select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c"
                    " join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'"
                )
            )
        }
        logs = {t.name for t in Model.metadata.sorted_tables if t.info["class"] == "log"}
        assert {t.name for t in scoped} | logs == {name for name, (on, _forced) in flags.items() if on}
        for name in logs:
            assert flags[name] == (True, True), f"{name} is not forced"
            commands = {policy: row[0] for policy, row in _policies(connection, name).items()}
            assert commands == {"_read": "SELECT", "_insert": "INSERT", "_erase": "UPDATE"}
        for table in scoped:
            assert flags[table.name] == (True, True), f"{table.name} is not forced"
            wanted = _as_postgres_reads(connection, table.info["oversight"])
            assert _policies(connection, table.name) == wanted, f"{table.name}: policies differ from core.db.rls"
            count("policies compared", len(wanted))


def _policies(connection: Connection, table: str) -> dict[str, tuple[str, str, str, str, str]]:
    rows = connection.execute(
        text("select policyname, cmd, permissive, roles::text, qual, with_check from pg_policies where tablename = :t"),
        {"t": table},
    )
    return {
        row.policyname.removeprefix(table): (row.cmd, row.permissive, row.roles, row.qual or "", row.with_check or "")
        for row in rows
    }


def _as_postgres_reads(connection: Connection, oversight: str) -> dict[str, tuple[str, str, str, str, str]]:
    """The generated policies, put on a scratch table and read back in PostgreSQL's own wording."""
    connection.execute(text("create table scratch (tenant_id bigint not null, kind varchar(80))"))
    for statement in protect_statements("scratch", oversight):
        connection.execute(text(statement))
    found = _policies(connection, "scratch")
    connection.execute(text("drop table scratch"))
    return found


@pytest.mark.postgres
def test_the_web_role_is_harmless(shared: Callable[..., tuple[Flask, World]]) -> None:
    app, _world = shared("postgres", "on")
    assert check_database(app) == []
    with raw(app) as connection:
        rights = connection.execute(
            text(
                "select distinct privilege_type from information_schema.role_table_grants"
                " where grantee = 'tiepdan_app' and table_schema = 'public'"
            )
        )
        assert {row[0] for row in rights} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
        views = connection.execute(
            text("select count(*) from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace")
        )
        assert views.scalar_one() == 0, "views bypass row security unless they are security_invoker"
        definers = connection.execute(
            text("select count(*) from pg_proc where prosecdef and pronamespace = 'public'::regnamespace")
        )
        assert definers.scalar_one() == 0


def test_the_same_business_key_fits_into_two_tenants(
    engine_name: str, shared: Callable[..., tuple[Flask, World]]
) -> None:
    """P6: numbers, keys and books of one tenant take nothing from another."""
    app, _world = shared(engine_name, "on")
    with raw(app) as connection:
        for table, columns in (("reception_visit", "year, number"), ("core_role", "key"), ("core_unit", "key")):
            groups = connection.execute(
                text(f"select count(distinct tenant_id) from {table} group by {columns} having count(*) > 1")
            ).all()
            assert groups, f"no two tenants share a {columns} in {table}"
