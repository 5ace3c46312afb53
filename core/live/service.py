"""The threads behind the streams of one process; they start with the first stream or signal.

A signal, from this process or through Redis, only says "look into the chain of tenant n"; one
reader does so for everybody and hands on what it finds, in order. A lost signal costs a few
seconds, never a message: the reader looks by itself, too.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog
from flask import Flask, current_app, has_app_context
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from core.config import Config
from core.db import frame as frames
from core.db.frame import Frame
from core.jobs.runner import connect
from core.live.check import Check
from core.live.hub import Ear, Hub, Listener, Message
from core.live.nchan import ROUND_SECONDS, Held, Nchan, NchanHub
from core.live.places import Places
from core.live.replay import messages_after, missed_after
from core.live.words import line
from core.plugins.manager import Registry
from core.tenancy.scope import TenantRef

log = structlog.get_logger(__name__)
#: Streams of one user in one process; further tabs poll.
PER_USER = 6
#: The reader looks into every chain that somebody listens to this often, signal or not.
SWEEP_SECONDS = 5.0
#: All streams are checked again this often; a round that takes longer leaves the database this pause.
CHECK_SECONDS = 2.5
LEAST_PAUSE = 0.5
#: So many streams are checked with the same answers about what they share.
AT_ONCE = 50
#: A stream that was not found in order for so long ends: no check, no stream.
FRESH_SECONDS = 5.0
#: A stream whose thread took nothing for so long is written off.
SILENT_SECONDS = 30.0
#: Streams that nginx may hold for one process; it has no thread for any of them.
HELD = 20_000
#: Milliseconds after which a client that had missed something comes back.
BACK_SOON = 50
CHANNEL = "t:{}"


class Live:
    """Live updates of one application object."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.config: Config = app.extensions["tiepdan.config"]
        self.registry: Registry = app.extensions["tiepdan.registry"]
        self.hub = Hub(self.config.streams, PER_USER)
        url = self.config.nchan_url
        self.places = Places(self.config.secret_key)
        self.held = NchanHub(Nchan(url), self.places, HELD, PER_USER) if url else None
        self._reading = threading.Lock()
        self.stopping = threading.Event()
        self._look = threading.Condition()
        self._rung: set[int] = set()
        self._out: queue.Queue[int] = queue.Queue(maxsize=10_000)
        self._threads: dict[str, threading.Thread] = {}
        self._starting = threading.Lock()

    def join(self, listener: Listener, position: int) -> None:
        """Register a listener. Raises Crowded."""
        self._start(self._read, self._watch, *([self._listen] if self.config.redis_url else []))
        self.hub.join(listener, position)

    def hand_over(self, ear: Ear, seq: int | None) -> Held | str:
        """A stream for nginx to hold, or what its client has to be told before it comes back for one.

        Raises Crowded, and SQLAlchemyError when the chain cannot be read.
        """
        assert self.held is not None  # noqa: S101 - asked for only where nginx is configured
        self._start(self._read, self._watch, self._tend, *([self._listen] if self.config.redis_url else []))
        listener = Held(ear, self.held)
        for _turn in range(5):
            missed, read_to, too_much = self.catch_up(listener, seq)
            if too_much or missed:
                break
            stands = self.held.join_at(listener, read_to)
            if stands == read_to:
                return listener
            if stands < read_to:
                self._look_into(ear.tenant, stands)
        seal = partial(self.places.seal, ear.tenant.id)
        told = "" if too_much else "".join(line(one.topic, seal(one.seq), one.ref) for one in missed)
        return f"retry: {BACK_SOON}\n\n{told}{line('reset' if too_much else 'beat', seal(read_to))}"

    def tell(self, tenant_id: int) -> None:
        """Something was committed in a tenant; never blocks, never raises."""
        self._ring(tenant_id)
        if self.config.redis_url and not self.stopping.is_set():
            self._start(self._publish)
            try:
                self._out.put_nowait(tenant_id)
            except queue.Full:  # the readers of other processes look by themselves
                log.warning("signals dropped")

    def catch_up(self, listener: Listener, seq: int | None) -> tuple[list[Message], int, bool]:
        """(messages after ``seq``, of None all too many, for this listener, how far was read, whether it was too much)."""
        with self.app.app_context():
            return missed_after(self.registry, listener.ear.tenant, seq, listener.ear.topics)

    def stop(self) -> None:
        """End all streams and threads; what was not told stands in the chain."""
        self.stopping.set()
        self.hub.close()
        if self.held is not None:
            self.held.close()
        with self._look:
            self._look.notify()
        for thread in self._threads.values():
            thread.join(timeout=2)
        if self.held is not None:
            self.held.nchan.close()

    def _start(self, *loops: Callable[[], None]) -> None:
        for loop in loops:
            if loop.__name__ in self._threads:
                continue
            with self._starting:
                if loop.__name__ not in self._threads:
                    thread = threading.Thread(target=loop, name=f"tiepdan-live{loop.__name__}", daemon=True)
                    thread.start()
                    self._threads[loop.__name__] = thread

    def _ring(self, tenant_id: int) -> None:
        with self._look:
            self._rung.add(tenant_id)
            self._look.notify()

    def _read(self) -> None:
        sweep_at = time.monotonic() + SWEEP_SECONDS
        while not self.stopping.is_set():
            with self._look:
                if not self._rung:
                    self._look.wait(max(0.0, sweep_at - time.monotonic()))
                rung, self._rung = self._rung, set()
            positions = self._positions()
            if time.monotonic() >= sweep_at:
                rung, sweep_at = set(positions), time.monotonic() + SWEEP_SECONDS
            for tenant_id in rung & positions.keys():
                self._look_into(*positions[tenant_id])

    def _positions(self) -> dict[int, tuple[TenantRef, int]]:
        """Tenants somebody listens to, and how far each was read for all of them."""
        found = self.hub.positions()
        for key, (tenant, seq) in (self.held.positions() if self.held else {}).items():
            found[key] = (tenant, min(seq, found[key][1]) if key in found else seq)
        return found

    def _look_into(self, tenant: TenantRef, seq: int) -> None:
        """Hand out what a tenant's chain holds after ``seq``; one thread at a time, so that order is kept."""
        with self._reading:
            more = True
            while more and not self.stopping.is_set():
                try:
                    with self.app.app_context():
                        messages, seq, more = messages_after(self.registry, tenant, seq)
                except SQLAlchemyError as error:
                    log.error("chain unreachable", tenant=tenant.id, error=type(error).__name__)  # noqa: TRY400 - no values in logs
                    break
                self.hub.deliver(tenant.id, messages, seq)
                if self.held is not None:
                    self.held.deliver(tenant.id, messages, seq)

    def _tend(self) -> None:
        while self.held is not None and not self.stopping.wait(ROUND_SECONDS):
            self.held.tend()

    def _watch(self) -> None:
        took = 0.0
        while not self.stopping.wait(max(LEAST_PAUSE, CHECK_SECONDS - took)):
            begun = time.monotonic()
            held = self.held.listeners() if self.held else []
            waiting = sorted([*self.hub.listeners(), *held], key=lambda one: (one.ear.token, one.ear.tenant.id))
            try:
                for at in range(0, len(waiting), AT_ONCE):
                    self._check(waiting[at : at + AT_ONCE])
            except SQLAlchemyError as error:  # unchecked streams end by themselves
                log.error("streams unchecked", error=type(error).__name__)  # noqa: TRY400 - no values in logs
            for listener in held:  # the others look at their own clock
                if time.monotonic() - listener.checked_at > FRESH_SECONDS:
                    listener.end("unchecked")
            took = time.monotonic() - begun

    def _check(self, listeners: list[Listener]) -> None:
        """Ask for some streams whether they may go on; what they share is asked once."""
        begun = time.monotonic()
        check = Check(self.registry.topics, timedelta(minutes=self.config.idle_minutes))
        for listener in listeners:
            if not isinstance(listener, Held) and begun - listener.taken_at > SILENT_SECONDS:
                listener.end("silent")
                self.hub.leave(listener)
                continue
            with self.app.app_context():
                holds = check.holds(listener.ear)
            if holds:
                listener.checked_at = begun
            else:
                listener.end("refused")

    def _publish(self) -> None:
        redis = connect(str(self.config.redis_url))
        while not self.stopping.is_set():
            try:
                tenant_id = self._out.get(timeout=0.5)
            except queue.Empty:
                continue
            try:
                redis.publish(CHANNEL.format(tenant_id), "")
            except (RedisError, OSError) as error:
                log.warning("redis did not answer", error=type(error).__name__)

    def _listen(self) -> None:
        while not self.stopping.is_set():
            try:
                with connect(str(self.config.redis_url)).pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
                    heard.psubscribe(CHANNEL.format("*"))
                    while not self.stopping.is_set():
                        message = heard.get_message(timeout=1.0)
                        number = message["channel"].partition(b":")[2] if message else b""
                        if number.isdigit():
                            self._ring(int(number))
            except (RedisError, OSError) as error:
                log.warning("redis did not answer", error=type(error).__name__)
                self.stopping.wait(1.0)


def after_commit(frame: Frame) -> None:
    """Tell what a frame published, where an application is there to tell it."""
    if frame.signals and has_app_context():
        live: Live | None = current_app.extensions.get("tiepdan.live")
        if live is not None:
            for tenant_id in {signal[0] for signal in frame.signals}:
                live.tell(tenant_id)


if after_commit not in frames.AFTER_COMMIT:
    frames.AFTER_COMMIT.append(after_commit)
