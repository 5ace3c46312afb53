"""Several processes: signals through Redis, without Redis, and a served process that is told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from core.app import create_app
from core.db.base import db
from core.live.service import SWEEP_SECONDS
from core.testing.fixtures import SECRET, Place, make_config
from core.testing.redis_server import redis_url
from core.testing.world import World
from tests.e2e.serving import clean_environment, free_port
from tests.live.streams import Client, cookie_of, serving, until
from tests.live.test_streams import HERE, register

Fresh = Callable[[str], tuple[Place, World]]


@contextmanager
def two_processes(fresh: Fresh, folder: Path, engine: str, redis: str) -> Iterator[tuple[Flask, Flask, World]]:
    """Two applications on one database, as two processes would have them."""
    place, world = fresh(engine)
    apps = [create_app(make_config(folder / "data", place, csrf=False, redis_url=redis)) for _ in range(2)]
    try:
        yield apps[0], apps[1], world
    finally:
        for app in apps:
            app.extensions["tiepdan.live"].stop()
            with app.app_context():
                db.engine.dispose()


@pytest.mark.redis
def test_a_change_in_another_process_is_heard_through_redis(engine_name: str, fresh: Fresh, tmp_path: Path) -> None:
    with two_processes(fresh, tmp_path, engine_name, redis_url(11)) as (one, two, world), serving(one) as port:
        client = Client(port, cookie_of(one, world.login(HERE, "reception_officer")), HERE).started()
        assert until(lambda: "_listen" in one.extensions["tiepdan.live"]._threads, 2)
        time.sleep(0.3)  # the subscription takes a moment
        begun = time.monotonic()
        for number in range(1, 4):
            ref = register(two)
            assert client.wait(number, 4)[-1].ref == ref
        assert time.monotonic() - begun < SWEEP_SECONDS, "three times within one sweep: it was not the sweep"
        client.close()


def test_without_redis_the_reader_looks_by_itself(fresh: Fresh, tmp_path: Path) -> None:
    nowhere = f"unix://{tmp_path}/nobody.sock"
    with two_processes(fresh, tmp_path, "sqlite", nowhere) as (one, two, world), serving(one) as port:
        client = Client(port, cookie_of(one, world.login(HERE, "reception_officer")), HERE).started()
        near = register(one)
        assert client.wait(1, 1.5)[0].ref == near, "the own process needs no Redis"
        far = register(two)
        assert client.wait(2, SWEEP_SECONDS + 2)[1].ref == far
        client.close()


@contextmanager
def granian(place: Place, data: Path, **settings: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """``tiepdan run`` on a free port."""
    port = free_port()
    environment = clean_environment() | {
        "TIEPDAN_DATA": str(data),
        "TIEPDAN_DATABASE_URL": place.app,
        "TIEPDAN_SECRET_KEY": SECRET,
        "TIEPDAN_THREADS": "16",
        **settings,
    }
    program = Path(sys.executable).with_name("tiepdan")
    process = subprocess.Popen(
        [str(program), "run", "--port", str(port)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert until(lambda: _answers(port), 30), "the server does not answer"
        yield port, process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _answers(port: int) -> bool:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_a_served_process_frees_places_and_stops_in_time(
    make_app: Callable[..., tuple[Flask, World]], tmp_path: Path
) -> None:
    app, world = make_app("sqlite", csrf=False)
    place = Place(app.extensions["tiepdan.config"].database_url, None)
    cookie = cookie_of(app, world.login(HERE, "reception_officer"))
    with granian(place, tmp_path / "served") as (port, process):
        for _ in range(12):  # twice as many pages as one user may keep open
            passing = Client(port, cookie, HERE)
            assert passing.status == 200
            passing.started().close()
        clients = [Client(port, cookie, HERE).started() for _ in range(3)]
        assert "Content-Encoding" not in clients[0].headers
        ref = register(app)  # by this process: the server's reader finds it
        assert clients[0].wait(1, SWEEP_SECONDS + 2)[0].ref == ref
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        assert time.monotonic() - begun < 6.0
        for client in clients:
            client.ends_within(1)
            client.close()


def test_the_process_stops_without_streams_too(make_app: Callable[..., tuple[Flask, World]], tmp_path: Path) -> None:
    app, _world = make_app("sqlite")
    place = Place(app.extensions["tiepdan.config"].database_url, None)
    with granian(place, tmp_path / "served") as (_port, process):
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
        assert time.monotonic() - begun < 6.0
