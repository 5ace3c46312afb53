"""Request ids and log lines: the id travels, the words stay out (promise P32)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import select

from core.api import Manifest, Scope, Subscription, hookimpl
from core.db.base import db
from core.db.session import internal
from core.events.models import OutboxEntry
from core.jobs.work import drain
from core.plugins.state import switch
from core.testing.counts import Count
from core.testing.world import World, log_client_in
from tests.isolation.routes import BODIES, Actor, Ask, address, facts_of, outsiders, routes_of, values_for

MakeApp = Callable[..., tuple[Flask, World]]
MINE = "abc-DEF.0123456789"


def lines(caught: str) -> list[dict[str, Any]]:
    """Every captured line must be one JSON object."""
    return [json.loads(line) for line in caught.splitlines() if line]


def test_an_id_is_made_and_sent_back(app: Flask) -> None:
    found = [app.test_client().get("/login", headers={"X-Request-ID": MINE}).headers["X-Request-ID"] for _ in range(2)]
    assert found[0] != found[1]
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in found)


@pytest.mark.parametrize("given", ["short", "x" * 41, "with blank 123", "new\u00e1line123", "", '{"a":"injected"}'])
def test_a_proxy_may_name_the_request_in_plain_letters_only(make_app: MakeApp, given: str) -> None:
    client = make_app(proxies=1)[0].test_client()
    assert client.get("/login", headers={"X-Request-ID": MINE}).headers["X-Request-ID"] == MINE
    assert client.get("/login", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_errors_and_static_files_carry_the_id_too(app: Flask) -> None:
    client = app.test_client()
    for path in ("/no/such/page", "/static/icon.svg", "/readyz"):
        with client.get(path) as answer:
            assert answer.headers["X-Request-ID"]


class Listener:
    """A plugin that fails at every changed unit."""

    manifest = Manifest(name="listener", title="Listener", version="1", folder=Path("/nowhere"), owner_unit="-")

    def _handle(self, scope: Scope, subject: str, payload: dict[str, Any]) -> None:
        structlog.get_logger().warning("heard", tenant=scope.tenant_id)
        logging.getLogger("some.library").warning("CANARY words of a citizen")
        raise ValueError("CANARY words of a citizen")

    @hookimpl
    def declare_subscribers(self) -> list[Subscription]:
        return [Subscription("core.unit_changed@1", self._handle, "listener.units")]


def test_the_id_goes_into_the_outbox_and_the_logs_of_its_job(
    engine_name: str, make_app: MakeApp, capfd: pytest.CaptureFixture[str]
) -> None:
    app, world = make_app(engine_name, proxies=1, csrf=False, log_level="INFO", plugin_modules=(Listener(),))
    with app.app_context():
        switch(app.extensions["tiepdan.registry"], "a-comm", "listener", on=True, actor_id=None)
    client = log_client_in(app, world.login("a-comm", "tenant_admin"))
    answer = client.post("/t/a-comm/admin/units", data={"name": "CANARY unit"}, headers={"X-Request-ID": MINE})
    assert answer.status_code == 303
    with app.app_context(), internal():
        ids = list(db.session.scalars(select(OutboxEntry.request_id).where(OutboxEntry.job == "on:listener.units")))
    assert ids == [MINE]
    capfd.readouterr()
    with app.app_context():
        assert drain(app) >= 1
    caught = capfd.readouterr().err
    assert "CANARY" not in caught
    mine = [line for line in lines(caught) if line["request"] == MINE]
    assert {"heard", "library", "job failed"} <= {line["event"] for line in mine}


def spoil(values: dict[str, str]) -> dict[str, str]:
    """The form with a canary in every free text."""
    return {name: f"CANARY-typed {value}" if " " in value else value for name, value in values.items()}


def test_a_whole_run_of_requests_leaves_no_word_in_the_logs(
    engine_name: str, make_app: MakeApp, capfd: pytest.CaptureFixture[str], count: Count
) -> None:
    app, world = make_app(engine_name, csrf=False, log_level="INFO")
    facts = facts_of(app)
    officer = Actor(world.login("a-comm", "reception_officer"), "a-comm", "reception_officer")
    everyone = [*outsiders(world), officer, Actor(world.login("a-comm", "tenant_admin"), "a-comm", "tenant_admin")]
    capfd.readouterr()
    asked = 0
    for actor in everyone:
        for route in routes_of(app):
            client = log_client_in(app, actor.login) if actor.logged_in else app.test_client()
            path = address(app, route, values_for(route, Ask(world, facts, actor, "a-comm")))
            for method in sorted(route.methods & {"GET", "POST"}):
                client.open(
                    path,
                    method=method,
                    query_string={"q": "CANARY-asked Nguyễn Văn Mẫu", "next": "/CANARY-next"},
                    data=spoil(BODIES.get(route.endpoint, {})) if method == "POST" else None,
                    headers={"User-Agent": "CANARY-agent", "Referer": "/CANARY-referer"},
                    environ_overrides={"REMOTE_ADDR": "203.0.113.77"},
                )
                asked += route.info.area != "public"  # the moment alone could tell who sent something
    app.test_client().get("/CANARY-path/Nguyễn")
    caught = capfd.readouterr().err
    seen = [line for line in lines(caught) if line["event"] == "request"]
    assert len(seen) == asked + 1
    keys = {"event", "request", "level", "timestamp", "method", "endpoint", "status", "ms", "tenant", "actor"}
    assert all(set(line) == keys and re.fullmatch("[0-9a-f]{16}", line["request"]) for line in seen)
    assert {line["tenant"] for line in seen} == {None, *(line["tenant"] for line in seen if line["tenant"])}
    assert len({line["request"] for line in seen}) == len(seen)
    known = {rule.endpoint for rule in app.url_map.iter_rules()} | {"none"}
    assert {line["endpoint"] for line in seen} <= known
    assert seen[-1]["endpoint"] == "none"
    words = ["CANARY", "203.0.113", "Nguyễn", "Trần Văn Bình", "Đền bù", "/t/", "a-comm", *world.users.values()]
    words += [*world.public_ids.values(), "Mật khẩu"]
    found = [word for word in words if word in caught]
    assert not found
    count("requests", asked + 1)
    count("words found in logs", len(found))
