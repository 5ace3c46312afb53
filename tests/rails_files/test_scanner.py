"""The virus scanner: found means locked for good, silent means locked until it speaks."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from core import clock
from core.config import ConfigError, load_config
from core.db.base import db
from core.db.session import internal
from core.events.models import OutboxEntry
from core.files.clamd import ScannerSilentError, is_clean
from core.jobs.work import drain
from core.testing.world import World, log_client_in
from tests.rails_files import canaries
from tests.rails_files.clamd_server import SIGNATURE, Clamd
from tests.rails_files.conftest import files_of, put


@pytest.fixture(params=["socket", "port"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    server = Clamd(tmp_path / "clamd.sock" if request.param == "socket" else None)
    yield server
    server.close()


def use(app: Flask, address: str) -> None:
    app.extensions["tiepdan.config"] = dataclasses.replace(app.extensions["tiepdan.config"], clamd=address)


def subject_of(world: World) -> str:
    return f"reception:visit:{world.id_of('a-comm', 'visit')}"


def infected() -> bytes:
    return canaries.pdf(width=666)


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


def test_what_is_found_is_locked(app: Flask, world: World, clamd: Clamd, desk: FlaskClient, visit: str) -> None:
    use(app, clamd.address)
    clean, bad = put(app, canaries.pdf(), subject=subject_of(world)), put(app, infected(), subject=subject_of(world))
    assert clamd.scanned == 2
    assert (clean.state, clean.reason) == ("ready", "")
    assert (bad.state, bad.reason) == ("quarantined", "malware")
    path = f"/t/a-comm/files/{bad.public_id}"
    assert f'href="{path}"' not in desk.get(visit).text
    assert "có vi-rút" in desk.get(visit).text
    answer = desk.get(desk.get(path).headers["Location"])
    assert answer.status_code == 409
    assert "mã độc" in answer.text
    assert SIGNATURE not in answer.data
    assert desk.get(desk.get(f"/t/a-comm/files/{clean.public_id}").headers["Location"]).status_code == 200


def later(app: Flask) -> int:
    """Work the outbox as if the waiting time of its entries were over; gives how many were worked."""
    with app.app_context():
        with internal(writes=True):
            db.session.execute(
                update(OutboxEntry)
                .where(OutboxEntry.state == "waiting")
                .values(run_at=clock.now() - timedelta(seconds=1))
                .execution_options(synchronize_session=False)
            )
        return drain(app, limit=20)


def state_of(app: Flask, subject: str) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in files_of(app, subject)]


@pytest.mark.parametrize("outage", ["away", "mute"])
def test_a_silent_scanner_locks_until_it_speaks(app: Flask, world: World, tmp_path: Path, outage: str) -> None:
    mute = Clamd(answer=b"") if outage == "mute" else None
    use(app, mute.address if mute else closed_port())
    subject = subject_of(world)
    put(app, canaries.pdf(), subject=subject)
    put(app, infected(), subject=subject)
    waiting = ("quarantined", "unscanned")
    assert state_of(app, subject) == [waiting, waiting]
    for _turn in range(8):
        assert later(app) >= 2, "tried again however often it failed"
    assert state_of(app, subject) == [waiting, waiting]
    client = log_client_in(app, world.login("a-comm", "reception_officer"))
    row = files_of(app, subject)[0]
    answer = client.get(client.get(f"/t/a-comm/files/{row.public_id}").headers["Location"])
    assert answer.status_code == 409
    assert "đang chờ quét" in answer.text
    if mute:
        mute.close()
    server = Clamd(tmp_path / "clamd.sock")
    use(app, server.address)
    assert later(app) >= 2
    server.close()
    assert state_of(app, subject) == [("ready", ""), ("quarantined", "malware")]
    assert later(app) == 0


def test_without_a_scanner_cleaned_files_are_ready(app: Flask, world: World) -> None:
    assert put(app, infected(), subject=subject_of(world)).state == "ready"


def test_only_a_verdict_is_a_verdict(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x" * 200_000)
    server = Clamd()
    assert is_clean(server.address, path)
    path.write_bytes(b"x" * 200_000 + SIGNATURE)
    assert not is_clean(server.address, path)
    server.close()
    for answer in (
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK and more\0",
        b"",
        b"OK\0",
    ):
        server = Clamd(answer=answer)
        with pytest.raises(ScannerSilentError):
            is_clean(server.address, path)
        server.close()


def test_the_address_is_checked_at_boot(tmp_path: Path, make_environ: Callable[..., dict[str, str]]) -> None:
    assert load_config(make_environ(TIEPDAN_CLAMD="/run/clamav/clamd.ctl")).clamd == "/run/clamav/clamd.ctl"
    assert load_config(make_environ(TIEPDAN_CLAMD="127.0.0.1:3310")).clamd == "127.0.0.1:3310"
    assert load_config(make_environ()).clamd is None
    for wrong in ("clamd", "host:", ":3310", "host:port", "run/clamd.ctl"):
        with pytest.raises(ConfigError, match="CLAMD"):
            load_config(make_environ(TIEPDAN_CLAMD=wrong))


@pytest.fixture
def make_environ(tmp_path: Path) -> Callable[..., dict[str, str]]:
    return lambda **more: {"TIEPDAN_DATA": str(tmp_path / "var"), **more}
