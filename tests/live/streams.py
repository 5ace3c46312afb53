"""Listening to a real server over a socket, and a server of the test's own application."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from core.db.session import internal
from core.identity.sessions import log_in
from core.testing.world import PASSWORD

TOPIC = "reception.visits"


@dataclass(frozen=True)
class Told:
    """One message as it came over the wire."""

    event: str
    #: The sealed place in the tenant's chain.
    id: str
    ref: str
    at: float


class Client:
    """Reads a stream in a thread; ``raw`` keeps every byte."""

    def __init__(self, port: int, cookie: str, tenant: str, topics: str = TOPIC, **headers: str) -> None:
        query, _, topics = topics.rpartition("&")
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.connect()
        self._socket = self.connection.sock
        self.connection.request(
            "GET",
            f"/t/{tenant}/stream?topics={topics}&{query}",
            headers={"Cookie": cookie, "Accept": "text/event-stream", **headers},
        )
        self.response = self.connection.getresponse()
        self.status, self.headers = self.response.status, self.response.headers
        self.told: list[Told] = []
        self.raw = b""
        self.ended_at: float | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        if self.status == 200:
            self._thread.start()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            while row := self.response.readline():
                self.raw += row
                name, _, value = row.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "event" in fields:
                    ref = json.loads(fields["data"]).get("ref", "")
                    number = fields.get("id") or (self.told[-1].id if self.told else "")
                    self.told.append(Told(fields["event"], number, ref, time.monotonic()))
                    fields = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # closed by us
        self.ended_at = time.monotonic()

    @property
    def news(self) -> list[Told]:
        """Messages without signs of life."""
        return [message for message in self.told if message.event != "beat"]

    def wait(self, number: int, seconds: float = 5.0) -> list[Told]:
        """The first ``number`` messages of a topic."""
        assert until(lambda: len(self.news) >= number, seconds), f"{len(self.news)} of {number} messages came"
        return self.news

    def started(self) -> Client:
        """Itself, when the stream has caught up."""
        assert until(lambda: bool(self.told), 5.0), "the stream says nothing"
        return self

    def ends_within(self, seconds: float) -> float:
        """Seconds until the server ended the stream. Fails when it goes on."""
        begun = time.monotonic()
        assert until(lambda: self.ended_at is not None, seconds), f"the stream goes on after {seconds} s"
        return time.monotonic() - begun

    def close(self) -> None:
        """Hang up, as a browser does that leaves the page."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self.status == 200:
            self._thread.join(timeout=5)
        self.response.close()
        self.connection.close()


def until(true: Any, seconds: float) -> bool:
    """Whether ``true()`` becomes so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())


class Quiet(WSGIRequestHandler):
    """Does not write an access log; keeps connections open as a real server does."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        pass


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """The application on a port of this machine, a thread per request; gives the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.port
    finally:
        app.extensions["tiepdan.live"].stop()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def cookie_of(app: Flask, login: str) -> str:
    """A cookie header with a fresh login."""
    with app.app_context(), internal(writes=True):
        token = log_in(login, PASSWORD, "test", app.extensions["tiepdan.config"].secret_key)
    assert isinstance(token, str)
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': token, '_fresh': True, 'csrf_token': '0' * 40})}"
