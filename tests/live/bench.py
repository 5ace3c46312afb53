"""300 open streams while pages answer: ``python -m tests.live.bench [streams]``.

Prints figures and writes docs/proofs/streams.md; asserts no time, only that nothing is missing.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from core import clock
from core.app import create_app
from core.cli.data import upgrade_all
from core.db.base import db
from core.db.session import acting_in
from core.identity.models import Membership, Post, Role, User
from core.tenancy.models import Unit
from core.testing.fixtures import Place, make_config
from core.testing.world import _user, build_world, scope_of
from plugins.reception.tests.typed import visit_form
from tests.live.streams import TOPIC, cookie_of
from tests.live.test_processes import granian

TENANT, PAGES, VISITS = "a-comm", 120, 20
PROOF = Path(__file__).parents[2] / "docs" / "proofs" / "streams.md"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Crowd(threading.Thread):
    """Many streams read by one thread; notes when each message came to each of them."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.selector = selectors.DefaultSelector()
        self.came: dict[int, list[float]] = {}
        self.begun = self.ended = 0
        self.refused = 0

    def open(self, port: int, cookie: str) -> None:
        """One more stream."""
        opened = socket.create_connection(("127.0.0.1", port))
        head = f"GET /t/{TENANT}/stream?topics={TOPIC} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n"
        opened.sendall(head.encode())
        self.selector.register(opened, selectors.EVENT_READ, [b"", False])

    def run(self) -> None:
        while True:
            for key, _events in self.selector.select(timeout=0.5):
                state, stream = key.data, key.fileobj
                data = stream.recv(65536)  # type: ignore[union-attr]
                now = time.monotonic()
                if not data:
                    self.selector.unregister(stream)
                    stream.close()  # type: ignore[union-attr]
                    self.ended += 1
                    continue
                state[0] += data
                if not state[1] and b"event: beat" in state[0]:
                    state[1] = True
                    self.begun += 1
                self.refused += data.startswith(b"HTTP/1.1 503")
                *whole, state[0] = state[0].split(b"\n\n")
                for part in whole:
                    if found := re.search(rb"id: (\d+)\nevent: reception", part):
                        self.came.setdefault(int(found[1]), []).append(now)


def fill(app: Flask, users: int) -> list[str]:
    """Accounts that may hear the topic; gives their logins."""
    names = [f"nghe.{number}" for number in range(users)]
    with app.app_context(), acting_in(scope_of(TENANT), writes=True) as frame:
        assert frame.scope is not None
        tenant_id = frame.scope.tenant_id
        role = db.session.scalars(select(Role).where(Role.key == "reception_reader")).one()
        unit = db.session.scalars(select(Unit).order_by(Unit.id)).first()
        assert unit is not None
        for name in names:
            user: User = _user(name)
            db.session.add(user)
            db.session.flush()
            db.session.add(Membership(user_id=user.id, tenant_id=tenant_id))
            db.session.add(
                Post(user_id=user.id, unit_id=unit.id, role_id=role.id, title="x", valid_from=date(2024, 1, 1))
            )
    return names


def ask(port: int, path: str, cookie: str, form: dict[str, str] | None = None) -> tuple[str, str]:
    """(address after redirects, body) of one request."""
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Cookie": cookie})
    with DIRECT.open(request, timeout=60) as answer:
        return answer.url, answer.read().decode()


