"""Every URL × method × role × relation × plugin on or off; zero leaks (promises P1, P2, P23)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.db.session import acting_in
from core.tenancy.resolve import system_scope
from core.testing.counts import Count
from core.testing.jobs import switch_off as switch_plugin_off
from core.testing.walk import walks
from core.testing.world import World, log_client_in, printable
from core.web.render import VARY
from core.web.security import HEADERS
from tests.isolation.programs import program_of, refused_well, send
from tests.isolation.routes import (
    METHODS,
    OWNED,
    RELATIONS,
    SAFE,
    TARGET,
    Actor,
    Ask,
    Facts,
    Misplaced,
    Route,
    actors_of,
    address,
    body_for,
    changed,
    checksums,
    client_of,
    expected,
    facts_of,
    marks_in,
    outsiders,
    routes_of,
    values_for,
)

GROUPS = ("outsiders", *RELATIONS)
Shared = Callable[..., tuple[Flask, World]]


def switch_off(app: Flask, world: World) -> None:
    """Every plugin off in the target, on everywhere else."""
    registry = app.extensions["tiepdan.registry"]
    for plugin in reversed(registry.manifests):
        switch_plugin_off(app, TARGET, plugin)


def prepared(shared: Shared, engine: str, state: str) -> tuple[Flask, World, list[Route]]:
    app, world = shared(engine, state, switch_off if state == "off" else None)
    return app, world, routes_of(app)


def people(world: World, group: str) -> list[Actor]:
    return outsiders(world) if group == "outsiders" else actors_of(world, RELATIONS[group])


def standing_for_all(actors: list[Actor]) -> list[Actor]:
    """Who comes from elsewhere meets 404 before anybody asks for roles and switches.

    With plugins off, and on the second engine, a clerk's and an administrator's role stand for all; the long
    programme tries every role.
    """
    return [actor for actor in actors if actor.role in {"tenant_admin", "reception_officer"}]


def headers_wrong(response: TestResponse) -> list[str]:
    """Names of security headers that are missing or other than promised."""
    wrong = [name for name, value in HEADERS.items() if response.headers.get(name) != value]
    if response.headers.get("Cache-Control") != "no-store":
        wrong.append("Cache-Control")
    if not {name.lower() for name in VARY} <= {name.strip().lower() for name in response.headers["Vary"].split(",")}:
        wrong.append("Vary")
    return wrong


def fits(response: TestResponse, wanted: str, method: str) -> bool:
    """Whether the answer is what the declarations promise."""
    status = response.status_code
    if wanted == "303":
        return status == 303 and response.headers["Location"].startswith("/login")
    if wanted == "ok":
        return status in ({200, 303} if method in SAFE else {200, 201, 204, 303, 409, 422})
    return status == int(wanted)


def fits_program(response: TestResponse, wanted: str, method: str) -> bool:
    """The same for a program, which is never sent to another page and always told why."""
    status = response.status_code
    good = status in ({200, 400, 422} if method in SAFE else {200, 201, 400, 409, 422})
    if not (good if wanted == "ok" else status == int(wanted)):
        return False
    return status < 400 or method == "HEAD" or refused_well(response)


def allowed_marks(route: Route, actor: Actor, wanted: str) -> set[str]:
    """Tenants whose words the answer may hold: the reader's own, and what a public page shows."""
    own = {actor.tenant} if actor.tenant else set()
    return own | ({TARGET} if route.info.area == "public" and wanted == "ok" else set())


@pytest.mark.parametrize("state", ["on", "off"])
@pytest.mark.parametrize("group", GROUPS)
def test_every_route_answers_as_declared(
    engine_name: str, state: str, group: str, shared: Shared, count: Count
) -> None:
    app, world, routes = prepared(shared, engine_name, state)
    everyone = people(world, group)
    if (state == "off" or engine_name == "postgres") and group not in ("outsiders", "own"):
        everyone = standing_for_all(everyone)
    walk_all(app, world, routes, everyone, count)


