"""Streams over a real socket on both engines: who hears what, from where, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import QueuePool, text

from core.db.base import db
from core.db.session import acting_in, internal
from core.identity.services import end_post, set_role_permissions
from core.identity.sessions import act_as
from core.live import replay
from core.testing.jobs import switch_off
from core.testing.world import TREE, World, canary, scope_of
from plugins.reception.permissions import VISIT_REGISTER
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import officer
from tests.isolation.routes import facts_of, raw
from tests.live.streams import TOPIC, Client, cookie_of, serving, until

Listen = Callable[..., Client]
HERE = "a-comm"


def register(app: Flask, slug: str = HERE, **changes: object) -> str:
    """Register a visit; gives the reference its listeners are told."""
    with app.app_context():
        scope = officer(slug)
        with acting_in(scope, writes=True):
            return services.reference(services.register_visit(scope, visit_input(**changes)))


@pytest.fixture
def served(engine_name: str, app: Flask) -> Iterator[int]:
    with serving(app) as port:
        yield port


@pytest.fixture
def listen(served: int, app: Flask, world: World) -> Iterator[Listen]:
    """(tenant, role, topics, headers, cookie) -> a client that listens."""
    clients: list[Client] = []

    def get(tenant: str = HERE, role: str = "reception_officer", topics: str = TOPIC, **more: str) -> Client:
        cookie = more.pop("cookie", None) or cookie_of(app, world.login(tenant, role))
        clients.append(Client(served, cookie, tenant, topics, **more))
        return clients[-1]

    yield get
    for client in clients:
        client.close()


def test_those_who_may_hear_it_are_told_and_nobody_else(app: Flask, listen: Listen) -> None:
    here, reader, there = listen(), listen(role="reception_reader"), listen("b-comm")
    for client in (here, reader, there):
        assert client.status == 200
        client.started()
    refs = [register(app) for _ in range(3)]
    other = register(app, "b-comm")
    assert [told.ref for told in here.wait(3)] == refs == [told.ref for told in reader.wait(3)]
    assert [told.ref for told in there.wait(1)] == [other]
    numbers = [place_of(app, told.id) for told in here.news]
    assert numbers == sorted(set(numbers))
    assert {told.event for told in here.news} == {TOPIC}
    for client in (here, reader, there):
        assert not [slug for slug in TREE if canary(slug).encode() in client.raw]
        assert b"Nguy" not in client.raw
        assert b"complaint" not in client.raw


def test_the_answer_may_not_be_kept_or_packed(listen: Listen) -> None:
    client = listen(**{"Accept-Encoding": "gzip, br"})
    assert client.headers["Content-Type"].startswith("text/event-stream")
    assert {"no-cache", "no-store", "no-transform"} <= set(client.headers["Cache-Control"].split(", "))
    assert client.headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in client.headers
    assert client.raw == b"" or client.raw.startswith(b"retry: ")
    assert until(lambda: client.raw.startswith(b"retry: "), 3)


def test_topics_need_their_plugin_and_their_right(app: Flask, listen: Listen, world: World) -> None:
    assert listen(role="bare").status == 403
    assert listen(topics="reception.nothing").status == 403
    assert listen(topics=f"{TOPIC},police.cases").status == 403
    assert listen(topics="x" * 3000).status == 403
    stranger = listen(cookie=cookie_of(app, world.login("b-comm", "reception_officer")))
    assert stranger.status == 404
    assert listen(cookie="nothing=1").status == 204, "the browser shall not try again"
    _switch_off(app, world)
    assert listen().status == 403


def test_without_topics_there_is_nothing_to_wait_for(app: Flask, login: Any, world: World) -> None:
    answer = login(world.login(HERE, "bare")).get(f"/t/{HERE}/stream")
    assert (answer.status_code, answer.data) == (200, b"")
    answer = login(world.login(HERE, "reception_officer")).head(f"/t/{HERE}/stream?topics={TOPIC}")
    assert (answer.status_code, answer.data) == (200, b"")
    assert app.extensions["tiepdan.live"].hub.listeners() == []


def test_coming_back_misses_and_repeats_nothing(app: Flask, listen: Listen) -> None:
    first = listen().started()
    register(app)
    last = first.wait(1)[0].id
    first.close()
    missed = [register(app) for _ in range(5)]
    for back in (listen(**{"Last-Event-ID": last}), listen(topics=f"last={last}&{TOPIC}")):
        new = register(app)
        assert [told.ref for told in back.wait(len(missed) + 1)] == [*missed, new]
        missed.append(new)
    future, elsewhere = sealed(app, 999_999), sealed(app, 1, "b-comm")
    broken = last[:-1] + ("A" if last[-1] != "A" else "B")
    for odd in (future, elsewhere, broken, "1", "-1", "x", "1e9", "٣", "9" * 400, "-" * len(last)):
        client = listen(**{"Last-Event-ID": odd.encode().decode("latin-1")})
        assert [(told.event, told.ref) for told in client.wait(1)] == [("reset", "")], odd
        client.close()
    assert listen(**{"Last-Event-ID": ""}).started().news == []


def test_changes_while_a_stream_opens_are_told_once(app: Flask, listen: Listen) -> None:
    refs = []
    clients = []
    last = listen().started().told[0].id
    for _ in range(4):
        refs.append(register(app))
        clients.append(listen(**{"Last-Event-ID": last}))
        refs.append(register(app))
    for client in clients:
        assert [told.ref for told in client.wait(len(refs))] == refs


def test_too_much_to_tell_is_one_word(app: Flask, listen: Listen) -> None:
    with app.app_context():
        scope = officer(HERE)
        with acting_in(scope, writes=True):
            from core.audit.log import append

            for _ in range(replay.MOST + 1):
                append(scope, "reception.visit_registered", 1, "reception:visit:x", {})
    exact = listen(**{"Last-Event-ID": sealed(app, _newest(app) - replay.MOST)}).started()
    assert {told.event for told in exact.news} == {TOPIC}
    back = listen(**{"Last-Event-ID": sealed(app, _newest(app) - replay.MOST - 1)})
    ref = register(app)
    assert next((told.event, told.ref) for told in back.wait(2)) == ("reset", "")
    assert back.news[-1].ref == ref
    assert len(back.news) <= 3, "after the reset only what came later"


def place_of(app: Flask, text: str, slug: str = HERE) -> int | None:
    """What a sealed place says."""
    with app.app_context():
        opened: int | None = app.extensions["tiepdan.live"].places.open(scope_of(slug).tenant_id, text)
        return opened


def sealed(app: Flask, seq: int, slug: str = HERE) -> str:
    """A place in a tenant's chain as its pages carry it."""
    with app.app_context():
        return str(app.extensions["tiepdan.live"].places.seal(scope_of(slug).tenant_id, seq))


