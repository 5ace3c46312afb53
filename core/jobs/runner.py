"""Who works the outbox: a thread in this process, or RQ workers rung through Redis.

A request never waits for Redis: it drops the entry's number into a queue in memory, a ringer thread
does the rest, and what is lost on the way is found by the sweeper.
"""

from __future__ import annotations

import queue
import threading
import time

import structlog
from flask import Flask, current_app, has_app_context
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer
from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from core import clock
from core.db import frame as frames
from core.db.base import db
from core.db.frame import Frame
from core.db.session import internal
from core.events.models import OutboxEntry
from core.jobs.schedule import tick
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


def queue_of(redis: Redis, name: str = "fast") -> Queue:
    """One of our RQ queues; JSON only, because pickle would run what Redis holds."""
    return Queue(f"tiepdan-{name}", connection=redis, serializer=JSONSerializer)


class Runner:
    """Background threads of one process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.redis_url = app.extensions["tiepdan.config"].redis_url
        self.rung = threading.Event()
        self.stopping = threading.Event()
        self.bells: queue.Queue[int] = queue.Queue(maxsize=10_000)
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start working (without Redis) or ringing and sweeping (with it)."""
        self.app.extensions["tiepdan.runner"] = self
        loops = [self._ring, self._sweep] if self.redis_url else [self._work]
        for loop in loops:
            thread = threading.Thread(target=loop, name=f"tiepdan-{loop.__name__}", daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        """End the threads; what they leave stays in the outbox."""
        self.stopping.set()
        self.rung.set()
        for thread in self.threads:
            thread.join(timeout=5)

    def hear(self, entry_ids: list[int]) -> None:
        """Called after a commit; never blocks, never raises."""
        for entry_id in entry_ids:
            try:
                self.bells.put_nowait(entry_id)
            except queue.Full:  # the sweeper finds them
                break
        self.rung.set()

    def _work(self) -> None:
        while not self.stopping.is_set():
            self.rung.clear()
            worked = 0
            try:
                with self.app.app_context():
                    tick(self.app)
                    worked = drain(self.app, limit=100)
            except SQLAlchemyError as error:
                log.error("outbox unreachable", error=type(error).__name__)  # noqa: TRY400 - no values in logs
            if not worked:
                self.rung.wait(timeout=1.0)

    def _ring(self) -> None:
        redis = connect(str(self.redis_url))
        while not self.stopping.is_set():
            try:
                entry_id = self.bells.get(timeout=0.5)
            except queue.Empty:
                continue
            ring(redis, entry_id)

    def _sweep(self) -> None:
        redis = connect(str(self.redis_url))
        while not self.stopping.wait(SWEEP_SECONDS):
            try:
                with self.app.app_context():
                    tick(self.app)
                    for entry_id in overdue():
                        if not ring(redis, entry_id):
                            break
            except SQLAlchemyError as error:
                log.error("outbox unreachable", error=type(error).__name__)  # noqa: TRY400 - no values in logs


def ring(redis: Redis, entry_id: int) -> bool:
    """Hand an entry's number to RQ; gives whether Redis took it. Safe to repeat."""
    try:
        queue_of(redis).enqueue(
            RQ_FUNCTION,
            entry_id,
            job_id=f"outbox-{entry_id}-{int(time.time() // SWEEP_SECONDS)}",
            unique=True,
            result_ttl=0,
            failure_ttl=60,
        )
    except DuplicateJobError:
        return True
    except (RedisError, OSError) as error:
        log.warning("redis did not answer", error=type(error).__name__)
        return False
    return True


def overdue(limit: int = 500) -> list[int]:
    """Entries that are ready or whose lease has run out."""
    now = clock.now()
    with internal():
        return list(
            db.session.scalars(
                select(OutboxEntry.id)
                .where(
                    or_(
                        (OutboxEntry.state == "waiting") & (OutboxEntry.run_at <= now),
                        (OutboxEntry.state == "running") & (OutboxEntry.lease_until < now),
                    )
                )
                .order_by(OutboxEntry.id)
                .limit(limit)
            )
        )


def after_commit(frame: Frame) -> None:
    """Ring for the entries a frame committed, where a runner is there to hear."""
    if frame.bells and has_app_context():
        runner: Runner | None = current_app.extensions.get("tiepdan.runner")
        if runner is not None:
            runner.hear([row.id for row in frame.bells if row.id is not None])


if after_commit not in frames.AFTER_COMMIT:
    frames.AFTER_COMMIT.append(after_commit)