@pytest.mark.prove
@pytest.mark.parametrize("state", ["on", "off"])
@pytest.mark.parametrize("group", sorted(set(RELATIONS) - {"own"}))
def test_every_role_from_elsewhere_is_answered_as_declared(
    engine_name: str, state: str, group: str, shared: Shared, count: Count
) -> None:
    app, world, routes = prepared(shared, engine_name, state)
    walk_all(app, world, routes, people(world, group), count)


def walk_all(app: Flask, world: World, routes: list[Route], everyone: list[Actor], count: Count) -> None:
    """Every route with every method as each of ``everyone``; answers, marks, headers and rows judged."""
    clients = {actor: client_of(app, actor) for actor in everyone}
    for actor in clients:
        program_of(app, actor)
    facts = facts_of(app)
    before = checksums(app)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    asks_all = next(iter(clients))
    for actor, client in clients.items():
        for route in routes:
            path = address(app, route, values_for(route, Ask(world, facts, actor, TARGET)))
            for method in METHODS:
                if method in route.elsewhere:
                    continue  # its own row
                wanted = expected(route, method, actor, TARGET, facts)
                if wanted == "ok" and method not in SAFE:
                    continue  # changes something: test_changes_succeed_where_declared
                if (wanted == "405" or method == "HEAD") and actor is not asks_all:
                    # The map of URLs says 405 before anybody is looked at, and HEAD is GET without its body:
                    # once per group is enough.
                    continue
                # The owner of a record is asked once the body is read, so a program's body must hold.
                asked = wanted == "403" and method not in SAFE and route.endpoint in OWNED
                data = body_for(route, 0) if asked and route.info.area == "machine" else None
                response = send(app, client, actor, route, path, method, data)
                seen[wanted] += 1
                leak = marks_in(printable(response.data) + str(response.headers)) - allowed_marks(route, actor, wanted)
                seen["leaks"] += bool(leak)
                problems = headers_wrong(response)
                fitting = fits_program if route.info.area == "machine" else fits
                if leak or problems or not fitting(response, wanted, method):
                    who = f"{actor.role or actor.login or 'nobody'} of {actor.tenant or '-'}"
                    wrong.append(
                        f"{method} {path} as {who}: {response.status_code}, declared {wanted};"
                        f" leaks {sorted(leak)}, headers {problems}"
                    )
    assert not wrong, "\n".join([f"{len(wrong)} answers differ from the declarations", *wrong[:40]])
    assert not changed(before, checksums(app)), "a request that only reads, or was refused, changed rows"
    for what, number in seen.items():
        count("leaks" if what == "leaks" else f"answers {what}", number)
    count("requests", sum(number for what, number in seen.items() if what != "leaks"))


def _changing(routes: list[Route]) -> list[tuple[Route, str]]:
    return [(route, method) for route in routes for method in sorted(route.methods - SAFE)]


def make_changeable(app: Flask, endpoint: str, part: str = "ready") -> None:
    """Let the plugins bring what they planted in the target into the state the change needs."""
    with app.app_context():
        scope = system_scope(TARGET)
        for plugin, walk in walks().items():
            act = getattr(walk, part)
            if act is not None and scope.has(plugin) and (part == "ready" or endpoint.startswith(plugin)):
                with acting_in(scope, writes=True):
                    act(endpoint, scope)


