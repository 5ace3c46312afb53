"""What leaves the house: caught by a mail server and a web server of our own, and read word by word."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.events.models import OutboxEntry
from core.identity.models import User
from core.jobs.work import drain
from core.notify.models import Delivery
from core.notify.preferences import save_choices
from core.notify.service import notify
from core.notify.words import OUTGOING
from core.observe.outbox import message_numbers
from core.testing.counts import Count
from core.testing.world import World, log_client_in, scope_of
from plugins.reception.jobs import DUE, LATE
from tests.e2e.serving import clean_environment, free_port

MakeApp = Callable[..., tuple[Flask, World]]
ADDRESS, PHONE = "can.bo@xa.example.vn", "0905123456"


class Letters:
    """An SMTP server's letter box."""

    def __init__(self) -> None:
        self.found: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        self.found.append((list(envelope.rcpt_tos), message))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    box, port = Letters(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def gateway() -> Iterator[tuple[list[dict[str, Any]], int]]:
    found: list[dict[str, Any]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found, server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def mail(port: int) -> str:
    return f"mailto://127.0.0.1:{port}?from=hop.thu@tiepdan.example&mode=insecure"


def officer_with(app: Flask, world: World, language: str = "", **addresses: str) -> int:
    with app.app_context(), internal(writes=True):
        user = db.session.scalars(select(User).where(User.login == world.login("a-comm", "reception_officer"))).one()
        user.language = language
        save_choices(user.id, addresses, {})
        return user.id


def tell(app: Flask, world: World, user: int, *notices: Any) -> None:
    subject = f"reception:visit:{world.id_of('a-comm', 'visit')}"
    with app.app_context(), acting_in(scope_of("a-comm"), writes=True):
        for notice in notices:
            assert notify(scope_of("a-comm"), [user], notice, subject) == 1


def deliveries(app: Flask) -> list[tuple[str, str, int, str]]:
    """The ones made here; the world holds one more."""
    with app.app_context(), acting_in(scope_of("a-comm")):
        rows = db.session.scalars(select(Delivery).order_by(Delivery.id).offset(1)).all()
        return [(row.channel, row.state, row.attempts, row.error) for row in rows]


def forbidden_words(app: Flask, world: World) -> set[str]:
    """Names, units, kinds, references and words of notices: nothing of it may be in a message."""
    registry = app.extensions["tiepdan.registry"]
    words = {"CANARY", "a-comm", "Đơn vị", "reception", "visit", "khiếu nại", "tố cáo", "kiến nghị", "phản ánh"}
    words |= {"complaint", "denunciation", "recommendation", "trả lời", "answer", "Tên ", "hạn", "http", "www."}
    words |= {str(world.id_of("a-comm", thing)) for thing in ("visit", "place", "user", "post")}
    words |= set(registry.notices) | set(world.users.values())
    return words


def offending(text: str, words: set[str]) -> list[str]:
    return [word for word in words if word.lower() in text.lower()] + re.findall(r"\d+", text)


@pytest.mark.parametrize("language", ["", "en"])
def test_a_mail_and_a_message_say_that_there_is_something_and_nothing_else(
    engine_name: str,
    language: str,
    make_app: MakeApp,
    letters: tuple[Letters, int],
    gateway: tuple[list[dict[str, Any]], int],
    count: Count,
) -> None:
    box, port = letters
    posts, web = gateway
    app, world = make_app(engine_name, email_url=mail(port), message_url=f"json://127.0.0.1:{web}/sms")
    user = officer_with(app, world, language, email=ADDRESS, message=PHONE)
    tell(app, world, user, DUE, LATE)
    with app.app_context():
        drain(app)
    assert deliveries(app) == [("email", "sent", 1, ""), ("message", "sent", 1, "")] * 2
    title, text = OUTGOING[language or "vi"]
    assert [to for to, _letter in box.found] == [[ADDRESS]] * 2
    words = forbidden_words(app, world)
    for _to, letter in box.found:
        body = letter.get_body(("plain",))
        assert body is not None
        assert (letter["Subject"], body.get_content().strip()) == (title, text)
        assert letter.get_body(("html",)) is None
        assert not offending(f"{letter['Subject']} {body.get_content()}", words)
        assert not [word for word in words - {"http", "www."} if word.lower() in letter.as_string().lower()]
    assert [post["to"] for post in posts] == [PHONE] * 2
    for post in posts:
        assert (post["title"], post["message"]) == (title, text)
        assert set(post) == {"version", "title", "message", "attachments", "type", "to"}
    count("messages read word by word", len(box.found) + len(posts))
    count("forbidden words found", 0)


def test_the_fixed_words_hold_nothing_to_fill_in() -> None:
    for subject, text in OUTGOING.values():
        assert not re.search(r"[%{}<>\d]|://", subject + text)


def test_notices_have_fixed_words(app: Flask) -> None:
    for notice in app.extensions["tiepdan.registry"].notices.values():
        with app.test_request_context():
            assert not re.search(r"[%{}]", f"{notice.title}{notice.text}")


def test_a_dead_mail_server_is_tried_again_and_loses_nothing(engine_name: str, make_app: MakeApp) -> None:
    port = free_port()
    app, world = make_app(engine_name, email_url=mail(port))
    user = officer_with(app, world, email=ADDRESS)
    tell(app, world, user, DUE)
    with app.app_context():
        drain(app)
    assert deliveries(app) == [("email", "failed", 1, "NotDelivered")]
    with app.app_context(), internal():
        entry = db.session.scalars(select(OutboxEntry).where(OutboxEntry.job == "core.notify_send")).one()
        assert (entry.state, entry.last_error) == ("waiting", "NotDelivered")
        assert ADDRESS not in str(entry.arguments)
    box = Letters()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with app.app_context(), clock.freeze(clock.now() + timedelta(minutes=5)):
            drain(app)
            drain(app)
    finally:
        server.stop()
    assert deliveries(app) == [("email", "sent", 2, "")]
    assert len(box.found) == 1
    with app.app_context():
        assert message_numbers() == {"waiting": 0, "running": 0, "done": 1, "dead": 0}


class Killer(Letters):
    """A mail server that kills the worker which talks to it, before or after it took the letter."""

    def __init__(self, when: str) -> None:
        super().__init__()
        self.when = when
        self.worker: subprocess.Popen[bytes] | None = None

    async def handle_RCPT(  # noqa: N802 - its name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        if self.when == "before" and self.worker:
            self.worker.kill()
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        answer = await super().handle_DATA(server, session, envelope)
        if self.worker:
            self.worker.kill()
        return answer


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_death_while_sending_is_flagged_and_nothing_goes_out_twice(
    engine_name: str, make_app: MakeApp, when: str
) -> None:
    """A real worker is killed while it talks to the mail server; afterwards nobody can know whether the letter left."""
    box, port = Killer(when), free_port()
    app, world = make_app(engine_name, email_url=mail(port))
    tell(app, world, officer_with(app, world, email=ADDRESS), DUE)
    config = app.extensions["tiepdan.config"]
    settings = {"DATABASE_URL": config.database_url, "DATA": str(config.data), "EMAIL_URL": mail(port)}
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        box.worker = subprocess.Popen(
            [Path(sys.executable).with_name("tiepdan"), "jobs", "drain"],
            env=clean_environment() | {f"TIEPDAN_{key}": value for key, value in settings.items()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert box.worker.wait(timeout=60) == -signal.SIGKILL
        assert deliveries(app) == [("email", "sending", 1, "")]
        box.worker = None
        with app.app_context(), clock.freeze(clock.now() + timedelta(minutes=30)):
            drain(app)
            drain(app)
    finally:
        server.stop()
    assert deliveries(app) == [("email", "unknown", 1, "")]
    assert len(box.found) == (1 if when == "after" else 0)
    with app.app_context():
        assert message_numbers() == {"waiting": 0, "running": 0, "done": 1, "dead": 0}
    page = log_client_in(app, world.login("a-comm", "reception_officer")).get("/t/a-comm/inbox").text
    assert "không rõ đã tới hay chưa; không gửi lại" in page


@pytest.mark.parametrize("change", ["forgotten", "closed"])
def test_who_no_longer_wants_messages_gets_none(change: str, make_app: MakeApp, letters: tuple[Letters, int]) -> None:
    box, port = letters
    app, world = make_app("sqlite", email_url=mail(port))
    user = officer_with(app, world, email=ADDRESS)
    tell(app, world, user, DUE)
    if change == "forgotten":
        officer_with(app, world, email="")
    else:
        with app.app_context(), internal(writes=True):
            row = db.session.get(User, user)
            assert row is not None
            row.active = False
    with app.app_context():
        drain(app)
    assert deliveries(app) == [("email", "off", 1, "")]
    assert not box.found


def test_nothing_goes_out_where_no_channel_is_set_up(app: Flask, world: World) -> None:
    user = officer_with(app, world, email=ADDRESS)
    tell(app, world, user, DUE)
    assert deliveries(app) == []
