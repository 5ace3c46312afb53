"""Redis rings the bell and nothing more: with it, without it, frozen, flushed and killed (P35)."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from core.app import create_app
from core.db.base import db
from core.db.session import acting_in
from core.events.publish import enqueue
from core.jobs.runner import connect, queue_of, ring
from core.tenancy.resolve import system_scope
from core.testing.fixtures import Place, make_config
from core.testing.rows import owner_engine
from core.testing.world import World
from tests.rails import counting
from tests.rails.processes import TENANT, Installation

pytestmark = pytest.mark.redis
#: Intake may not wait for Redis longer than this, even on a busy machine.
PATIENCE_SECONDS = 2.0
#: A sweep every 5 s, a back-off of the worker of at most 5 s, and a busy machine.
RESUME_SECONDS = 60.0


@pytest.fixture
def installation(fresh: Callable[[str], tuple[Place, World]], tmp_path: Path) -> Iterator[Installation]:
    """A web process, a worker and a Redis on PostgreSQL."""
    place, world = fresh("postgres")
    (tmp_path / "i").mkdir()
    made = Installation(tmp_path / "i", place, world, redis=True)
    try:
        for name in ("redis", "web", "worker"):
            made.start(name)
        made.log_in()
        yield made
    finally:
        made.stop()


@pytest.fixture
def database(installation: Installation) -> Iterator[Engine]:
    """The owner's view of the same database."""
    made = owner_engine(make_config(installation.folder / "data", installation.place))
    yield made
    made.dispose()


def effects(database: Engine) -> tuple[int, int]:
    """(effects, entries of the outbox that are done)."""
    with database.connect() as connection:
        counted = connection.execute(text("select count(*) from core_audit where event = 'counting.counted'"))
        done = connection.execute(text("select count(*) from core_outbox where state = 'done' and plugin = 'counting'"))
        return counted.scalar_one(), done.scalar_one()


def wait_for(database: Engine, number: int, seconds: float = RESUME_SECONDS) -> None:
    """Wait until that many effects are there, and see that no more come."""
    deadline = time.monotonic() + seconds
    while effects(database)[0] < number and time.monotonic() < deadline:
        time.sleep(0.2)
    assert effects(database) == (number, number)


def register(installation: Installation, *keys: str) -> None:
    """Take visits in; none may wait for Redis."""
    for key in keys:
        start = time.monotonic()
        assert installation.register(key), key
        assert time.monotonic() - start < PATIENCE_SECONDS, f"{key} waited"


def test_intake_goes_on_and_work_resumes_whatever_happens_to_redis(
    installation: Installation, database: Engine
) -> None:
    """One installation through all of it, because starting processes is what takes time."""
    register(installation, "works-1", "works-2")
    wait_for(database, 2)

    installation.send("redis", signal.SIGSTOP)
    register(installation, "frozen-1", "frozen-2", "frozen-3")
    assert effects(database) == (2, 2)
    installation.send("redis", signal.SIGCONT)
    wait_for(database, 5)

    installation.kill("worker")  # so that the bells stay in Redis until they are flushed
    register(installation, "flushed-1", "flushed-2")
    time.sleep(0.5)
    redis = connect(installation.environment["TIEPDAN_REDIS_URL"])
    redis.flushall()
    redis.close()
    installation.start("worker")
    wait_for(database, 7)

    installation.kill("redis")
    register(installation, "absent-1", "absent-2")
    time.sleep(1)
    assert effects(database) == (7, 7)
    installation.start("redis")
    wait_for(database, 9)


def test_redis_holds_numbers_only_and_a_forged_bell_does_nothing(installation: Installation, database: Engine) -> None:
    installation.kill("worker")
    register(installation, "seen")
    redis = connect(installation.environment["TIEPDAN_REDIS_URL"])
    deadline = time.monotonic() + 20
    while not (jobs := queue_of(redis).jobs) and time.monotonic() < deadline:
        time.sleep(0.1)
    for job in jobs:
        assert job.func_name == "core.jobs.rq_entry.run"
        assert [type(value) for value in job.args] == [int]
        raw = redis.hget(job.key, "data")
        assert raw is not None
        assert b"\x80\x04" not in raw, "no pickle"
    assert json.dumps([job.args for job in jobs])
    queue_of(redis).enqueue("core.jobs.rq_entry.run", {"tenant": 1, "job": "x"}, job_id="forged-1")
    queue_of(redis).enqueue("core.jobs.rq_entry.run", job_id="forged-2")
    assert ring(redis, 999_999)
    redis.close()
    installation.start("worker")
    wait_for(database, 1)


def order(installation: Installation, *jobs: str) -> None:
    """Put jobs of the counting plugin into the outbox; the sweeper rings for them."""
    config = make_config(installation.folder / "data", installation.place, plugin_modules=(counting,))
    app = create_app(config)
    with app.app_context():
        scope = system_scope(TENANT)
        with acting_in(scope, writes=True):
            for job in jobs:
                enqueue(scope, "counting", job, {}, dedupe=job)
        db.engine.dispose()


def test_a_job_that_hangs_ends_with_its_process_and_the_worker_goes_on(
    installation: Installation, database: Engine
) -> None:
    """One in a work horse, which ends; one in the worker itself, which becomes a fresh one."""
    order(installation, "counting.hang", "counting.stuck")
    ended = text("select job, state, last_error from core_outbox where plugin = 'counting' order by job")
    deadline = time.monotonic() + RESUME_SECONDS
    rows: list[tuple[str, ...]] = []
    while not all(row[1] == "dead" for row in rows or [("", "", "")]) and time.monotonic() < deadline:
        time.sleep(0.2)
        with database.connect() as connection:
            rows = [tuple(row) for row in connection.execute(ended)]
    assert rows == [("counting.hang", "dead", "DoesNotStop"), ("counting.stuck", "dead", "DoesNotStop")]
    register(installation, "after")
    wait_for(database, 1)
    assert installation.running["worker"].poll() is None
