"""An installation of real processes: ``tiepdan run``, ``tiepdan worker`` and a Redis, to be killed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from core.app import create_app
from core.db.base import db
from core.plugins.state import switch
from core.testing.fixtures import SECRET, Place, make_config
from core.testing.redis_server import _program as redis_program
from core.testing.world import PASSWORD, World
from plugins.reception.tests.typed import visit_form
from tests.e2e.serving import clean_environment, free_port
from tests.rails import counting

ROOT = Path(__file__).parents[2]
TENANT = "a-comm"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
START_SECONDS = 90.0


class Installation:
    """One database with its processes; everything it starts it also ends."""

    def __init__(self, folder: Path, place: Place, world: World, *, redis: bool) -> None:
        self.folder, self.place, self.world = folder, place, world
        self.port = free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.cookie = self.token = ""
        self.socket = folder / "r.sock"
        data = folder / "data"
        self._prepare(data)
        self.environment = clean_environment() | {
            "PYTHONPATH": f"{folder}:{ROOT}",
            "TIEPDAN_DATA": str(data),
            "TIEPDAN_DATABASE_URL": place.app,
            "TIEPDAN_SECRET_KEY": SECRET,
            "TIEPDAN_TENANTS": str(ROOT / "tenants"),
            "TIEPDAN_EXTRA_PLUGINS": "counting",
            "TIEPDAN_THREADS": "8",
            "TIEPDAN_LOG_LEVEL": "ERROR",
        }
        if redis:
            self.environment["TIEPDAN_REDIS_URL"] = f"unix://{self.socket}"

    def _prepare(self, data: Path) -> None:
        """Offer the counting plugin as an installed package would, and switch it on."""
        info = self.folder / "counting-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: counting\nVersion: 1\n", encoding="ascii")
        points = "[tiepdan.plugins]\ncounting = tests.rails.counting\n"
        (info / "entry_points.txt").write_text(points, encoding="ascii")
        app = create_app(make_config(data, self.place, plugin_modules=(counting,)))
        with app.app_context():
            switch(app.extensions["tiepdan.registry"], TENANT, "counting", on=True, actor_id=None)
            db.engine.dispose()

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=self.environment,
                start_new_session=True,
            )

    def start(self, name: str) -> None:
        """Start ``web`` (and wait until it answers), ``worker`` or ``redis``."""
        program = str(Path(sys.executable).with_name("tiepdan"))
        if name == "redis":
            self.socket.unlink(missing_ok=True)
            settings = {"port": "0", "unixsocket": str(self.socket), "save": "", "dir": str(self.folder)}
            self._start(name, [redis_program(), *(part for k, v in settings.items() for part in (f"--{k}", v))])
        elif name == "worker":
            self._start(name, [program, "worker"])
        else:
            self._start(name, [program, "run", "--port", str(self.port)])
            self.wait_for_web()

    def wait_for_web(self) -> None:
        """Wait until pages are answered."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.running["web"].poll() is None, (self.folder / "web.log").read_text(encoding="utf-8")[-2000:]
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the web process does not answer")

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process and everything it started."""
        os.killpg(self.running[name].pid, number)

    def kill(self, name: str) -> None:
        """``kill -9``, as a power cut of that one process."""
        self.send(name, signal.SIGKILL)
        self.running.pop(name).wait()

    def stop(self) -> None:
        """End everything."""
        for name in list(self.running):
            if self.running[name].poll() is None:
                self.send(name, signal.SIGCONT)
                self.kill(name)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """One request: (status, body, Location). Raises OSError when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        if not self.token:  # the login is not finished; keep what the server hands out
            jar = SimpleCookie(self.cookie)
            for line in answer.headers.get_all("Set-Cookie") or ():
                jar.load(line)
            self.cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in jar.items())
        return answer.status, text, answer.headers.get("Location", "")

    def log_in(self) -> None:
        """Log the officer of the tenant in and take a token for forms."""
        found = TOKEN.search(self.ask("GET", "/login")[1])
        assert found
        login = self.world.login(TENANT, "reception_officer")
        sent = {"login": login, "password": PASSWORD, "csrf_token": found[1]}
        assert self.ask("POST", "/login", sent)[0] == 303
        found = TOKEN.search(self.ask("GET", f"/t/{TENANT}/reception/visits/new")[1])
        assert found
        self.token = found[1]

    def register(self, once: str) -> bool:
        """Register a visit under a key of its own; gives whether it was acknowledged."""
        try:
            form = visit_form(once=once, csrf_token=self.token)
            status, _body, _place = self.ask("POST", f"/t/{TENANT}/reception/visits/new", form)
        except OSError:
            return False
        assert status == 303 or status >= 500, status
        return status == 303
