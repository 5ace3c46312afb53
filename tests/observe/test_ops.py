"""The operator's pages: jobs that were given up and their retry, and the state of the installation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.backup.note import leave_note
from core.db.base import db
from core.db.session import internal
from core.events.models import OutboxEntry
from core.jobs.work import drain
from core.testing.world import World

Login = Callable[[str], FlaskClient]


def bury(app: Flask, job: str, **values: Any) -> int:
    """A dead entry of tenant 1."""
    now = clock.now()
    with app.app_context(), internal(writes=True):
        row = OutboxEntry(
            tenant_id=1,
            plugin="core",
            job=job,
            arguments={},
            dedupe=f"{job}{values}",
            state="dead",
            attempts=5,
            run_at=now,
            created_at=now,
            done_at=now,
            request_id="0123456789abcdef",
            last_error="ValueError",
            **values,
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def state_of(app: Flask, entry: int) -> tuple[str, int]:
    with app.app_context(), internal():
        row = db.session.scalars(select(OutboxEntry).where(OutboxEntry.id == entry)).one()
        return row.state, row.attempts


def test_a_given_up_job_is_listed_and_works_after_its_retry(
    engine_name: str, app: Flask, world: World, login: Login
) -> None:
    entry = bury(app, "core.mended")
    client = login(world.operator)
    page = client.get("/ops/jobs").text
    assert "core.mended" in page
    assert "ValueError" in page
    assert "0123456789abcdef" in page
    done: list[int] = []
    app.extensions["tiepdan.registry"].work["core.mended"] = lambda scope: done.append(scope.tenant_id)
    assert client.post("/ops/jobs/retry", data={"entry": entry}).status_code == 303
    assert state_of(app, entry) == ("waiting", 0)
    with app.app_context():
        drain(app)
    assert state_of(app, entry)[0] == "done"
    assert done == [1]
    assert "core.mended" not in client.get("/ops/jobs").text


def test_a_second_press_says_so_and_changes_nothing(engine_name: str, app: Flask, world: World, login: Login) -> None:
    entry = bury(app, "core.none")
    client = login(world.operator)
    for _ in range(2):
        answer = client.post("/ops/jobs/retry", data={"entry": entry}, follow_redirects=True)
    assert "không còn trong số" in answer.text
    assert state_of(app, entry) == ("waiting", 0)


def test_odd_numbers_are_answered_with_a_sentence(app: Flask, world: World, login: Login) -> None:
    client = login(world.operator)
    for odd in ("", "x", "-1", "1" * 40, "٣", "1; drop table core_outbox"):
        assert client.post("/ops/jobs/retry", data={"entry": odd}).status_code == 303


def test_the_state_page_says_it_in_words(engine_name: str, app: Flask, world: World, login: Login) -> None:
    config = app.extensions["tiepdan.config"]
    leave_note(config, clock.now().isoformat(), 1, "0" * 64)
    page = login(world.operator).get("/ops/health").text
    assert "Mọi thứ đã kiểm tra đều ổn." in page
    assert ("PostgreSQL" if engine_name == "postgres" else "SQLite") in page
    assert config.database_url not in page
    assert config.secret_key not in page


def test_the_operators_menu_stands_on_the_operators_pages_only(app: Flask, world: World, login: Login) -> None:
    client = login(world.operator)
    for path in ("/ops/", "/ops/jobs", "/ops/health"):
        page = client.get(path).text
        assert 'href="/ops/jobs"' in page
        assert 'aria-current="page"' in page
    assert 'href="/ops/jobs"' not in client.get("/account").text