@pytest.mark.parametrize("part", range(4))
def test_changes_succeed_where_declared(
    engine_name: str, part: int, make_app: Callable[..., Any], shared: Shared, count: Count
) -> None:
    routes = routes_of(shared(engine_name, "on")[0])
    for route, method in _changing(routes)[part::4]:
        app, world = make_app(engine_name, csrf=False)
        make_changeable(app, route.endpoint)
        everyone = [*outsiders(world), *(a for slug in RELATIONS.values() for a in actors_of(world, slug))]
        facts = facts_of(app)
        tried: set[str] = set()
        for number, actor in enumerate(everyone):
            wanted = expected(route, method, actor, TARGET, facts)
            if wanted != "ok":
                continue
            # One's own account is the same page in every tenant, and a public page asks nobody who they are.
            as_whom = {"account": actor.role, "public": str(actor.logged_in)}.get(route.info.area, actor.login)
            if as_whom in tried:
                continue
            tried.add(as_whom)
            make_changeable(app, route.endpoint, "again")
            client = log_client_in(app, actor.login) if actor.logged_in else app.test_client()
            facts = facts_of(app)
            path = address(app, route, values_for(route, Ask(world, facts, actor, TARGET)))
            if route.info.area == "machine":
                program_of(app, actor)
            before = checksums(app)
            empty = send(app, client, actor, route, path, method)
            fitting = fits_program if route.info.area == "machine" else fits
            assert fitting(empty, "ok", method) or empty.status_code == 404, f"{method} {path}: {empty.status_code}"
            if empty.status_code >= 400:
                assert not changed(before, checksums(app)), f"{method} {path} was refused and changed rows"
            response = (
                empty
                if empty.status_code < 400
                else send(app, client, actor, route, path, method, body_for(route, number))
            )
            assert response.status_code in {200, 201, 204, 303}, f"{method} {path}: {printable(response.data)[-900:]}"
            for answer in (empty, response):
                assert not marks_in(printable(answer.data)) - allowed_marks(route, actor, "ok")
                assert not headers_wrong(answer)
            count("changes that succeed", 1)
            count("leaks", 0)


#: Headers that differ from request to request.
PER_REQUEST = frozenset({"Set-Cookie", "X-Request-ID"})
REQUEST_CODE = re.compile(r"\b[0-9a-f]{16}\b")
#: A page's place in the live stream is sealed anew each time.
PLACE = re.compile(r'data-last="[^"]*"')
#: Tokens differ with the second in which they are made; so may the cookie that carries their seed.
TOKEN = re.compile(r"[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}")


def masked(response: TestResponse, *values: str) -> tuple[int, str, str]:
    """Status, body and headers without what differs from request to request."""
    body = printable(response.data)
    headers = str(sorted((name, value) for name, value in response.headers.items() if name not in PER_REQUEST))
    for value in values:
        body, headers = body.replace(value, "(id)"), headers.replace(value, "(id)")
    body = PLACE.sub("(place)", TOKEN.sub("(token)", REQUEST_CODE.sub("(request)", body)))
    return response.status_code, body, headers


def _holders(routes: list[Route], world: World, facts: Facts) -> list[tuple[Route, str, Actor]]:
    """(route, method, somebody of the target who may use it) for routes that name a record."""
    found = []
    for route in routes:
        if not any(name.endswith("_id") for name in route.arguments):
            continue
        for method in sorted(route.methods - {"HEAD"}):
            everyone = [*actors_of(world, TARGET), Actor(world.operator, operator=True)]
            holder = next((a for a in everyone if expected(route, method, a, TARGET, facts) == "ok"), None)
            assert holder is not None, f"nobody in the world may use {method} {route.rule}"
            found.append((route, method, holder))
    return found


def test_foreign_and_missing_ids_are_the_same(engine_name: str, shared: Shared, count: Count) -> None:
    app, world, routes = prepared(shared, engine_name, "on")
    for actor in (*actors_of(world, TARGET), *actors_of(world, "b-comm"), Actor(world.operator, operator=True)):
        client_of(app, actor)
        program_of(app, actor)
    facts = facts_of(app)
    before = checksums(app)
    swaps = 0
    for route, method, actor in _holders(routes, world, facts):
        client = client_of(app, actor)
        neighbour = next(a for a in actors_of(world, "b-comm") if a.role == "reception_reader")
        good = values_for(route, Ask(world, facts, actor, TARGET))
        foreign = values_for(route, Ask(world, facts, neighbour, "b-comm"))
        for name in (n for n in route.arguments if n.endswith("_id")):
            missing = "x" * len(foreign[name])
            answers = []
            for value in (foreign[name], missing):
                path = address(app, route, good | {name: value})
                data = body_for(route, 1) if method not in SAFE else None
                answers.append(masked(send(app, client, actor, route, path, method, data), value))
                swaps += 1
            assert answers[0][0] == 404, f"{method} {route.rule} with a foreign {name}: {answers[0][0]}"
            assert answers[0] == answers[1], f"{method} {route.rule}: a foreign {name} differs from a missing one"
    assert not changed(before, checksums(app))
    count("ids swapped", swaps)


