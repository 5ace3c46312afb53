"""Streams held by a real nginx with nchan: the same promises as those this process holds itself."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from core.live import service
from core.live.nchan import Held, Nchan, NginxSilentError
from core.testing.world import World
from tests.e2e.serving import free_port
from tests.live.nginx import missing, nginx
from tests.live.streams import TOPIC, Client, Told, cookie_of, serving, until
from tests.live.test_streams import (
    HERE,
    _end_login,
    _end_post,
    _newest,
    _switch_off,
    _take_right,
    place_of,
    register,
    sealed,
)

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


class Front:
    """The application behind nginx."""

    def __init__(self, app: Flask, world: World, port: int, behind: int) -> None:
        self.app, self.world, self.port, self.behind = app, world, port, behind
        self.live: service.Live = app.extensions["tiepdan.live"]
        self.clients: list[Client] = []

    def listen(self, tenant: str = HERE, role: str = "reception_officer", **headers: str) -> Client:
        """A browser's stream, through nginx."""
        cookie = headers.pop("cookie", None) or cookie_of(self.app, self.world.login(tenant, role))
        self.clients.append(Client(self.port, cookie, tenant, TOPIC, **headers))
        return self.clients[-1]

    def settled(self, number: int) -> bool:
        """Whether so many streams are nginx's now."""
        held = self.live.held
        assert held is not None
        return until(lambda: sum(isinstance(one, Held) and one.settled for one in held.listeners()) == number, 10)


@pytest.fixture
def front(engine_name: str, make_app: Callable[..., tuple[Flask, World]], tmp_path: Path) -> Iterator[Front]:
    publish = free_port()
    app, world = make_app(engine_name, csrf=False, proxies=1, nchan_url=f"http://127.0.0.1:{publish}/publish")
    with serving(app) as behind, nginx(tmp_path / "nginx", behind, publish) as port:
        made = Front(app, world, port, behind)
        yield made
        for client in made.clients:
            client.close()


def test_nginx_holds_the_streams_and_tells_what_may_be_heard(front: Front) -> None:
    here, there = front.listen(), front.listen("b-comm")
    assert front.settled(2)
    assert front.live.hub.listeners() == [], "no thread of ours waits for them"
    refs = [register(front.app) for _ in range(3)]
    other = register(front.app, "b-comm")
    assert [told.ref for told in here.wait(3)] == refs
    assert [told.ref for told in there.wait(1)] == [other]
    assert {told.event for told in here.news} == {TOPIC}
    assert here.headers["Content-Type"].startswith("text/event-stream")
    assert "no-store" in here.headers["Cache-Control"]
    assert "X-Accel-Redirect" not in here.headers
    assert here.raw.startswith(b"retry: ")
    assert front.listen(role="bare").status == 403
    assert front.listen(cookie="nothing=1").status == 204


def test_what_is_inside_cannot_be_reached_from_outside(front: Front) -> None:
    client = front.listen()
    assert front.settled(1)
    held = front.live.held
    assert held is not None
    (listener,) = held.listeners()
    assert isinstance(listener, Held)
    own, shared = listener.own, listener.shared
    for method, path in (
        ("GET", f"/_held?own={own}&all={shared}"),
        ("DELETE", f"/publish/{own}"),
        ("POST", f"/publish/{shared}"),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=5)
        connection.request(method, path, b"id: 1\n\n" if method == "POST" else None)
        assert connection.getresponse().status in (404, 405), path
        connection.close()
    assert client.ended_at is None
    assert own.encode() not in client.raw


def test_without_nginx_in_front_this_process_holds_the_stream(front: Front) -> None:
    cookie = cookie_of(front.app, front.world.login(HERE, "reception_officer"))
    client = Client(front.behind, cookie, HERE).started()
    ref = register(front.app)
    assert client.wait(1)[0].ref == ref
    client.close()
    forged = Client(front.port, cookie, HERE, **{"X-Tiepdan-Fanout": ""})
    assert front.settled(1), "what a browser sends under that name does not count"
    forged.close()


def test_coming_back_misses_and_repeats_nothing(front: Front) -> None:
    """A browser that reconnects whenever it is cut, while visits are registered all the time."""
    told: list[Told] = []
    last = sealed(front.app, _newest(front.app))
    over = threading.Event()

    def ended(client: Client) -> bool:
        return client.ended_at is not None

    def browse() -> None:
        number = last
        while not over.is_set():
            client = front.listen(**{"Last-Event-ID": number})
            until(partial(ended, client), 0.7)
            client.close()
            told.extend(client.news)
            number = (client.told[-1].id or number) if client.told else number

    browser = threading.Thread(target=browse)
    browser.start()
    refs = []
    for turn in range(40):
        refs.append(register(front.app))
        time.sleep(0.02 * (turn % 7))
    time.sleep(2.0)
    over.set()
    browser.join(10)
    assert [one.ref for one in told] == refs
    places = [place_of(front.app, one.id) or 0 for one in told]
    assert places == sorted(set(places))


@pytest.mark.parametrize("act", [_end_login, _end_post, _take_right, _switch_off])
def test_a_stream_ends_when_it_may_not_be_heard_any_more(front: Front, act: Callable[[Flask, World], None]) -> None:
    stays = front.listen("b-comm") if act is not _end_login else None
    client = front.listen()
    assert front.settled(2 if stays else 1)
    act(front.app, front.world)
    client.ends_within(5.0)
    before = len(client.news)
    register(front.app)
    assert len(client.news) == before
    if stays is not None:
        register(front.app, "b-comm")
        stays.wait(1)


def test_a_place_that_is_left_is_given_again(front: Front) -> None:
    clients = [front.listen() for _ in range(6)]
    assert front.settled(6)
    assert front.listen().status == 503
    clients[0].close()
    assert until(lambda: front.listen().status == 200, 5)


def test_when_nginx_is_silent_work_goes_on(make_app: Callable[..., tuple[Flask, World]]) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/publish"
    with pytest.raises(NginxSilentError):
        Nchan(nowhere).publish("x", "y")
    app, _world = make_app("sqlite", nchan_url=nowhere)
    assert register(app)
