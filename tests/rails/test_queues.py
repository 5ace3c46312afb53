"""Queues, turns and limits: nobody waits behind a flood, slow work or a job that hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from core.api import Job, Scope, db, publish
from core.cli.main import cli
from core.db.session import acting_in
from core.events.declare import QUEUES
from core.events.publish import enqueue
from core.jobs import limits
from core.jobs.runner import Runner
from core.jobs.schedule import tick
from core.jobs.turns import claim, ready_entries
from core.jobs.work import drain, run_one
from core.observe.outbox import dead_entries, queue_numbers
from core.plugins.manifest import ManifestError
from core.tenancy.resolve import system_scope
from core.testing.servers import FOLDER_KEY
from core.testing.world import World
from tests.live.streams import until
from tests.rails.fakes import Worked, knocker, outbox, switch_on, told

MakeApp = Callable[..., tuple[Flask, World]]
#: Time for what happens at once when the machine is not busy.
SOON = 20.0
STATEMENTS = {
    "postgres": "select pg_sleep(60)",
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n",
}


class Work:
    """Jobs that take as long as the test wants."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.begun = threading.Event()
        self.after = 0

    def quick(self, scope: Scope, door: str = "x") -> None:
        """Takes no time."""
        publish(scope, Worked(subject=f"knocker:door:{door}"))

    def long(self, scope: Scope, door: str = "x") -> None:
        """Takes until the test lets it go."""
        publish(scope, Worked(subject=f"knocker:long:{door}"))
        self.begun.set()
        self.released.wait(60)

    def stubborn(self, scope: Scope) -> None:
        """Catches what it can and goes on."""
        publish(scope, Worked(subject="knocker:stubborn:x"))
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(Exception):
                time.sleep(0.01)

    def statement(self, scope: Scope) -> None:
        """Waits for the database."""
        publish(scope, Worked(subject="knocker:statement:x"))
        db.session.execute(text(STATEMENTS[db.engine.dialect.name.replace("postgresql", "postgres")]))

    def deaf(self, scope: Scope) -> None:
        """Stays inside one call that no exception from another thread ends, then writes."""
        publish(scope, Worked(subject="knocker:deaf:x"))
        self.begun.set()
        self.released.wait(60)
        self.after += 1
        publish(scope, Worked(subject="knocker:deaf:late"))


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.released.set()


@pytest.fixture
def app(make_app: MakeApp, engine_name: str, work: Work) -> Flask:
    """A knocker with a job of every temper, on in both communes."""
    short = timedelta(milliseconds=400)
    jobs = (
        Job("knocker.quick", work.quick),
        Job("knocker.slow", work.quick, queue="slow"),
        Job("knocker.mail", work.quick, queue="mail"),
        Job("knocker.long", work.long, queue="slow", timeout=timedelta(minutes=2)),
        Job("knocker.stubborn", work.stubborn, timeout=short),
        Job("knocker.statement", work.statement, timeout=short),
        Job("knocker.deaf", work.deaf, timeout=short, queue="slow"),
    )
    made, _world = make_app(engine_name, plugin_modules=(knocker(*jobs),))
    switch_on(made, "knocker")
    with made.app_context():
        drain(made)
    return made


def order(app: Flask, job: str, tenant: str = "a-comm", **given: str) -> None:
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope, writes=True):
            enqueue(scope, "knocker", f"knocker.{job}", given, dedupe=f"{job}:{given}")


@contextmanager
def running(app: Flask) -> Iterator[Runner]:
    """The threads of ``tiepdan run`` without Redis."""
    runner = Runner(app)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()
        limits.watch.on_lost.clear()
        app.extensions.pop("tiepdan.runner")


def states(app: Flask) -> dict[str, str]:
    return {row.job.removeprefix("knocker."): row.state for row in outbox(app)}


def test_tenants_take_turns(app: Flask) -> None:
    for door in range(12):
        order(app, "quick", "a-comm", door=f"a{door}")
    for door in range(3):
        order(app, "quick", "b-comm", door=f"b{door}")
    with app.app_context():
        a, b = (system_scope(slug).tenant_id for slug in ("a-comm", "b-comm"))
        turns = [claimed.tenant_id for _turn in range(15) if (claimed := claim(queue="fast"))]
    assert sorted(turns) == [a] * 12 + [b] * 3
    assert max(place for place, tenant in enumerate(turns) if tenant == b) <= 5, "three turns, not the end of the line"
    assert all(one != other for one, other in pairwise(turns[:6]))


def test_each_queue_has_its_own_entries(app: Flask) -> None:
    for name in ("quick", "slow", "mail", "gone"):
        order(app, name)
    with app.app_context():
        assert sorted(queue for _entry, queue in ready_entries()) == ["fast", "fast", "mail", "slow"]
        assert run_one(app, queue="mail")
        assert not run_one(app, queue="mail")
        assert states(app) == {"quick": "waiting", "slow": "waiting", "mail": "done", "gone": "waiting"}
        assert drain(app, queue="slow") == 1
        assert drain(app) == 2
    assert states(app) == {"quick": "done", "slow": "done", "mail": "done", "gone": "dead"}


