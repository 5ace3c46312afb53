"""A folder in memory for the files of one test run: databases come and go by the hundred."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one's own is made in it
#: Bytes of room the suite's files need there, with a margin of three.
NEEDED = 6 * 1024**3
KEY = "TMPDIR"


def move_into_memory() -> Path | None:
    """Let this process and those it starts keep temporary files in memory, where there is room.

    Gives the folder, to be removed with ``leave_memory``; None where nothing was changed, as where
    somebody chose a folder already.
    """
    if KEY in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(MEMORY).free < NEEDED:
        return None  # PostgreSQL's programs may have to be copied there
    folder = Path(tempfile.mkdtemp(prefix="tiepdan-", dir=MEMORY))
    folder.chmod(0o711)  # the servers of the tests run as another account
    os.environ[KEY] = str(folder)
    tempfile.tempdir = None  # asked for anew
    return folder


def leave_memory(folder: Path) -> None:
    """Remove the folder and use the usual one again."""
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(KEY, None)
    tempfile.tempdir = None
