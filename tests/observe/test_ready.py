"""/readyz and the checks behind it: each lock loosened in turn must be named."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from core import clock, health
from core.app import create_app
from core.db.base import db
from core.db.session import internal
from core.events.models import OutboxEntry
from core.testing.fixtures import Place, make_config
from core.testing.world import World
from tests.isolation.routes import raw

Fresh = Callable[[str], tuple[Place, World]]


def ready(app: Flask) -> tuple[int, dict[str, Any]]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()


def run(app: Flask, statement: str) -> None:
    with raw(app) as connection:
        connection.execute(text(statement))


def test_a_sound_installation_is_ready(engine_name: str, app: Flask) -> None:
    status, answer = ready(app)
    assert (status, answer["status"], answer["failed"]) == (200, "ready", [])
    keys = {"database", "migrations", "assets", "disk", "outbox", "clock", "backup"}
    if engine_name == "postgres":
        keys |= {"database_role", "row_security", "search"}
    assert set(answer["checks"]) == keys


def test_a_powerful_database_role_is_not_ready(fresh: Fresh, tmp_path: Path) -> None:
    place, _world = fresh("postgres")
    config = make_config(tmp_path / "data", place)
    app = create_app(dataclasses.replace(config, database_url=str(config.migration_url)))
    status, answer = ready(app)
    with app.app_context():
        db.engine.dispose()
    assert status == 503
    assert answer["checks"]["database_role"]["state"] == "failed"
    assert "owns tables" in answer["failed"][0]
    assert str(config.migration_url) not in str(answer)


@pytest.mark.parametrize(
    "statement",
    [
        "alter table core_post no force row level security",
        "alter table core_post disable row level security",
        "drop policy core_post_delete on core_post",
    ],
)
def test_an_open_table_is_not_ready(make_app: Callable[..., tuple[Flask, World]], statement: str) -> None:
    app, _world = make_app("postgres")
    run(app, statement)
    status, answer = ready(app)
    assert status == 503
    assert answer["failed"] == ["Lock of the tenants: Tables without their row security: core_post."]


def test_an_open_log_is_not_ready(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, _world = make_app("postgres")
    run(app, "drop policy core_audit_read on core_audit")
    assert ready(app)[1]["checks"]["row_security"]["text"] == "Tables without their row security: core_audit."


def test_tables_of_another_program_are_not_ready(engine_name: str, app: Flask) -> None:
    run(app, "update alembic_version_reception set version_num = 'reception_0000'")
    status, answer = ready(app)
    assert status == 503
    assert answer["failed"] == [
        "Migrations: The tables of reception are not those the program needs; run 'tiepdan db upgrade'."
    ]


def test_missing_files_are_not_ready(app: Flask, tmp_path: Path) -> None:
    app.static_folder = str(tmp_path)
    status, answer = ready(app)
    assert status == 503
    assert "bootstrap.css" in answer["failed"][0]


def test_a_silent_database_is_not_ready(make_app: Callable[..., tuple[Flask, World]], tmp_path: Path) -> None:
    app, _world = make_app("sqlite", database_url=f"sqlite:///{tmp_path}/no/such/folder.db")
    status, answer = ready(app)
    assert status == 503
    assert answer["failed"] == ["Database: It does not answer (OperationalError)."]
    assert str(tmp_path) not in str(answer)


def put(app: Flask, **values: Any) -> int:
    """One outbox entry of tenant 1."""
    now = clock.now()
    given = {"state": "waiting", "run_at": now, "created_at": now, "request_id": "", "attempts": 0} | values
    with app.app_context(), internal(writes=True):
        row = OutboxEntry(
            tenant_id=1, plugin="core", job="core.none", arguments={}, dedupe=f"{clock.now()}{values}", **given
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def test_a_stuck_outbox_warns_and_keeps_serving(engine_name: str, app: Flask) -> None:
    put(app, run_at=clock.now() - timedelta(seconds=400))
    status, answer = ready(app)
    assert status == 200
    assert answer["checks"]["outbox"]["state"] == "warning"
    assert "400 s" in answer["checks"]["outbox"]["text"] or "401 s" in answer["checks"]["outbox"]["text"]


def test_dead_entries_warn(engine_name: str, app: Flask) -> None:
    put(app, state="dead")
    status, answer = ready(app)
    assert status == 200
    assert answer["checks"]["outbox"] == {"state": "warning", "text": "1 job failed too often; look at it."}


def test_search_that_may_not_use_its_index_is_a_warning(
    fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(make_config(tmp_path, fresh("postgres")[0]))
    assert ready(app)[1]["checks"]["search"]["state"] == "ok", "with few records nobody feels it"
    monkeypatch.setattr(health, "MANY_RECORDS", -2)  # PostgreSQL says -1 of a table it never counted
    status, answer = ready(app)
    assert (status, answer["checks"]["search"]["state"]) == (200, "warning")
    assert "ts_match_vq(tsvector, tsquery) leakproof" in answer["checks"]["search"]["text"]
    with app.app_context():
        db.engine.dispose()