@pytest.mark.parametrize("wrong", [{"queue": "later"}, {"timeout": timedelta(days=1)}, {"timeout": timedelta(0)}])
def test_a_job_names_a_queue_and_a_time_that_exist(make_app: MakeApp, wrong: dict[str, object]) -> None:
    with pytest.raises(ManifestError, match="queue of fast, slow, mail"):
        make_app("sqlite", plugin_modules=(knocker(Job("knocker.work", Work().quick, **wrong)),))  # type: ignore[arg-type]


def test_operators_see_the_queue_of_each_entry(app: Flask) -> None:
    order(app, "mail")
    order(app, "gone")
    with app.app_context():
        drain(app, queue="fast")
    settings = app.extensions["tiepdan.config"]
    place = {"TIEPDAN_DATABASE_URL": settings.database_url, "TIEPDAN_DATA": str(settings.data)}
    shown = CliRunner(env={**place, FOLDER_KEY: None}).invoke(cli, ["jobs", "status"]).output.splitlines()
    assert shown[0].split() == ["fast", "slow", "mail"]
    counted = {row.split()[0]: row.split()[1:] for row in shown[1:5]}
    assert counted["dead"] == ["1", "0", "0"], "what is not installed is fast, and dead"
    assert counted["waiting"] == ["1", "0", "0"], "the command has no such plugin either"
    assert any("knocker.gone (knocker, queue fast)" in row for row in shown)
    with app.app_context():
        claim(queue="mail")
        found = queue_numbers()
        assert [(found[name]["running"], found[name]["dead"]) for name in QUEUES] == [(0, 1), (0, 0), (1, 0)]
        assert [entry.queue for entry in dead_entries()] == ["fast"]


def test_slow_work_does_not_hold_up_the_rest(make_app: MakeApp, work: Work) -> None:
    """On PostgreSQL, where a job that has written holds no lock that others need."""
    job = Job("knocker.long", work.long, queue="slow", timeout=timedelta(minutes=2))
    others = (Job("knocker.quick", work.quick), Job("knocker.mail", work.quick, queue="mail"))
    app, _world = make_app("postgres", plugin_modules=(knocker(job, *others),))
    switch_on(app, "knocker")
    with app.app_context():
        tick(app)  # the first work of every plugin and tenant: done before a long job holds the chain of one
        drain(app)
    for door in range(5):
        order(app, "long", "b-comm", door=str(door))
    with running(app):
        assert work.begun.wait(SOON)
        order(app, "quick")
        order(app, "mail")
        assert until(lambda: (states(app)["quick"], states(app)["mail"]) == ("done", "done"), SOON)
        assert sum(row.state == "done" for row in outbox(app)) == 2, "the slow ones still wait for the test"
        work.released.set()
        assert until(lambda: all(row.state == "done" for row in outbox(app)), SOON)


@pytest.mark.parametrize("name", ["stubborn", "statement"])
@pytest.mark.parametrize("where", ["main", "thread"])
def test_a_job_that_takes_too_long_is_stopped(app: Flask, name: str, where: str) -> None:
    order(app, name)
    begun = time.monotonic()

    def go() -> None:
        with app.app_context():
            assert run_one(app)
            order(app, "quick")  # the thread is sound afterwards
            assert run_one(app, queue="fast")

    if where == "main":
        go()
    else:
        thread = threading.Thread(target=go)
        thread.start()
        thread.join(SOON)
    assert time.monotonic() - begun < SOON
    first, second = outbox(app)
    assert (first.state, first.last_error, first.attempts) == ("waiting", "TimedOut", 1)
    assert second.state == "done"
    assert told(app, "knocker.worked") == ["knocker:door:x"], "nothing of the stopped job stays"


def test_what_cannot_be_stopped_is_given_up_and_can_commit_nothing(
    app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GRACE_SECONDS", 0.4)
    with running(app) as runner:
        order(app, "deaf")
        assert work.begun.wait(SOON)
        first = runner.threads["slow"]
        assert until(lambda: outbox(app)[0].state == "waiting", SOON)
        assert outbox(app)[0].last_error == "DoesNotStop"
        assert until(lambda: runner.threads["slow"] is not first, SOON)
        order(app, "slow")  # it holds no lock, and another thread works its queue
        assert until(lambda: states(app)["slow"] == "done", SOON)
        assert first.is_alive()
        work.released.set()
        first.join(SOON)
        assert not first.is_alive(), "the lost thread ends by itself"
        assert until(lambda: states(app)["deaf"] == "done", SOON), "its entry was tried once more"
    assert outbox(app)[0].attempts == 2
    assert told(app, "knocker.worked") == ["knocker:door:x", "knocker:deaf:x", "knocker:deaf:late"], (
        "once, by the second"
    )
    assert work.after == 1