def _newest(app: Flask) -> int:
    with raw(app) as connection:
        return int(
            connection.execute(
                text(
                    "select max(seq) from core_audit a join core_tenant t on t.id = a.actor_tenant_id where slug = :s"
                ),
                {"s": HERE},
            ).scalar_one()
        )


def _end_login(app: Flask, world: World) -> None:
    with raw(app) as connection:
        connection.execute(text("update core_login_session set ended_at = last_seen_at"))


def _end_post(app: Flask, world: World) -> None:
    with app.app_context(), acting_in(scope_of(HERE), writes=True):
        end_post(scope_of(HERE), facts_of(app).posts[world.login(HERE, "reception_officer")])


def _take_right(app: Flask, world: World) -> None:
    with app.app_context(), acting_in(scope_of(HERE), writes=True):
        set_role_permissions(scope_of(HERE), _role(app, "reception_officer"), {VISIT_REGISTER.name})


def _switch_off(app: Flask, world: World) -> None:
    registry = app.extensions["tiepdan.registry"]
    needing = [name for name, manifest in registry.manifests.items() if "reception" in manifest.requires]
    for name in (*needing, "reception"):
        switch_off(app, HERE, name)


def _act_as_another(app: Flask, world: World) -> None:
    other = facts_of(app).posts[world.login(HERE, "reception_reader")]
    with raw(app) as connection:
        connection.execute(
            text(
                "update core_post set user_id = (select id from core_user where login = :login) where public_id = :post"
            ),
            {"login": world.login(HERE, "reception_officer"), "post": other},
        )
        sessions = connection.execute(text("select id from core_login_session")).scalars().all()
    with app.app_context():
        tenant_id = scope_of(HERE).tenant_id
        with internal(writes=True):
            for session in sessions:
                act_as(session, tenant_id, other)


def _role(app: Flask, key: str) -> str:
    with raw(app) as connection:
        return str(
            connection.execute(
                text(
                    "select r.public_id from core_role r join core_tenant t on t.id = r.tenant_id"
                    " where t.slug = :slug and r.key = :key"
                ),
                {"slug": HERE, "key": key},
            ).scalar_one()
        )


@pytest.mark.parametrize("act", [_end_login, _end_post, _take_right, _switch_off, _act_as_another])
def test_a_stream_ends_when_it_may_not_be_heard_any_more(
    act: Callable[[Flask, World], None], app: Flask, world: World, listen: Listen
) -> None:
    neighbour = listen("b-comm").started() if act is not _end_login else None
    client = listen().started()
    act(app, world)
    client.ends_within(5.0)
    before = len(client.news)
    register(app)
    assert len(client.news) == before
    if neighbour is not None:
        register(app, "b-comm")
        neighbour.wait(1)
    if act is _act_as_another:
        assert listen().status == 200


def test_no_connection_is_held(engine_name: str, app: Flask, listen: Listen, login: Any, world: World) -> None:
    with app.app_context():
        pool = db.engine.pool
        narrow = QueuePool(
            pool._creator, pool_size=1, max_overflow=0, timeout=5, _dispatch=pool.dispatch, dialect=pool._dialect
        )  # type: ignore[attr-defined]
        db.engine.pool = narrow
    try:
        clients = [listen().started() for _ in range(4)]
        assert until(lambda: narrow.checkedout() == 0, 3)
        page = login(world.login(HERE, "reception_officer")).get(f"/t/{HERE}/reception/visits")
        assert page.status_code == 200
        ref = register(app)
        for client in clients:
            assert client.wait(1)[0].ref == ref
        assert until(lambda: narrow.checkedout() == 0, 3)
    finally:
        narrow.dispose()
        with app.app_context():
            db.engine.pool = pool


def test_one_user_gets_six_streams_and_a_place_that_is_left_is_given_again(app: Flask, listen: Listen) -> None:
    clients = [listen().started() for _ in range(6)]
    refused = listen()
    assert (refused.status, refused.headers["Retry-After"]) == (503, "15")
    assert listen(role="reception_reader").status == 200
    clients[0].close()
    assert listen().status == 200


def test_the_process_has_its_own_limit(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, world = make_app("sqlite", csrf=False, streams=1)
    with serving(app) as port:
        one = Client(port, cookie_of(app, world.login(HERE, "reception_officer")), HERE).started()
        two = Client(port, cookie_of(app, world.login(HERE, "reception_reader")), HERE)
        assert two.status == 503
        two.close()
        one.close()
        three = Client(port, cookie_of(app, world.login(HERE, "reception_reader")), HERE)
        assert three.status == 200
        three.close()
