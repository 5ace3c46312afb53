"""The folder in which one test run keeps its private servers, shared by all its processes.

A run is the process that asks first (pytest's controller, a script) with everything it starts:
the folder's path travels to pytest-xdist workers in the environment.  Call ``start_session`` early
in the controller so that all workers share one PostgreSQL and one Redis, and ``end_session`` when
it closes; without these calls each process gets servers of its own, and they still end with it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Environment key that hands the run's folder to child processes.
FOLDER_KEY = "TIEPDAN_TEST_SERVERS"
#: A unix socket's path may hold 107 bytes; the longest name below a run's folder takes 40 of them.
LONGEST_FOLDER = 60
#: Seconds a stopped server may take before ``end_session`` gives up waiting for it.
STOP_SECONDS = 25.0


class ServerUnavailable(RuntimeError):
    """A test server cannot run here; the text says why."""


@dataclass(frozen=True)
class SystemUser:
    """The account a server runs as; ``None`` fields mean the current one."""

    uid: int | None
    gid: int | None

    @classmethod
    def unprivileged(cls) -> SystemUser:
        """``nobody`` when we are root (PostgreSQL refuses root), ourselves otherwise."""
        if os.geteuid() != 0:
            return cls(None, None)
        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    def own(self, folder: Path) -> None:
        """Make ``folder`` this account's private folder."""
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)


def start_session() -> Path:
    """Return the run's folder; the first process that asks makes and owns it."""
    known = os.environ.get(FOLDER_KEY)
    if known and (Path(known) / "owner").is_file():
        return Path(known)
    base = tempfile.gettempdir()
    if len(os.fsencode(base)) > LONGEST_FOLDER - 20:
        base = "/tmp"  # noqa: S108 - mkdtemp makes a private folder in it
    folder = Path(tempfile.mkdtemp(prefix="tiepdan-", dir=base))
    folder.chmod(0o711)  # the unprivileged server must be able to pass through
    (folder / "owner").write_text(str(os.getpid()), encoding="ascii")
    os.environ[FOLDER_KEY] = str(folder)
    atexit.register(end_session)
    return folder


def end_session() -> None:
    """Stop the run's servers and remove their folder.  Only the owner's call does anything."""
    known = os.environ.get(FOLDER_KEY)
    if not known or _owner(Path(known)) != os.getpid():
        return
    folder = Path(known)
    guards = list(folder.glob("*.guard"))
    for guard in guards:
        with contextlib.suppress(ProcessLookupError, ValueError):
            os.kill(int(guard.read_text(encoding="ascii")), signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while any(guard.with_suffix("").exists() for guard in guards) and time.monotonic() < deadline:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(FOLDER_KEY, None)


def _owner(folder: Path) -> int | None:
    try:
        return int((folder / "owner").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def locked(name: str) -> Iterator[Path]:
    """Hold the run-wide lock ``name``; yields the run's folder."""
    folder = start_session()
    with (folder / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder


def launch(name: str, command: list[str], user: SystemUser, end_signal: signal.Signals) -> int:
    """Start ``command`` under a guard; its files belong below ``<run's folder>/<name>``.

    Returns the guard's process id, to be asked about with ``ended``.
    """
    folder = start_session()
    numbers = [_owner(folder), int(end_signal), *(-1 if number is None else number for number in (user.uid, user.gid))]
    program = [sys.executable, "-I", str(Path(__file__).with_name("guard.py"))]
    arguments = [*program, *map(str, numbers), str(folder / name), *command]
    null = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in (0, 1, 2)]
    # its own process group: an interrupt from the keyboard reaches the run, and the run ends it
    guard = os.posix_spawn(sys.executable, arguments, os.environ, file_actions=null, setpgroup=0)
    (folder / f"{name}.guard").write_text(str(guard), encoding="ascii")
    return guard


def ended(guard: int) -> bool:
    """Tell whether a guard that this process started has ended."""
    try:
        return os.waitpid(guard, os.WNOHANG)[0] == guard
    except ChildProcessError:
        return True


def log_tail(name: str) -> str:
    """Return the last lines a server wrote, for an error text."""
    log = start_session() / name / "server.log"
    if not log.is_file():
        return "(no log)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
