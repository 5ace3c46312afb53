"""A database of the first migrations, with data of two tenants, comes up under the newest ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from core import clock
from core.app import create_app
from core.cli.data import chains_of, upgrade_all
from core.config import Config
from core.db import migrate
from core.db.base import Model, db
from core.db.session import tune_sqlite
from core.identity.passwords import hash_password
from core.search.words import code_of
from core.testing.fixtures import Place, make_config
from core.testing.world import PASSWORD, log_client_in
from plugins.reception.tests.typed import NOON, visit_form

FIRST = {"core": "core_0001", "reception": "reception_0001"}
THEN = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
TENANTS = {1: "xa-mot", 2: "xa-hai"}


@dataclass(frozen=True)
class Old:
    """A database that an early release left behind."""

    config: Config
    rows: dict[str, list[dict[str, Any]]]


def owner(config: Config) -> Engine:
    engine = create_engine(config.migration_url or config.database_url)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    return engine


@pytest.fixture
def old(engine_name: str, tmp_path: Path) -> Iterator[Old]:
    name = ""
    if engine_name == "sqlite":
        config = make_config(tmp_path, Place(f"sqlite:///{tmp_path}/tiepdan.db", None), csrf=False)
    else:
        from core.testing.postgres import create_database

        urls = create_database(f"old_{uuid4().hex[:12]}")
        name = urls.name
        config = make_config(tmp_path, Place(urls.app, urls.migration), csrf=False)
    engine = owner(config)
    for chain in chains_of(create_app(config)):
        if chain.name in FIRST:
            migrate.upgrade(engine, [chain], FIRST[chain.name])
    with engine.begin() as connection:
        fill(connection)
    with engine.connect() as connection:
        rows = read(connection, inspect(connection).get_table_names())
    engine.dispose()
    yield Old(config, rows)
    if name:
        from core.testing.postgres import drop_database

        drop_database(name)


def put(connection: Connection, table: str, **values: Any) -> None:
    if connection.dialect.name == "sqlite":
        values = {k: v.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(v, datetime) else v for k, v in values.items()}
        values = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"insert into {table} ({names}) values ({marks})"), values)


def fill(connection: Connection) -> None:
    """Two communes, an officer in each, and in each a complaint and a denunciation."""
    put(
        connection,
        "core_node_kind",
        key="commune",
        label_vi="xã",
        label_en="commune",
        level_order=30,
        overseer_title_vi="",
        overseer_title_en="",
        valid_from=None,
        valid_to=None,
    )
    secret = hash_password(PASSWORD, cheap=True)
    for key, slug in TENANTS.items():
        own = {"tenant_id": key}
        put(
            connection,
            "core_tenant",
            id=key,
            public_id=f"tenant{key}",
            slug=slug,
            kind="commune",
            name=f"Xã {key}",
            name_en="",
            code="",
            address="",
            phone="",
            email="",
            place="",
            place_en="",
            invented=True,
            since=None,
            until=None,
        )
        put(
            connection,
            "core_user",
            id=key,
            public_id=f"user{key}",
            login=f"can-bo-{key}",
            display_name=f"Cán bộ {key}",
            password_hash=secret,
            must_change_password=False,
            is_operator=False,
            active=True,
            language="",
            created_at=THEN,
        )
        put(connection, "core_membership", user_id=key, **own)
        put(connection, "core_tenant_plugin", plugin="reception", enabled=True, changed_at=THEN, changed_by=None, **own)
        put(
            connection,
            "core_unit",
            id=key,
            public_id=f"unit{key}",
            key="desk",
            name="Bộ phận",
            name_en="",
            kind="",
            invented=True,
            active=True,
            **own,
        )
        put(
            connection,
            "core_role",
            id=key,
            public_id=f"role{key}",
            key="reception_officer",
            title="Cán bộ",
            title_en="",
            **own,
        )
        rights = (
            "reception.visit.view",
            "reception.visit.identify",
            "reception.visit.register",
            "reception.book.export",
        )
        for number, right in enumerate(rights):
            put(connection, "core_role_permission", id=key * 10 + number, role_id=key, permission=right, **own)
        put(
            connection,
            "core_post",
            id=key,
            public_id=f"post{key}",
            user_id=key,
            unit_id=key,
            role_id=key,
            title="Cán bộ",
            valid_from=date(2026, 1, 1),
            valid_to=None,
            **own,
        )
        put(connection, "core_counter", id=key, book="reception.visit", year=2026, value=2, **own)
        for number, kind in ((1, "complaint"), (2, "denunciation")):
            sealed = kind == "denunciation"
            put(
                connection,
                "reception_visit",
                id=key * 10 + number,
                public_id=f"visit{key}{number}",
                once=f"o{key}{number}",
                year=2026,
                number=number,
                received_on=date(2026, 9, 1),
                registered_at=THEN,
                officer_id=key,
                kind=kind,
                headcount=1,
                summary=f"Đất đai của xã {key}",
                demand="Đền bù",
                prior_settlement="",
                envelope_no="PB-1" if sealed else "",
                in_competence=False,
                outcome="received",
                outcome_body="Sở Đất",
                outcome_paper="",
                refusal_ground="",
                refusal_explained=False,
                earlier_notice="",
                notice_due_on=None,
                answer_due_on=date(2026, 9, 15),
                answer_basis="{}",
                answered=False,
                result="",
                note="",
                **own,
            )
        for position, person in enumerate(("Nguyễn Đức", "Trần Thị Ơn")):
            put(
                connection,
                "reception_person",
                id=key * 10 + position,
                visit_id=key * 10 + 1,
                position=position,
                name=f"{person} {key}",
                commune="Đăk Pne",
                address="",
                id_type="unknown",
                id_number="",
                phone="",
                **own,
            )
    if connection.dialect.name == "postgresql":  # rows were given keys by hand; the next ones come after them
        for table in inspect(connection).get_table_names():
            if "id" in {column["name"] for column in inspect(connection).get_columns(table)}:
                serial = f"pg_get_serial_sequence('{table}', 'id')"
                connection.execute(text(f"select setval({serial}, 1000) where {serial} is not null"))


def read(connection: Connection, tables: list[str]) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in sorted(tables):
        if not table.startswith("alembic_"):
            rows = connection.execute(text(f"select * from {table}")).mappings()
            found[table] = sorted((dict(row) for row in rows), key=str)
    return found


def upgraded(config: Config) -> Any:
    app = create_app(config)
    upgrade_all(app, config)
    return app


def test_every_row_is_kept(old: Old) -> None:
    upgraded(old.config)
    engine = owner(old.config)
    with engine.connect() as connection:
        now = read(connection, list(old.rows))
    engine.dispose()
    for table, before in old.rows.items():
        columns = set(before[0]) if before else set()
        after = [{name: row[name] for name in row if name in columns} for row in now[table]]
        assert sorted(after, key=str) == sorted(before, key=str), table
    assert sum(map(len, old.rows.values())) > 30, "there was something to keep"


def test_visits_are_indexed_and_the_desk_serves(old: Old) -> None:
    app = upgraded(old.config)
    engine = owner(old.config)
    with engine.connect() as connection:
        found = connection.execute(text("select tenant_id, subject, tokens from core_search_entry")).all()
    engine.dispose()
    words = {row.subject: {word.strip("'") for word in row.tokens.split()} for row in found}
    for key in TENANTS:
        for number, sealed in ((1, False), (2, True)):
            matter, people = (f"{key}-{code_of('reception:visit', layer)}" for layer in ("matter", "people"))
            here = words.pop(f"reception:visit:visit{key}{number}")
            assert {f"{matter}-{number}-2026", f"{matter}-dat", f"{matter}=đất", f"{matter}-so"} <= here
            assert (f"{matter}-tc-{number}-2026" in here) is (f"{matter}-pb-1" in here) is sealed
            assert (f"{people}-nguyen" in here) is (f"{people}=đức" in here) is (f"{people}-on" in here) is not sealed
            assert sealed is not any(word.startswith(people) for word in here)
    assert words == {}
    with clock.freeze(NOON):
        client = log_client_in(app, "can-bo-1")
        page = client.get("/t/xa-mot/reception/visits?q=nguyen+duc")
        assert page.status_code == 200
        assert "Nguyễn Đức 1" in page.text
        assert "Nguyễn Đức 2" not in page.text
        assert client.get("/t/xa-hai/reception/visits").status_code == 404
        answer = client.post("/t/xa-mot/reception/visits/new", data=visit_form())
        assert answer.status_code == 303
        assert "3/2026" in client.get(answer.headers["Location"]).text, "numbers go on where they stood"
        assert app.test_client().get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("engine_name", ["postgres"])  # SQLite has no row security
def test_row_security_is_in_force(old: Old) -> None:
    upgraded(old.config)
    scoped = {table.name for table in Model.metadata.sorted_tables if table.info.get("class") == "scoped"}
    engine = create_engine(old.config.database_url)
    with engine.begin() as connection:
        found = connection.execute(
            text("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        ).scalars()
        assert scoped <= set(found)
        assert connection.execute(text("select count(*) from reception_visit")).scalar_one() == 0, "nobody acts"
        for key in TENANTS:
            connection.execute(text("select set_config('tiepdan.tenant', :key, true)"), {"key": str(key)})
            seen = connection.execute(text("select distinct tenant_id from reception_visit")).scalars().all()
            assert seen == [key]
    engine.dispose()


def schema(config: Config) -> tuple[dict[str, Any], dict[str, Any]]:
    engine = owner(config)
    with engine.connect() as connection:
        look = inspect(connection)
        tables = sorted(look.get_table_names())
        shape = {t: (str(look.get_columns(t)), str(look.get_indexes(t)), str(look.get_foreign_keys(t))) for t in tables}
        rows = read(connection, tables)
    engine.dispose()
    return shape, rows


def test_a_second_upgrade_changes_nothing(old: Old) -> None:
    upgraded(old.config)
    once = schema(old.config)
    upgraded(old.config)
    assert schema(old.config) == once


def test_upgraded_and_new_databases_have_the_same_columns(old: Old, tmp_path: Path) -> None:
    upgraded(old.config)
    engine = owner(old.config)
    with engine.connect() as connection:
        look = inspect(connection)
        for table in Model.metadata.sorted_tables:
            columns = {column["name"]: column["nullable"] for column in look.get_columns(table.name)}
            assert columns == {column.name: bool(column.nullable) for column in table.columns}, table.name
    engine.dispose()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_status_tells_by_its_exit_code(old: Old) -> None:
    behind = _status(old.config)
    assert (behind.returncode, "core_0001" in behind.stdout, "tiepdan db upgrade" in behind.stderr) == (1, True, True)
    upgraded(old.config)
    assert _status(old.config).returncode == 0


def _status(config: Config) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEPDAN_")}
    return subprocess.run(
        [Path(sys.executable).with_name("tiepdan"), "db", "status"],
        env=kept | {"TIEPDAN_DATA": str(config.data)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
