"""Stops a job that takes longer than it may, as far as a running program can be stopped from inside.

When the time is up, a watching thread cancels the job's statement in the database and raises
``TimedOut`` in the job's thread. In the main thread (RQ workers, commands) a signal also wakes it
out of a system call. In any other thread the exception waits until the call returns: Python cannot
kill a thread. Such a thread is given up after ``GRACE_SECONDS``: its connections are cut, so it holds
no lock and can commit nothing, its entry waits for another try, and another thread works on. What
RQ runs for the queue ``slow`` has a process of its own, which RQ kills.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Self

import structlog
from sqlalchemy import event
from sqlalchemy.pool import Pool

log = structlog.get_logger(__name__)
#: A job that was told to stop and goes on for so long is given up.
GRACE_SECONDS = 5.0


class TimedOut(BaseException):
    """The job's time is up. Not an ``Exception``, so that no job swallows it by the way."""


class Limit:
    """``with Limit(seconds, give_up):`` raises TimedOut when the block takes longer.

    ``give_up`` is called from another thread when the block did not end in spite of that. Blocks of
    one thread do not nest.
    """

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        self.seconds, self.give_up = seconds, give_up
        self.thread = threading.current_thread()
        self.main = self.thread is threading.main_thread()
        self.lock = threading.Lock()
        self.finished = self.struck = self.lost = self.leaving = self._entered = False
        self.due = 0.0
        self.connections: list[Any] = []
        self._before: Any = None

    def __enter__(self) -> Self:
        if self.main:
            self._before, self._entered = signal.signal(signal.SIGALRM, self._alarm), True
        _here.limit = self
        self.due = time.monotonic() + self.seconds
        watch.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self.struck and kind is not TimedOut:
            raise TimedOut from error

    def close(self) -> None:
        """End the limit; safe to repeat, for TimedOut may come in the middle of it."""
        self.leaving = True
        with self.lock:
            self.finished = True
        watch.remove(self)
        _here.limit = None
        if self.struck:  # what was not raised yet shall not hit what comes next
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread.ident or 0), None)
        if self.main and self._entered:
            self._entered = False
            signal.signal(signal.SIGALRM, self._before or signal.SIG_DFL)

    def _alarm(self, number: int, frame: FrameType | None) -> None:
        if self.struck:
            if not self.leaving:
                raise TimedOut
        elif callable(self._before):  # RQ's own timer
            self._before(number, frame)

    def strike(self) -> None:
        """Tell the job to stop."""
        with self.lock:
            if self.finished:
                return
            self.struck = True
            self.due = time.monotonic() + GRACE_SECONDS
            for raw in list(self.connections):
                with suppress(Exception):  # whatever keeps us from cancelling, the exception follows
                    raw.interrupt() if isinstance(raw, sqlite3.Connection) else raw.cancel()
            ident = self.thread.ident or 0
            if self.main:
                signal.pthread_kill(ident, signal.SIGALRM)
            else:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(TimedOut))

    def cut(self) -> None:
        """Give the job up: nothing it does from now on counts."""
        with self.lock:
            if self.finished or self.lost:
                return
            self.lost = True
            for raw in list(self.connections):
                with suppress(Exception):
                    raw.rollback() if isinstance(raw, sqlite3.Connection) else _shut(raw)
        log.error("job does not stop", seconds=self.seconds)
        try:
            self.give_up()
        finally:
            for hear in watch.on_lost:
                hear(self.thread)


def _shut(raw: Any) -> None:
    """Cut a connection to PostgreSQL below the driver, whose own state belongs to the lost thread."""
    import socket

    with socket.socket(fileno=os.dup(raw.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)


class Watch:
    """One thread that looks after all limits of this process."""

    def __init__(self) -> None:
        self.limits: list[Limit] = []
        self.on_lost: list[Callable[[threading.Thread], None]] = []
        self.changed = threading.Condition()
        self.thread: threading.Thread | None = None

    def add(self, limit: Limit) -> None:
        """Look after one more."""
        with self.changed:
            self.limits.append(limit)
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="tiepdan-limits", daemon=True)
                self.thread.start()
            elif limit is min(self.limits, key=lambda one: one.due):
                self.changed.notify()

    def remove(self, limit: Limit) -> None:
        """It has ended, in time or not."""
        with self.changed:
            self.limits = [other for other in self.limits if other is not limit]

    def _run(self) -> None:
        while True:
            with self.changed:
                next_due = min((limit.due for limit in self.limits), default=None)
                wait = 60.0 if next_due is None else next_due - time.monotonic()
                if wait > 0:
                    self.changed.wait(wait)
                over = [limit for limit in self.limits if limit.due <= time.monotonic()]
            for limit in over:
                try:
                    if not limit.struck:
                        limit.strike()
                    else:
                        self.remove(limit)
                        limit.cut()
                except Exception as error:  # noqa: BLE001 - the watch goes on; the lease ends by itself
                    log.error("limit failed", error=type(error).__name__)  # noqa: TRY400 - no values in logs


watch = Watch()
_here = threading.local()


def _forget() -> None:
    """In a forked process: its parent's threads and limits do not exist here."""
    global watch  # noqa: PLW0603 - a fresh one for a fresh process
    watch = Watch()
    _here.limit = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@event.listens_for(Pool, "checkout")
def _taken(raw: Any, _record: Any, _proxy: Any) -> None:
    limit: Limit | None = getattr(_here, "limit", None)
    if limit is not None:
        limit.connections.append(raw)


@event.listens_for(Pool, "checkin")
def _given_back(raw: Any, _record: Any) -> None:
    limit: Limit | None = getattr(_here, "limit", None)
    if limit is not None:
        limit.connections = [other for other in limit.connections if other is not raw]
