"""A data folder with so many records in one tenant, and servers that stop when they are left.

Plugins that want to be measured have a module ``bench`` beside their ``plugin`` with
``fill(scope, count, progress)`` and ``pages(scope)``; it is imported for nothing else.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from flask import Flask

from core.app import create_app
from core.cli.data import upgrade_all
from core.cli.tenants import read_world
from core.config import Config, load_config
from core.db.base import db
from core.db.session import acting_in
from core.demo import build_demo
from core.errors import Refused
from core.tenancy.resolve import system_scope

Progress = Callable[[str], None]
#: The tenant that is filled, the account that looks, in the world of the demo.
TENANT, LOGIN = "dak-rve", "tiepdan.dakrve"
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A data folder ready to be served."""

    data: Path
    rows: int
    password: str
    pages: tuple[Page, ...]


def _modules(app: Flask) -> list[ModuleType]:
    names = [f"plugins.{name}.bench" for name in app.extensions["tiepdan.registry"].manifests]
    return [import_module(name) for name in names if find_spec(name)]


def fill_world(data: Path, rows: int, progress: Progress, demo: Path | None = None) -> Filled:
    """The demo world on SQLite with ``rows`` more records in its town; begins with the data in ``demo`` if given."""
    if demo is not None:
        shutil.copytree(demo, data)
    environment = {"TIEPDAN_DATA": str(data), "TIEPDAN_LOG_LEVEL": "ERROR"}
    config: Config = replace(load_config(environment))
    app = create_app(config)
    upgrade_all(app, config)
    with app.app_context():
        accounts = build_demo(app, read_world(str(config.tenants / "kon-ray")), lambda _line: None)
        scope = system_scope(TENANT)
        found: list[Page] = []
        for module in _modules(app):
            with acting_in(scope, writes=True):
                module.fill(scope, rows, progress)
            with acting_in(scope), app.test_request_context():
                found += [Page(name, path) for name, path in module.pages(scope)]
        db.engine.dispose()
    password = next(account.password for account in accounts if account.login == LOGIN)
    return Filled(data, rows, password, tuple(found))


def free_port() -> int:
    """A port of the loopback address that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(target: str, environment: Mapping[str, str], path: str) -> Iterator[int]:
    """Serve a factory with granian as ``tiepdan run`` does; gives the port once ``path`` answers."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "64", "--log-level", "error",
        "--workers-kill-timeout", "5", target,
    ]  # fmt: skip
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TIEPDAN_")}
    process = subprocess.Popen(command, env=kept | dict(environment), stdin=subprocess.DEVNULL, stdout=sys.stderr)
    try:
        _wait(f"http://127.0.0.1:{port}{path}", process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with direct.open(address, timeout=2):
                return
        except urllib.error.HTTPError as error:
            raise Refused(f"{address} was answered with {error.code}") from error
        except OSError:
            time.sleep(0.2)
    raise Refused(f"no server answers at {address}")
