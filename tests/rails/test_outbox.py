"""The outbox: each effect once, failures wait longer each time, nobody works in another's name (P7, P34)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core import clock
from core.api import Job, Permission, Scope, db, publish
from core.cli.main import cli
from core.db.session import acting_in, internal
from core.events.declare import BACKOFF
from core.events.publish import enqueue
from core.identity.models import Post, User
from core.jobs.rq_entry import run as run_from_redis
from core.jobs.turns import claim
from core.jobs.work import LostLeaseError, _mark_done, drain, run_one
from core.tenancy.models import Tenant
from core.tenancy.resolve import system_scope
from core.testing.servers import FOLDER_KEY
from core.testing.world import World
from plugins.reception.permissions import VISIT_VIEW
from plugins.reception.queries.visits import get_visit
from tests.rails.fakes import Worked, knock, knocker, neighbour, outbox, switch_on, told

MakeApp = Callable[..., tuple[Flask, World]]
START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class Fault:
    """Fails as often as it is told to."""

    def __init__(self) -> None:
        self.left = 0
        self.runs = 0

    def work(self, scope: Scope, door: str = "x") -> None:
        """The job under test: its effect is one event."""
        self.runs += 1
        publish(scope, Worked(subject=f"knocker:door:{door}"))
        if self.left:
            self.left -= 1
            raise RuntimeError("Nguyễn Văn A was here")


def see_who_acts(scope: Scope) -> None:
    """Tell which post works and whether it may see visits."""
    scope.require(VISIT_VIEW.name)
    publish(scope, Worked(subject=f"knocker:post:{scope.post_id}"))


def peek(scope: Scope, visit: str) -> None:
    """Read a visit by its id."""
    get_visit(scope, visit)
    publish(scope, Worked(subject=f"knocker:visit:{visit}"))


@pytest.fixture
def fault() -> Fault:
    return Fault()


@pytest.fixture
def app_world(make_app: MakeApp, engine_name: str, fault: Fault) -> tuple[Flask, World]:
    """A knocker with jobs, on in both communes."""
    jobs = (
        Job("knocker.work", fault.work),
        Job("knocker.right", see_who_acts, permission=VISIT_VIEW),
        Job("knocker.peek", peek, retries=0),
    )
    made = make_app(engine_name, plugin_modules=(knocker(*jobs), neighbour()), csrf=False)
    switch_on(made[0], "knocker", "neighbour")
    return made


def order(app: Flask, job: str = "knocker.work", tenant: str = "a-comm", actor: int | None = None, **given: Any) -> int:
    """Put one entry into the outbox; gives its number."""
    with app.app_context():
        scope = system_scope(tenant, actor_id=actor)
        with acting_in(scope, writes=True):
            enqueue(scope, "knocker", job, given, dedupe=f"{job}:{given}")
    return outbox(app)[-1].id


def drained(app: Flask, at: datetime = START) -> int:
    with clock.freeze(at), app.app_context():
        return drain(app)


def test_a_failure_waits_longer_each_time_and_leaves_nothing_behind(app: Flask, fault: Fault) -> None:
    fault.left = 2
    with clock.freeze(START):
        order(app)
    now = START
    for attempt, wait in enumerate(BACKOFF[:2], start=1):
        assert drained(app, now) == 1
        (row,) = outbox(app)
        assert (row.state, row.attempts, row.run_at) == ("waiting", attempt, now + wait)
        assert row.last_error == "RuntimeError", "the kind of error only; its words may hold a name"
        assert drained(app, now + wait - timedelta(seconds=1)) == 0, "it is not due yet"
        assert told(app, "knocker.worked") == [], "a failed attempt has no effect"
        now += wait
    assert drained(app, now) == 1
    (row,) = outbox(app)
    assert (row.state, row.attempts, row.last_error) == ("done", 3, "")
    assert told(app, "knocker.worked") == ["knocker:door:x"]


def test_after_the_last_try_it_is_dead_until_an_operator_retries(app: Flask, fault: Fault) -> None:
    fault.left = len(BACKOFF) + 1
    with clock.freeze(START):
        number = order(app)
    now = START
    for _turn in range(len(BACKOFF) + 1):
        assert drained(app, now) == 1
        now += timedelta(hours=1)
    (row,) = outbox(app)
    assert (row.state, row.attempts, row.last_error) == ("dead", len(BACKOFF) + 1, "RuntimeError")
    assert drained(app, now + timedelta(days=9)) == 0, "dead is dead"
    settings = app.extensions["tiepdan.config"]
    place = {"TIEPDAN_DATABASE_URL": settings.database_url, "TIEPDAN_DATA": str(settings.data)}
    operator = CliRunner(env={**place, FOLDER_KEY: None})

    def jobs(*words: str) -> tuple[int, str]:
        result = operator.invoke(cli, ["jobs", *words])
        return result.exit_code, result.output

    status = jobs("status")
    assert status[0] == 1
    assert f"dead {number}: knocker.work (knocker, queue fast), {len(BACKOFF) + 1} attempts: RuntimeError" in status[1]
    assert jobs("retry", str(number + 1))[0] == 1
    assert jobs("retry", str(number))[0] == 0
    assert jobs("retry", str(number))[0] == 1, "it is not dead any more"
    assert jobs("status")[0] == 0
    with app.app_context():
        assert drain(app) == 1
    assert told(app, "knocker.worked") == ["knocker:door:x"]


def test_a_killed_workers_entry_is_taken_over_and_the_late_one_cannot_commit(app: Flask) -> None:
    order(app)
    with app.app_context():
        late = claim()
        assert late is not None
        assert claim() is None, "the lease holds"
        assert drain(app) == 0
        with clock.freeze(clock.now() + timedelta(seconds=71)):
            assert drain(app) == 1
        scope = system_scope("a-comm")

        def finish_late() -> None:
            with acting_in(scope, writes=True):
                publish(scope, Worked(subject="knocker:door:late"))
                _mark_done(late)

        with pytest.raises(LostLeaseError):
            finish_late()
    assert told(app, "knocker.worked") == ["knocker:door:x"]
    (row,) = outbox(app)
    assert (row.state, row.attempts) == ("done", 2)


def test_an_entry_that_kills_its_workers_dies_in_the_end(app: Flask, fault: Fault) -> None:
    order(app)
    now = clock.now()
    with app.app_context():
        for _turn in range(len(BACKOFF) + 1):
            with clock.freeze(now):
                assert claim() is not None  # and the worker is gone
            now += timedelta(minutes=2)
        with clock.freeze(now):
            assert claim() is None
    (row,) = outbox(app)
    assert (row.state, row.last_error, fault.runs) == ("dead", "its workers died", 0)


def test_a_longer_job_gets_a_longer_lease(make_app: MakeApp) -> None:
    slow = Job("knocker.slow", Fault().work, timeout=timedelta(minutes=10))
    app, _world = make_app("sqlite", plugin_modules=(knocker(slow),))
    switch_on(app, "knocker")
    order(app, "knocker.slow")
    with app.app_context():
        now = clock.now()
        with clock.freeze(now):
            assert claim() is not None
        with clock.freeze(now + timedelta(minutes=9)):
            assert claim() is None
        with clock.freeze(now + timedelta(minutes=11)):
            assert claim() is not None


def test_many_hands_work_each_entry_once(app: Flask) -> None:
    for door in range(20):
        knock(app, str(door), ("a-comm", "b-comm")[door % 2])

    def work(_turn: int) -> int:
        with app.app_context():
            return drain(app)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    with app.app_context():
        drain(app)
    heard = told(app, "neighbour.heard", "a-comm") + told(app, "neighbour.heard", "b-comm")
    assert sorted(heard) == sorted(f"knocker:door:{door}" for door in range(20))


def test_ringing_again_for_everything_has_no_new_effect(app: Flask) -> None:
    for door in range(5):
        knock(app, str(door))
    with app.app_context():
        assert drain(app) == 5
        assert [run_one(app, row.id) for row in outbox(app)] == [False] * 5
        assert not run_one(app, 999_999)
    assert len(told(app, "neighbour.heard")) == 5


def test_what_stands_in_redis_is_a_number_and_nothing_else() -> None:
    for forged in ("a-comm", None, {"tenant": 1}):
        with pytest.raises((ValueError, TypeError)):
            run_from_redis(forged)  # type: ignore[arg-type]


def test_a_job_for_a_tenant_that_ended_is_not_worked(app: Flask, fault: Fault) -> None:
    order(app)
    with app.app_context(), internal(writes=True):
        db.session.scalars(select(Tenant).where(Tenant.slug == "a-comm")).one().until = date(2026, 1, 1)
    drained(app, clock.now())
    (row,) = outbox(app)
    assert (row.state, row.last_error, fault.runs) == ("dead", "no such tenant", 0)


def test_a_job_for_no_tenant_cannot_be_stored_or_is_not_worked(app: Flask, fault: Fault, engine_name: str) -> None:
    order(app)
    if engine_name == "sqlite":
        path = app.extensions["tiepdan.config"].database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as plain:  # foreign keys are off unless somebody asks
            plain.execute("update core_outbox set tenant_id = 4711")
            plain.commit()
    else:
        with app.app_context(), db.engine.connect() as connection:
            for forged in ("4711", "null"):
                with pytest.raises(IntegrityError):
                    connection.execute(text(f"update core_outbox set tenant_id = {forged}"))
                connection.rollback()
        return
    drained(app, clock.now())
    (row,) = outbox(app)
    assert (row.state, row.last_error, fault.runs) == ("dead", "no such tenant", 0)


def test_a_job_that_nobody_declares_is_dead_with_the_reason(app: Flask) -> None:
    order(app, "knocker.gone")
    assert drained(app, clock.now()) == 1
    assert [(row.state, row.last_error) for row in outbox(app)] == [("dead", "no such job is installed")]


def test_a_job_in_one_tenant_cannot_read_another(app: Flask, world: World) -> None:
    own, foreign = world.id_of("a-comm", "visit"), world.id_of("b-comm", "visit")
    order(app, "knocker.peek", visit=own)
    order(app, "knocker.peek", visit=foreign)
    assert drained(app, clock.now()) == 2
    assert told(app, "knocker.worked") == [f"knocker:visit:{own}"]
    assert [(row.state, row.last_error) for row in outbox(app)] == [("done", ""), ("dead", "NotFound")]


def _actor(app: Flask, login: str) -> int:
    with app.app_context(), internal():
        return db.session.scalars(select(User.id).where(User.login == login)).one()


def _end_post(app: Flask, actor: int) -> None:
    with app.app_context(), acting_in(system_scope("a-comm"), writes=True):
        for post in db.session.scalars(select(Post).where(Post.user_id == actor)):
            post.valid_to = clock.today()


def _close_account(app: Flask, actor: int) -> None:
    with app.app_context(), internal(writes=True):
        db.session.get_one(User, actor).active = False


def test_the_actors_right_counts_when_the_job_runs(app: Flask, world: World) -> None:
    actor = _actor(app, world.login("a-comm", "reception_reader"))
    order(app, "knocker.right", actor=actor)
    drained(app, clock.now())
    assert [row.state for row in outbox(app)] == ["done"]
    assert len(told(app, "knocker.worked")) == 1


@pytest.mark.parametrize("withdraw", [_end_post, _close_account, None])
def test_a_right_withdrawn_in_between_stops_the_job(
    app: Flask, world: World, withdraw: Callable[[Flask, int], None] | None
) -> None:
    """``None``: the actor never had the right here; it belongs to the other commune."""
    actor = _actor(app, world.login("a-comm" if withdraw else "b-comm", "reception_reader"))
    order(app, "knocker.right", actor=actor)
    if withdraw:
        withdraw(app, actor)
    assert drained(app, clock.now()) == 1
    reason = f"the actor no longer has {VISIT_VIEW.name}"
    assert [(row.state, row.last_error) for row in outbox(app)] == [("dead", reason)]
    assert told(app, "knocker.worked") == []


def test_a_job_that_needs_a_right_does_not_run_for_nobody(app: Flask) -> None:
    order(app, "knocker.right")
    drained(app, clock.now())
    assert [row.state for row in outbox(app)] == ["dead"]


def test_the_same_key_is_stored_once_per_tenant(app: Flask) -> None:
    order(app, door="1", tenant="a-comm")
    order(app, door="1", tenant="b-comm")  # another tenant's keys are its own business
    with pytest.raises(IntegrityError):
        order(app, door="1", tenant="a-comm")
    assert len(outbox(app)) == 2


def test_a_job_may_not_name_a_right_that_is_unknown(make_app: MakeApp) -> None:
    from core.plugins.manifest import ManifestError

    stray = Job("knocker.work", Fault().work, permission=Permission("nobody.knows.it", "x"))
    with pytest.raises(ManifestError, match=r"nobody\.knows\.it"):
        make_app("sqlite", plugin_modules=(knocker(stray),))
