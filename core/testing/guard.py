"""Run one server for a test run and end it when the run ends, however the run ends.

Started as a program of its own (``python guard.py OWNER SIGNAL UID GID FOLDER COMMAND…``) with
nothing but the standard library.  It starts COMMAND, then watches three things: the command
itself, a TERM or INT sent to the guard, and the process OWNER.  When any of them ends, the server
gets SIGNAL, twenty seconds to obey, and FOLDER with everything in it is removed.  So neither a
crashed test run nor a killed terminal leaves a database server behind.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

#: Seconds between two looks at the owner.
POLL_SECONDS = 0.5
#: Seconds a server gets to stop by itself before it is killed.
STOP_SECONDS = 20.0
#: Linux prctl option: the signal a process receives when its parent dies.
PR_SET_PDEATHSIG = 1


class _Flag:
    """Remembers that a signal asked for the end."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.raised = True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _start(command: list[str], log: Path, uid: int, gid: int, end_signal: int) -> subprocess.Popen[bytes]:
    """Start the server as ``uid`` (``-1``: as the guard's own user)."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def end_with_guard() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, end_signal)

    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            user=None if uid < 0 else uid,
            group=None if gid < 0 else gid,
            extra_groups=None if uid < 0 else [],
            preexec_fn=end_with_guard,  # noqa: PLW1509 - the guard has one thread
        )


def main(arguments: list[str]) -> int:
    """Guard one server; return its exit status."""
    owner, end_signal, uid, gid = (int(value) for value in arguments[:4])
    folder = Path(arguments[4])
    flag = _Flag()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, flag)
    server = _start(arguments[5:], folder / "server.log", uid, gid, end_signal)
    try:
        while server.poll() is None and not flag.raised and _alive(owner):
            time.sleep(POLL_SECONDS)
    finally:
        if server.poll() is None:
            server.send_signal(end_signal)
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        if flag.raised or not _alive(owner):
            shutil.rmtree(folder, ignore_errors=True)
            if not _alive(owner):  # nobody else is left to remove the run's folder
                shutil.rmtree(folder.parent, ignore_errors=True)
    return server.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
