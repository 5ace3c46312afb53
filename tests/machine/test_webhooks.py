"""Webhooks: who is told, what, how it is signed, tried again, and where nothing is ever sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from flask import Flask

from core import clock
from core.config import Config
from core.jobs.work import drain
from core.machine import outgoing
from core.testing.machine import Program, give
from core.testing.rows import stored
from core.testing.world import World, log_client_in
from tests.machine.conftest import VISITS, visit

ROOM = "/t/a-comm/admin/webhooks"


@dataclass
class Receiver:
    """A program that is told: what came in, and what it answers."""

    url: str = ""
    status: int = 200
    location: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Receiver]:
    receiver = Receiver()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((dict(self.headers), body))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    receiver.url = f"http://127.0.0.1:{server.server_port}/in?x=1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def work(app: Flask, later: timedelta = timedelta()) -> None:
    with app.app_context(), clock.freeze(clock.now() + later):
        drain(app)


def deliveries(app: Flask, tenant: str = "a-comm") -> list[tuple[str, str, str, int]]:
    """(event, state, note, attempts) of all but the planted one."""
    return [(r.event, r.state, r.note, r.attempts) for r in stored(app, "core_webhook_delivery", tenant)[1:]]


@pytest.fixture
def secret(app: Flask, world: World, receiver: Receiver) -> str:
    """The secret of a webhook that wants to hear of registered visits."""
    admin = log_client_in(app, world.login("a-comm", "tenant_admin"))
    form = {"url": receiver.url, "events": ["reception.visit_registered"]}
    page = admin.post(ROOM, data=form)
    assert page.status_code == 201
    found = str(stored(app, "core_webhook", "a-comm")[-1].secret)
    assert found in page.text
    assert found not in admin.get(ROOM).text
    return found


def test_a_visit_is_told_in_ids_and_signed(app: Flask, officer: Program, receiver: Receiver, secret: str) -> None:
    made = officer.post(VISITS, visit()).json
    work(app)
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert {k: told[k] for k in ("tenant", "event", "version", "subject")} == {
        "tenant": "a-comm",
        "event": "reception.visit_registered",
        "version": 1,
        "subject": f"reception:visit:{made['id']}",
    }
    assert set(told) == {"id", "tenant", "event", "version", "subject", "seq", "occurred_at"}
    assert told["seq"] == stored(app, "core_audit", "a-comm")[-1].seq
    moment, signed = (part.partition("=")[2] for part in headers["Tiepdan-Signature"].split(","))
    assert abs(int(moment) - clock.now().timestamp()) < 60
    assert hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == signed
    assert deliveries(app) == [("reception.visit_registered", "sent", "200", 1)]
    work(app)
    assert len(receiver.got) == 1


def test_other_events_and_other_tenants_are_not_told(
    app: Flask, world: World, officer: Program, receiver: Receiver, secret: str
) -> None:
    path = officer.post(VISITS, visit()).json["url"]
    officer.post(f"{path}/answer", {"result": "xong"})
    neighbour = Program(app, give(app, "b-comm", world.login("b-comm", "reception_officer")))
    assert neighbour.post(VISITS.replace("a-comm", "b-comm"), visit()).status_code == 201
    work(app)
    assert len(receiver.got) == 1
    assert deliveries(app, "b-comm") == []


def test_a_refused_change_is_not_told(app: Flask, officer: Program, receiver: Receiver, secret: str) -> None:
    assert officer.post(VISITS, visit(summary="")).status_code == 422
    work(app)
    assert receiver.got == []
    assert deliveries(app) == []


def test_a_failure_is_tried_again_and_may_be_replayed(
    app: Flask, world: World, officer: Program, receiver: Receiver, secret: str
) -> None:
    receiver.status = 500
    officer.post(VISITS, visit())
    work(app)
    assert deliveries(app)[0][1:] == ("failed", "500", 1)
    work(app, timedelta(minutes=1))
    assert deliveries(app)[0][1:] == ("failed", "500", 2)
    receiver.status = 204
    work(app, timedelta(minutes=10))
    assert deliveries(app)[0][1:] == ("sent", "204", 3)
    admin = log_client_in(app, world.login("a-comm", "tenant_admin"))
    delivery = stored(app, "core_webhook_delivery", "a-comm")[-1].public_id
    assert admin.post(f"{ROOM}/deliveries/{delivery}/replay").status_code == 303
    work(app)
    assert [json.loads(body)["id"] for _headers, body in receiver.got] == [delivery] * 4
    assert deliveries(app)[0][1:] == ("sent", "204", 4)


def test_a_redirect_is_not_followed(app: Flask, officer: Program, receiver: Receiver, secret: str) -> None:
    with listening() as elsewhere:
        receiver.status, receiver.location = 307, elsewhere.url
        officer.post(VISITS, visit())
        work(app)
        assert elsewhere.got == []
    assert deliveries(app)[0][1:] == ("failed", "307", 1)


def test_an_ended_webhook_is_told_nothing(
    app: Flask, world: World, officer: Program, receiver: Receiver, secret: str
) -> None:
    officer.post(VISITS, visit())
    hook = stored(app, "core_webhook", "a-comm")[-1].public_id
    admin = log_client_in(app, world.login("a-comm", "tenant_admin"))
    assert admin.post(f"{ROOM}/{hook}/end").status_code == 303
    officer.post(VISITS, visit())
    work(app)
    assert receiver.got == []
    assert [row[1:3] for row in deliveries(app)] == [("failed", "ended")]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://a:b@example.org/",
        "https://example.org:99999/",
        "http://127.0.0.2/",
        "http://localhost/",
        "javascript:x",
        "https://exa mple.org/",
        "https://exämple.org/",
        "//x",
    ],
)
def test_addresses_that_are_not_taken(app: Flask, world: World, url: str) -> None:
    before = len(stored(app, "core_webhook", "a-comm"))
    admin = log_client_in(app, world.login("a-comm", "tenant_admin"))
    assert admin.post(ROOM, data={"url": url}).status_code == 422
    assert len(stored(app, "core_webhook", "a-comm")) == before


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, database_url="sqlite://", secret_key="x" * 32)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[2002:7f00:1::]",
        "[64:ff9b::a00:1]",
        "localhost",
        "2130706433",
        "0x7f000001",
        "127.1",
    ],
)
def test_nothing_inside_the_network_is_reached(config: Config, host: str) -> None:
    target = outgoing.read_target(f"https://{host}/", config)
    with pytest.raises(outgoing.NotSentError, match=r"private_address|unknown_host"):
        outgoing.allowed_address(target, config)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111"])
def test_the_open_internet_is(address: str) -> None:
    assert outgoing.is_public(address)


def test_the_operator_may_name_hosts_inside(config: Config) -> None:
    open_to = replace(config, webhook_hosts=("127.0.0.1",))
    target = outgoing.read_target("https://127.0.0.1/", open_to)
    assert outgoing.allowed_address(target, open_to) == "127.0.0.1"
    with pytest.raises(outgoing.NotSentError):
        outgoing.allowed_address(outgoing.read_target("https://127.0.0.3/", open_to), open_to)


def test_plain_http_is_for_tests_only(config: Config, receiver: Receiver) -> None:
    with pytest.raises(outgoing.NotSentError, match="address"):
        outgoing.post(receiver.url, b"{}", {}, config)
    assert receiver.got == []
