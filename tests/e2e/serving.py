"""A demo server of one's own, as a person would start it, and the Chromium to look at it with."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

#: Seconds until a fresh demo world answers; it takes about five on two cores.
START_SECONDS = 120
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Demo:
    """A running demo: its address and the accounts it printed, by login name."""

    base_url: str
    accounts: dict[str, dict[str, Any]]
    data: Path

    def password(self, login: str) -> str:
        """The printed password of an account."""
        return str(self.accounts[login]["password"])


def free_port() -> int:
    """A port of this machine that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The environment without settings of ours: the demo runs as it comes."""
    return {key: value for key, value in os.environ.items() if not key.startswith("TIEPDAN_")}


@contextmanager
def running_demo(data: Path) -> Iterator[Demo]:
    """Start ``tiepdan demo --json`` on a free port and stop it at the end."""
    program = Path(sys.executable).with_name("tiepdan")
    command = [program, "demo", "--port", str(free_port()), "--data", data, "--json"]
    data.mkdir(parents=True, exist_ok=True)
    log = data / "server.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            text=True,
            env=clean_environment(),
            cwd=Path(__file__).parents[2],
        )
    assert process.stdout is not None
    alarm = threading.Timer(START_SECONDS, process.kill)
    alarm.start()
    try:
        line = process.stdout.readline()
        alarm.cancel()
        if not line:
            raise AssertionError(f"the demo did not start: {log.read_text(encoding='utf-8')[-2000:]}")
        printed = json.loads(line)
        accounts: dict[str, dict[str, Any]] = {}
        for account in printed["accounts"]:
            accounts.setdefault(account["login"], account)
        yield Demo(printed["base_url"], accounts, data)
    finally:
        alarm.cancel()
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def chromium_path() -> str | None:
    """The Chromium named in ``TEST_CHROMIUM``, else the system's."""
    named = os.environ.get("TEST_CHROMIUM")
    return next((found for name in ([named] if named else ["chromium"]) if (found := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Chromium without a window."""
    path = chromium_path()
    assert path, "no Chromium: set TEST_CHROMIUM or install chromium"
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