def pages(port: int, cookie: str) -> str:
    """Time of the list of visits, four askers at once."""
    times: list[float] = []

    def go() -> None:
        for _ in range(PAGES // 4):
            begun = time.monotonic()
            ask(port, f"/t/{TENANT}/reception/visits", cookie)
            times.append((time.monotonic() - begun) * 1000)

    threads = [threading.Thread(target=go) for _ in range(4)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.monotonic() - begun)
    cuts = statistics.quantiles(times, n=20)
    return f"{statistics.median(times):.0f} ms middle, {cuts[18]:.0f} ms at 95 %, {rate:.0f}/s"


def register(port: int, cookie: str) -> float:
    """Send the form of a visit; gives when it was sent."""
    path = f"/t/{TENANT}/reception/visits/new"
    _url, body = ask(port, path, cookie)
    hidden = dict(re.findall(r'name="(csrf_token|once)"[^>]*value="([^"]*)"', body))
    begun = time.monotonic()
    url, answer = ask(port, path, cookie, visit_form(received_on=clock.today().isoformat()) | hidden)
    assert not url.endswith("/new"), re.sub("<[^>]+>", " ", answer)[-1500:]
    return begun


def used(pid: int) -> tuple[float, float, int]:
    """(seconds of CPU, MB of memory, threads) of a process and its children."""
    tick = os.sysconf("SC_CLK_TCK")
    cpu = memory = threads = 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(entry.name) == pid or int(fields[1]) == pid:
            cpu += (int(fields[11]) + int(fields[12])) / tick
            threads += int(fields[17])
            memory += int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return cpu, memory, int(threads)


def run(streams: int, folder: Path) -> list[tuple[str, str]]:
    """The whole measurement on SQLite; gives rows of a table."""
    place = Place(f"sqlite:///{folder}/bench.db", None)
    config = make_config(folder, place)
    app = create_app(config)
    upgrade_all(app, config)
    world = build_world(app)
    cookies = [cookie_of(app, name) for name in fill(app, streams)]
    officer = cookie_of(app, world.login(TENANT, "reception_officer"))
    rows: list[tuple[str, str]] = []
    settings = {"TIEPDAN_THREADS": str(streams + 64), "TIEPDAN_STREAMS": str(streams)}
    with granian(place, folder / "served", **settings) as (port, process):
        pages(port, officer)
        rows.append(("list of visits, no stream open", pages(port, officer)))
        crowd = Crowd()
        crowd.start()
        begun = time.monotonic()
        for cookie in cookies:
            crowd.open(port, cookie)
        while crowd.begun < streams and time.monotonic() - begun < 60:
            time.sleep(0.02)
        assert crowd.begun == streams, f"{crowd.begun} streams of {streams} began, {crowd.refused} refused"
        rows.append((f"{streams} streams opened in", f"{time.monotonic() - begun:.1f} s"))
        before = used(process.pid)
        time.sleep(15)
        after = used(process.pid)
        rows.append(("one core's share while nothing happens", f"{(after[0] - before[0]) / 0.15:.0f} %"))
        rows.append(("memory, threads", f"{after[1]:.0f} MB, {after[2]}"))
        rows.append((f"list of visits, {streams} streams open", pages(port, officer)))
        sent = [register(port, officer) for _ in range(VISITS) if not time.sleep(0.2)]
        time.sleep(2)
        assert crowd.ended == 0, f"{crowd.ended} streams ended"
        heard = [times for _seq, times in sorted(crowd.came.items())]
        assert [len(times) for times in heard] == [streams] * VISITS, [len(times) for times in heard]
        waits = sorted((at - start) * 1000 for start, times in zip(sent, heard, strict=True) for at in times)
        late = waits[int(len(waits) * 0.99)]
        figure = f"{statistics.median(waits):.0f} ms middle, {late:.0f} ms at 99 %, {waits[-1]:.0f} ms last"
        rows.append((f"{VISITS} visits sent until heard by all {streams}", figure))
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        rows.append(("told to stop until ended, all streams open", f"{time.monotonic() - begun:.1f} s"))
    return rows


def main() -> None:
    """Measure, print, write down."""
    streams = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        rows = run(streams, Path(folder))
    for what, figure in rows:
        print(f"{what}: {figure}")  # noqa: T201 - a program that speaks to a terminal
    lines = [
        "# Streams while pages answer",
        "",
        f"Run on {datetime.now(UTC):%Y-%m-%d} with `python -m tests.live.bench {streams}`: one process of `tiepdan run`",
        f"on SQLite, {os.cpu_count()} cores shared with the listeners and other work, each stream of another user.",
        f"Each stream heard each of the {VISITS} visits exactly once. Figures, not limits.",
        "",
        "| what | figure |",
        "|---|---:|",
        *(f"| {what} | {figure} |" for what, figure in rows),
        "",
    ]
    PROOF.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
