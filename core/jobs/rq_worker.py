"""The RQ worker of ``tiepdan worker``: outlives the loss of Redis, ends at the first SIGTERM."""

from __future__ import annotations

import time
from types import FrameType

import structlog
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from core.jobs.runner import connect, queue_of

log = structlog.get_logger(__name__)
#: A worker that heard nothing from Redis for about this long asks again.
WORKER_SECONDS = 60
#: Pause before Redis is tried again.
AGAIN_SECONDS = 1.0


class OutboxWorker(SimpleWorker):
    """Notes that it was told to stop: RQ also ends its loop when Redis goes away."""

    told_to_stop = False
    max_connection_wait_time = 5.0

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the entry at hand, then end."""
        OutboxWorker.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def work_until_stopped(redis_url: str) -> None:
    """Work what Redis rings for; whenever the worker ends for want of Redis, start another."""
    while not OutboxWorker.told_to_stop:
        try:
            redis = connect(redis_url)
            redis.connection_pool.connection_kwargs.pop("socket_timeout", None)  # a worker waits for work
            worker = OutboxWorker(
                [queue_of(redis)], connection=redis, serializer=JSONSerializer, worker_ttl=WORKER_SECONDS
            )
            worker.work(logging_level="CRITICAL")
        except (RedisError, OSError) as error:
            log.warning("redis did not answer", error=type(error).__name__)
        except StopRequested:
            return
        if not OutboxWorker.told_to_stop:
            time.sleep(AGAIN_SECONDS)