def test_foreign_and_missing_tenants_are_the_same(engine_name: str, shared: Shared, count: Count) -> None:
    app, world, routes = prepared(shared, engine_name, "on")
    actor = next(a for a in actors_of(world, TARGET) if a.role == "reception_officer")
    client = client_of(app, actor)
    facts = facts_of(app)
    for route in routes:
        if route.info.area not in ("tenant", "machine"):
            continue
        values = values_for(route, Ask(world, facts, actor, TARGET))
        method = min(route.methods - {"HEAD"})
        both = [
            masked(send(app, client, actor, route, address(app, route, values | {"tenant": slug}), method), slug)
            for slug in ("b-comm", "x-none")
        ]
        assert both[0][0] == 404
        assert both[0] == both[1], f"{route.rule}: a foreign tenant differs from one that does not exist"
        count("tenants swapped", 1)


def test_a_plugin_that_is_off_leaves_no_trace(engine_name: str, shared: Shared) -> None:
    app, world, _routes = prepared(shared, engine_name, "off")
    for actor in actors_of(world, TARGET):
        page = client_of(app, actor).get(f"/t/{TARGET}/").text
        for plugin in app.extensions["tiepdan.registry"].manifests:
            assert f"/t/{TARGET}/{plugin}" not in page, f"{plugin} is off and still in the menu of {actor.role}"
    assert f"/p/{TARGET}/reception" not in app.test_client().get(f"/p/{TARGET}/").text
    neighbour = next(a for a in actors_of(world, "b-comm") if a.role == "reception_officer")
    assert "/t/b-comm/reception" in client_of(app, neighbour).get("/t/b-comm/").text


def test_roles_of_a_plugin_that_is_off_cannot_be_handed_out(engine_name: str, shared: Shared) -> None:
    app, world, _routes = prepared(shared, engine_name, "off")
    admin = next(a for a in actors_of(world, TARGET) if a.role == "tenant_admin")
    page = client_of(app, admin).get(f"/t/{TARGET}/admin/users/new").text
    assert 'value="tenant_admin"' in page
    assert 'value="reception_officer"' not in page


def test_routes_carry_their_plugin_and_its_permission(shared: Shared) -> None:
    app, _world = shared("sqlite", "on")
    registry = app.extensions["tiepdan.registry"]
    for route in routes_of(app):
        for area, start in (("tenant", "/t/<tenant>/"), ("public", "/p/<tenant>/"), ("machine", "/api/v1/t/<tenant>/")):
            if not route.rule.startswith(start):
                assert route.info.area != area, f"{route.rule} is declared as {area}"
                continue
            assert route.info.area == area, f"{route.rule} must be declared as {area}"
            first = route.rule.removeprefix(start).split("/")[0]
            assert route.info.plugin == (first if first in registry.manifests else "core"), route.rule
            if route.info.permission != "core.member" and area in ("tenant", "machine"):
                assert route.info.permission in registry.permissions, route.rule
                assert route.info.permission.startswith(f"{route.info.plugin}."), route.rule


def test_a_route_nobody_can_place_fails(shared: Shared) -> None:
    app, world = shared("sqlite", "on")
    odd = Route(
        "/t/<tenant>/core/<thing_id>", "core.odd", frozenset({"POST"}), ("tenant", "thing_id"), routes_of(app)[0].info
    )
    with pytest.raises(Misplaced, match="thing_id"):
        values_for(odd, Ask(world, facts_of(app), Actor("x"), TARGET))
    with pytest.raises(Misplaced, match=r"a form for 'core\.odd'"):
        body_for(odd, 1)


def test_every_change_has_a_form_that_succeeds(shared: Shared) -> None:
    app, _world = shared("sqlite", "on")
    for route, _method in _changing(routes_of(app)):
        body_for(route, 1)
