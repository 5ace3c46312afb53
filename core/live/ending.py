"""Lets a serving process end its streams as soon as it is told to stop."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

STOP = frozenset({signal.SIGTERM, signal.SIGINT})


def when_stopping(act: Callable[[], None]) -> None:
    """Call ``act`` from a thread when this process is asked to stop; only from the main thread.

    The server waits for open answers before it stops, and a stream is one. It sets its signal
    handlers after it has loaded the application, so handlers of ours would not stay; the wake-up
    descriptor that Python writes each signal's number to is free.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def watch() -> None:
        while not STOP & set(os.read(reading, 64)):
            pass
        act()

    threading.Thread(target=watch, name="tiepdan-live-ending", daemon=True).start()
