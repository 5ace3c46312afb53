"""Every state change needs same-origin proof: token, Origin, Sec-Fetch-Site (promise P25)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.counts import Count
from core.testing.world import World, log_client_in
from tests.isolation.gates import token_of
from tests.isolation.routes import (
    DOT,
    NOBODY,
    SAFE,
    TARGET,
    Actor,
    Ask,
    Facts,
    actors_of,
    address,
    body_for,
    changed,
    checksums,
    expected,
    facts_of,
    routes_of,
    values_for,
)

FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:9"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)
OTHERS = ("PUT", "PATCH", "DELETE")


def changes(app: Flask, world: World, facts: Facts) -> Iterator[tuple[str, str, Actor, dict[str, str]]]:
    """(path, method, somebody who may, a form that would succeed) for every changing route."""
    everyone = [*actors_of(world, TARGET), Actor(world.operator, operator=True), NOBODY]
    for route in routes_of(app):
        if route.info.area == "machine":  # programs send no cookie, so no other site can use it
            continue
        for method in sorted(route.methods - SAFE):
            actor = next(a for a in everyone if expected(route, method, a, TARGET, facts) == "ok")
            yield (
                address(app, route, values_for(route, Ask(world, facts, actor, TARGET))),
                method,
                actor,
                body_for(route, 1),
            )


def clients_of(app: Flask, world: World) -> dict[Actor, FlaskClient]:
    found = {actor: log_client_in(app, actor.login) for actor in actors_of(world, TARGET)}
    operator = Actor(world.operator, operator=True)
    return found | {operator: log_client_in(app, world.operator), NOBODY: app.test_client()}


def own_token(client: FlaskClient) -> str:
    return token_of(client.get("/ui").text)


def unsent(form: dict[str, Any]) -> dict[str, Any]:
    """The form once more: sending closes the file in it."""
    return {name: (BytesIO(DOT), "dot.png") if isinstance(value, tuple) else value for name, value in form.items()}


def test_nothing_changes_without_proof(engine_name: str, make_app: Callable[..., Any], count: Count) -> None:
    app, world = make_app(engine_name)
    clients = clients_of(app, world)
    stranger = own_token(log_client_in(app, world.login("b-comm", "tenant_admin")))
    facts = facts_of(app)
    before = checksums(app)
    for path, method, actor, form in changes(app, world, facts):
        client = clients[actor]
        good = own_token(client)
        assert good != stranger
        for bad in ({}, {"csrf_token": stranger}, {"csrf_token": good[:-2]}, {"csrf_token": ""}):
            status = client.open(path, method=method, data=unsent(form) | bad).status_code
            assert status == 400, f"{method} {path} with the token {bad}: {status}"
            count("refused for its token", 1)
        assert client.open(path, method=method, data=unsent(form), headers={"X-CSRFToken": stranger}).status_code == 400
        for headers in FOREIGN:
            status = client.open(
                path, method=method, data=unsent(form) | {"csrf_token": good}, headers=headers
            ).status_code
            assert status == 403, f"{method} {path} from {headers}: {status}"
            count("refused for its origin", 1)
        for other in OTHERS:
            assert client.open(path, method=other, data=unsent(form), headers=FOREIGN[0]).status_code in {403, 405}
    assert not changed(before, checksums(app))


@pytest.mark.parametrize("how", ["field", "header"])
def test_the_own_token_opens(how: str, make_app: Callable[..., Any]) -> None:
    app, world = make_app("sqlite")
    client = log_client_in(app, world.login(TARGET, "tenant_admin"))
    token = own_token(client)
    form = {"name": "Tổ mới"} | ({"csrf_token": token} if how == "field" else {})
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    if how == "header":
        headers["X-CSRFToken"] = token
    assert client.post(f"/t/{TARGET}/admin/units", data=form, headers=headers).status_code == 303


def test_a_token_dies_with_its_login(make_app: Callable[..., Any]) -> None:
    app, world = make_app("sqlite")
    client = app.test_client()
    early = token_of(client.get("/login").text)
    from tests.isolation.test_sessions import log_in_by_form

    log_in_by_form(client, world.login(TARGET, "tenant_admin"))
    form = {"name": "Tổ mới", "csrf_token": early}
    assert client.post(f"/t/{TARGET}/admin/units", data=form).status_code == 400


def test_links_cannot_change(make_app: Callable[..., Any]) -> None:
    """A GET with everything a POST carries changes nothing and says so."""
    app, world = make_app("sqlite")
    clients = clients_of(app, world)
    facts = facts_of(app)
    before = checksums(app)
    for path, _method, actor, form in changes(app, world, facts):
        clients[actor].get(path, query_string=form)
        override = {"X-HTTP-Method-Override": "POST"}
        clients[actor].get(path, query_string=form | {"_method": "POST"}, headers=override)
    assert not changed(before, checksums(app))
