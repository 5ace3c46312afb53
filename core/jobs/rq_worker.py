"""The RQ worker of ``tiepdan worker``: outlives the loss of Redis, ends at the first SIGTERM.

What is fast or mail runs in the worker itself; each job of the queue ``slow`` gets a work horse, a
forked process that can be killed whatever it does.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import SimpleWorker, Worker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from core.db.base import db
from core.events.declare import QUEUES, Queue
from core.jobs import limits
from core.jobs.rq_entry import worker_app
from core.jobs.runner import connect, queue_of, ring

log = structlog.get_logger(__name__)
#: A worker that heard nothing from Redis for about this long asks again.
WORKER_SECONDS = 60
#: Pause before Redis is tried again.
AGAIN_SECONDS = 1.0
#: How a work horse ends whose job could not be stopped.
HUNG = 70


class Horse:
    """Stands in for the runner in a work horse, where the runner's threads do not exist."""

    def __init__(self, redis_url: str) -> None:
        self.redis = connect(redis_url)

    def hear(self, entries: list[tuple[int, Queue]]) -> None:
        """Ring at once for what the job ordered; the sweeper finds what gets lost."""
        for entry_id, name in entries:
            if not ring(self.redis, entry_id, name):
                break


class OutboxWorker(Worker):
    """Notes that it was told to stop: RQ also ends its loop when Redis goes away."""

    told_to_stop = False
    max_connection_wait_time = 5.0

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the entry at hand, then end."""
        OutboxWorker.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def execute_job(self, job: Any, queue: Any) -> None:
        """Fork for the queue ``slow``; forking costs more than a short job."""
        if queue.name == queue_of(self.connection, "slow").name:
            super().execute_job(job, queue)
        else:
            SimpleWorker.execute_job(self, job, queue)  # type: ignore[arg-type]

    def main_work_horse(self, job: Any, queue: Any) -> None:
        """In the forked process: its own connections, and an end when its job cannot be stopped."""
        app = worker_app()
        with app.app_context():
            db.engine.dispose(close=False)
        app.extensions["tiepdan.runner"] = Horse(str(app.extensions["tiepdan.config"].redis_url))
        limits.watch.on_lost.append(lambda _thread: os._exit(HUNG))
        super().main_work_horse(job, queue)


def start_anew(_thread: threading.Thread) -> None:
    """The worker's own thread hangs in a job: become a fresh worker under the same process number."""
    log.error("worker starts anew")
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command line


def work_until_stopped(redis_url: str, queues: Sequence[Queue] = QUEUES) -> None:
    """Work what Redis rings for, the first queue first; whenever the worker ends for want of Redis, start another."""
    limits.watch.on_lost.append(start_anew)
    while not OutboxWorker.told_to_stop:
        try:
            redis = connect(redis_url)
            redis.connection_pool.connection_kwargs.pop("socket_timeout", None)  # a worker waits for work
            rung = [queue_of(redis, name) for name in queues]
            worker = OutboxWorker(rung, connection=redis, serializer=JSONSerializer, worker_ttl=WORKER_SECONDS)
            worker.work(logging_level="CRITICAL")
        except (RedisError, OSError) as error:
            log.warning("redis did not answer", error=type(error).__name__)
        except StopRequested:
            return
        if not OutboxWorker.told_to_stop:
            time.sleep(AGAIN_SECONDS)
