"""/metrics: closed without the token, and without names behind it (promise P41)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from core.config import ConfigError, load_config
from core.testing.world import World, canary, log_client_in

TOKEN = "a-token-of-the-installation-1"
MakeApp = Callable[..., tuple[Flask, World]]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer None", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer ú"])
def test_there_is_no_such_page_without_the_token(make_app: MakeApp, given: str) -> None:
    for changes in ({}, {"metrics_token": TOKEN}):
        app, world = make_app(**changes)
        for client in (app.test_client(), log_client_in(app, world.operator)):
            assert client.get("/metrics", headers={"Authorization": given} if given else {}).status_code == 404


def test_the_page_that_is_not_there_looks_like_any_other(make_app: MakeApp) -> None:
    client = make_app(metrics_token=TOKEN)[0].test_client()
    wrong, missing = client.get("/metrics", headers=bearer("x")), client.get("/no-such-page")
    assert len(wrong.data) == len(missing.data)


def test_figures_of_requests_and_outbox(engine_name: str, make_app: MakeApp) -> None:
    app, world = make_app(engine_name, metrics_token=TOKEN, csrf=False)
    client = log_client_in(app, world.login("a-comm", "reception_officer"))
    for _ in range(3):
        assert client.get("/t/a-comm/reception/visits").status_code == 200
    client.open("/t/a-comm/reception/visits", method="BREW")
    answer = app.test_client().get("/metrics", headers=bearer(TOKEN))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    found = {family.name: family for family in text_string_to_metric_families(answer.text)}
    samples = {(s.name, *sorted(s.labels.items())): s.value for family in found.values() for s in family.samples}
    visits = [("endpoint", "reception.visit_list"), ("method", "GET"), ("status", "2xx")]
    assert samples["tiepdan_request_seconds_count", *visits] == 3
    assert samples["tiepdan_request_seconds_count", ("endpoint", "none"), ("method", "other"), ("status", "4xx")] == 1
    assert samples["tiepdan_database_up",] == 1
    assert {dict(key[1:])["state"] for key in samples if key[0] == "tiepdan_outbox_entries"} == {
        "waiting",
        "running",
        "done",
        "dead",
    }
    assert samples["tiepdan_outbox_lag_seconds",] >= 0
    assert samples["tiepdan_streams",] == 0
    assert any(key[0] == "tiepdan_build_info" for key in samples)
    labels = {value for family in found.values() for s in family.samples for value in s.labels.values()}
    assert not [label for label in labels if "comm" in label or canary("a-comm") in label or label in world.users]


def test_a_silent_database_is_a_figure_too(make_app: MakeApp, tmp_path: object) -> None:
    app, _world = make_app(metrics_token=TOKEN, database_url=f"sqlite:///{tmp_path}/no/such.db")
    answer = app.test_client().get("/metrics", headers=bearer(TOKEN))
    assert answer.status_code == 200
    assert "tiepdan_database_up 0.0" in answer.text


def test_a_short_token_stops_the_boot(tmp_path: object) -> None:
    with pytest.raises(ConfigError, match="TIEPDAN_METRICS_TOKEN"):
        load_config({"TIEPDAN_DATA": str(tmp_path), "TIEPDAN_METRICS_TOKEN": "short"})
