"""Who works the outbox: a thread per queue in this process, or RQ workers rung through Redis.

A request never waits for Redis: it drops the entry's number into a queue in memory, a ringer thread
does the rest, and what is lost on the way is found by the sweeper.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from functools import partial

import structlog
from flask import Flask, current_app, has_app_context
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RedisQueue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from core.db import frame as frames
from core.db.frame import Frame
from core.events.declare import QUEUES, REACTION, Queue
from core.jobs import limits
from core.jobs.clockwatch import ClockWatch
from core.jobs.schedule import tick
from core.jobs.turns import SLACK, queue_name, ready_entries
from core.jobs.work import drain

log = structlog.get_logger(__name__)
#: The sweeper looks this often for entries whose bell nobody heard.
SWEEP_SECONDS = 5.0
#: Redis gets this long to answer before we go on without it.
REDIS_SECONDS = 1.0
RQ_FUNCTION = "core.jobs.rq_entry.run"


def connect(url: str) -> Redis:
    """A Redis client that gives up soon."""
    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


def queue_of(redis: Redis, name: Queue = "fast") -> RedisQueue:
    """One of our RQ queues; JSON only, because pickle would run what Redis holds."""
    return RedisQueue(f"tiepdan-{name}", connection=redis, serializer=JSONSerializer)


class Runner:
    """Background threads of one process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.redis_url = app.extensions["tiepdan.config"].redis_url
        self.rung = {name: threading.Event() for name in QUEUES}
        self.stopping = threading.Event()
        self.clock = ClockWatch()
        self.bells: queue.Queue[tuple[int, Queue]] = queue.Queue(maxsize=10_000)
        self.threads: dict[str, threading.Thread] = {}
        declared = [job for _plugin, job in app.extensions["tiepdan.registry"].jobs.values()]
        #: After so many seconds RQ itself ends what a queue's job left of its work horse.
        self.longest = {
            name: int(
                (max([REACTION, *(job.timeout for job in declared if job.queue == name)]) + SLACK).total_seconds()
            )
            for name in QUEUES
        }

    def start(self) -> None:
        """Start working (without Redis) or ringing and sweeping (with it)."""
        self.app.extensions["tiepdan.runner"] = self
        if self.redis_url:
            self._start("ring", self._ring)
            self._start("sweep", self._sweep)
            return
        limits.watch.on_lost.append(self._replace)
        for name in QUEUES:
            self._start(name, partial(self._work, name))

    def _start(self, name: str, loop: Callable[[], None]) -> None:
        self.threads[name] = threading.Thread(target=loop, name=f"tiepdan-{name}", daemon=True)
        self.threads[name].start()

    def _replace(self, lost: threading.Thread) -> None:
        """A job hangs and cannot be stopped: let another thread work its queue."""
        for name in QUEUES:
            if self.threads.get(name) is lost and not self.stopping.is_set():
                self._start(name, partial(self._work, name))

    def stop(self) -> None:
        """End the threads; what they leave stays in the outbox."""
        self.stopping.set()
        for bell in self.rung.values():
            bell.set()
        for thread in self.threads.values():
            thread.join(timeout=5)

    def hear(self, entries: list[tuple[int, Queue]]) -> None:
        """Called after a commit with (entry, queue); never blocks, never raises."""
        for entry in entries:
            if self.redis_url:
                try:
                    self.bells.put_nowait(entry)
                except queue.Full:  # the sweeper finds them
                    break
            else:
                self.rung[entry[1]].set()

    def _work(self, name: Queue) -> None:
        """Work one queue: what is slow or waits for others holds up nobody else."""
        me, bell = threading.current_thread(), self.rung[name]
        while not self.stopping.is_set() and self.threads[name] is me:
            bell.clear()
            worked = 0
            try:
                with self.app.app_context():
                    if name == QUEUES[0]:
                        self.clock.observe()
                        tick(self.app)
                    worked = drain(self.app, limit=100 if name == QUEUES[0] else 1, queue=name)
            except SQLAlchemyError as error:
                log.error("outbox unreachable", error=type(error).__name__)  # noqa: TRY400 - no values in logs
            if not worked:
                bell.wait(timeout=1.0)

    def _ring(self) -> None:
        redis = connect(str(self.redis_url))
        while not self.stopping.is_set():
            try:
                entry_id, name = self.bells.get(timeout=0.5)
            except queue.Empty:
                continue
            ring(redis, entry_id, name, self.longest[name])

    def _sweep(self) -> None:
        redis = connect(str(self.redis_url))
        while not self.stopping.wait(SWEEP_SECONDS):
            try:
                with self.app.app_context():
                    self.clock.observe()
                    tick(self.app)
                    for entry_id, name in ready_entries():
                        if not ring(redis, entry_id, name, self.longest[name]):
                            break
            except SQLAlchemyError as error:
                log.error("outbox unreachable", error=type(error).__name__)  # noqa: TRY400 - no values in logs


def ring(redis: Redis, entry_id: int, name: Queue = "fast", seconds: int = 180) -> bool:
    """Hand an entry's number to RQ; gives whether Redis took it. Safe to repeat."""
    try:
        queue_of(redis, name).enqueue(
            RQ_FUNCTION,
            entry_id,
            job_id=f"outbox-{entry_id}-{int(time.time() // SWEEP_SECONDS)}",
            unique=True,
            result_ttl=0,
            failure_ttl=60,
            job_timeout=seconds,
        )
    except DuplicateJobError:
        return True
    except (RedisError, OSError) as error:
        log.warning("redis did not answer", error=type(error).__name__)
        return False
    return True


def after_commit(frame: Frame) -> None:
    """Ring for the entries a frame committed, where a runner is there to hear."""
    if frame.bells and has_app_context():
        runner: Runner | None = current_app.extensions.get("tiepdan.runner")
        if runner is not None:
            runner.hear([(row.id, queue_name(row.job)) for row in frame.bells if row.id is not None])


if after_commit not in frames.AFTER_COMMIT:
    frames.AFTER_COMMIT.append(after_commit)
