"""A clock that jumps: nothing is reordered, lost, done twice or due on another day, and it is flagged (P36)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from core import clock
from core.api import Job, Scope, db, publish
from core.audit.log import entries_after
from core.audit.verify import verify_chain
from core.db.session import acting_in, internal
from core.events.publish import enqueue
from core.identity.models import LoginFailure
from core.identity.sessions import FREE_FAILURES, Locked, load_user, log_in
from core.jobs.clockwatch import ClockWatch, unconfirmed
from core.jobs.schedule import tick
from core.jobs.turns import claim, ready_entries
from core.jobs.work import LostLeaseError, _mark_done, drain
from core.law.national import national_calendar
from core.live.replay import messages_after
from core.tenancy.resolve import system_scope
from core.testing.fixtures import make_config
from core.testing.rows import owner_engine
from core.testing.world import PASSWORD, World
from plugins.reception.models.visits import Visit
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import officer, visit_form
from tests.live.streams import until
from tests.rails.fakes import Worked, knock, knocker, outbox, switch_on, told
from tests.rails.processes import TENANT, Installation

MakeApp = Callable[..., tuple[Flask, World]]
START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
#: The jumps that the promise names.
JUMPS = [40 * DAY, -40 * DAY, -400 * DAY]
#: Where calendars break: ends of month and year, a leap day, the days around Tết 2026 (17 February).
EDGES = [
    datetime(2026, 1, 31, 16, 59, 50, tzinfo=UTC),
    datetime(2026, 12, 31, 16, 59, 50, tzinfo=UTC),
    datetime(2024, 2, 28, 16, 59, 50, tzinfo=UTC),
    datetime(2026, 2, 13, 16, 59, 50, tzinfo=UTC),
    datetime(2026, 2, 16, 16, 59, 50, tzinfo=UTC),
]
HOURLY = timedelta(hours=1)
DUE = "select public_id, answer_due_on from reception_visit order by id"
LEFT = "select job, state, attempts, last_error, run_at, lease_until from core_outbox where state <> 'done'"


def work(scope: Scope) -> None:
    """The job under test."""
    publish(scope, Worked(subject="knocker:work:x"))


@pytest.fixture
def app(make_app: MakeApp, engine_name: str) -> Flask:
    jobs = (Job("knocker.work", work), Job("knocker.hourly", work, every=HOURLY))
    made, _world = make_app(engine_name, plugin_modules=(knocker(*jobs),))
    switch_on(made, "knocker")
    return made


def order(app: Flask, key: str) -> None:
    with app.app_context():
        scope = system_scope(TENANT)
        with acting_in(scope, writes=True):
            enqueue(scope, "knocker", "knocker.work", {}, dedupe=key)


@pytest.mark.parametrize("jump", JUMPS)
def test_no_entry_waits_for_a_moment_that_a_wrong_clock_gave(app: Flask, jump: timedelta) -> None:
    with clock.freeze(START):
        order(app, "before")
    with clock.freeze(START + jump):
        order(app, "after")
        with app.app_context():
            assert len(ready_entries()) >= 2
            drain(app)
    with clock.freeze(START):
        order(app, "back")
        with app.app_context():
            drain(app)
    assert [row.state for row in outbox(app)] == ["done"] * 3
    assert len(told(app, "knocker.worked")) == 3


@pytest.mark.parametrize("jump", JUMPS)
def test_a_lease_over_a_jump_is_taken_over_and_the_first_cannot_commit(app: Flask, jump: timedelta) -> None:
    with app.app_context():
        with clock.freeze(START):
            order(app, "x")
            first = claim(queue="fast")
            assert first is not None
        with clock.freeze(START + jump):
            assert drain(app, queue="fast") == 1
            scope = system_scope(TENANT)

            def finish_late() -> None:
                with acting_in(scope, writes=True):
                    publish(scope, Worked(subject="knocker:work:late"))
                    _mark_done(first)

            with pytest.raises(LostLeaseError):
                finish_late()
    assert told(app, "knocker.worked") == ["knocker:work:x"]


@pytest.mark.parametrize("jump", JUMPS)
def test_scheduled_jobs_go_on_in_either_direction(app: Flask, jump: timedelta) -> None:
    def ticked(at: datetime) -> int:
        before = len(outbox(app))
        with clock.freeze(at), app.app_context():
            tick(app)
        return len(outbox(app)) - before

    assert ticked(START) == 2
    assert ticked(START + jump) == 2
    assert ticked(START + jump + timedelta(minutes=59)) == 0
    assert ticked(START + timedelta(seconds=1)) == 2, "back again, it does not wait for the other time"
    assert ticked(START + timedelta(minutes=59)) == 0
    assert ticked(START + timedelta(minutes=61)) == 2


@pytest.mark.parametrize("start", [START, *EDGES])
def test_events_keep_their_order(app: Flask, start: datetime) -> None:
    """Numbers decide, in the chain, in the history and in what open pages are told."""
    moments = [start, *(start + jump for jump in JUMPS), start + timedelta(seconds=20), start]
    for door, moment in enumerate(moments):
        with clock.freeze(moment):
            knock(app, str(door))
    assert told(app, "knocker.knocked") == [f"knocker:door:{door}" for door in range(len(moments))]
    with app.app_context():
        scope = system_scope(TENANT)
        with acting_in(scope):
            assert not verify_chain(scope.tenant_id, entries_after(scope, 0))
        registry = app.extensions["tiepdan.registry"]
        registry.topic_of["knocker.knocked"] = "knocker.doors"
        messages, _read, _more = messages_after(registry, scope.tenant, 0)
    doors = [message for message in messages if message.topic == "knocker.doors"]
    assert [message.ref for message in doors] == [f"knocker:door:{door}" for door in range(len(moments))]
    assert [message.seq for message in doors] == sorted(message.seq for message in doors)


def test_a_login_never_lasts_longer_because_of_the_clock(make_app: MakeApp, engine_name: str) -> None:
    app, world = make_app(engine_name)
    idle = timedelta(hours=4)

    def enter(at: datetime) -> str:
        with clock.freeze(at), app.app_context(), internal(writes=True):
            token = log_in(world.stray, PASSWORD, "test", "s")
        assert isinstance(token, str)
        return token

    def is_in(token: str, at: datetime) -> bool:
        with clock.freeze(at), app.app_context(), internal():
            return load_user(token, idle)[0] is not None

    for jump in JUMPS:
        before, during = enter(START), enter(START + jump)
        assert is_in(before, START)
        assert is_in(during, START + jump)
        assert not is_in(before, START + jump), "ahead: idle; behind: from the future"
        assert not is_in(during, START), "a login of a wrong time ends with it"
        assert is_in(enter(START), START - timedelta(minutes=4)), "machines may differ by minutes"


def test_a_lock_of_a_login_does_not_last_as_long_as_the_jump(make_app: MakeApp, engine_name: str) -> None:
    app, world = make_app(engine_name)

    def tried(at: datetime, password: str) -> Any:
        with clock.freeze(at), app.app_context(), internal(writes=True):
            return log_in(world.stray, password, "test", "s")

    for _turn in range(FREE_FAILURES):
        tried(START + 40 * DAY, "wrong")
    assert isinstance(tried(START + 40 * DAY, PASSWORD), Locked)
    assert isinstance(tried(START, PASSWORD), str)
    with app.app_context(), internal():
        assert db.session.scalars(select(LoginFailure)).all() == []


def due_dates(app: Flask) -> dict[str, date | None]:
    with app.app_context():
        scope = officer(TENANT)
        with acting_in(scope):
            return {visit.public_id: visit.answer_due_on for visit in db.session.scalars(select(Visit))}


@pytest.mark.parametrize("start", [START, *(edge for edge in EDGES if edge.year == 2026 and edge.month == 12)])
def test_a_due_date_once_given_stays(app: Flask, start: datetime) -> None:
    with clock.freeze(start), app.app_context():
        scope = officer(TENANT)
        with acting_in(scope, writes=True):
            services.register_visit(scope, visit_input(received_on=clock.today()))
    fixed = due_dates(app)
    assert any(fixed.values())
    for jump in JUMPS:
        with clock.freeze(start + jump), app.app_context():
            tick(app)
            drain(app)
            assert due_dates(app) == fixed


@pytest.mark.parametrize("edge", EDGES)
def test_counting_days_does_not_ask_what_time_it_is(edge: datetime) -> None:
    start = edge.astimezone(clock.ZONE).date()
    calendar = national_calendar()
    expected = [calendar.add_working_days(start, days) for days in range(1, 31)]
    for jump in JUMPS:
        with clock.freeze(edge + jump):
            assert [calendar.add_working_days(start, days) for days in range(1, 31)] == expected
            assert [national_calendar().add_working_days(start, days) for days in range(1, 31)] == expected


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_is_noticed_stored_and_confirmed(make_app: MakeApp, engine_name: str, jump: timedelta) -> None:
    app, world = make_app(engine_name, csrf=False)
    watch = ClockWatch()
    with app.app_context():
        with clock.freeze(START):
            assert watch.observe() == timedelta(0)
        with clock.freeze(START + timedelta(seconds=30)):
            assert watch.observe() == timedelta(0), "half a minute is what the network's time may correct"
        with clock.freeze(START + jump):
            assert abs(watch.observe() - jump) < timedelta(minutes=1)
            assert watch.observe() == timedelta(0)
            found = unconfirmed()
    assert found is not None
    assert abs(found[1] - jump.total_seconds()) < 60
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200, "intake goes on"
    check = answer.get_json()["checks"]["clock"]
    assert check["state"] == "warning"
    assert ("forward" in check["text"]) == (jump > timedelta(0))
    assert f"{abs(round(jump / DAY))} d" in check["text"] or f"{abs(round(jump / DAY)) - 1} d 23 h" in check["text"]
    operator = app.test_client()
    answer = operator.post("/login", data={"login": world.operator, "password": PASSWORD})
    assert answer.status_code == 303
    assert "/ops/clock" in operator.get("/ops/health").text
    assert operator.post("/ops/clock").status_code == 303
    assert app.test_client().get("/readyz").get_json()["checks"]["clock"]["state"] == "ok"
    assert "/ops/clock" not in operator.get("/ops/health").text
    assert operator.post("/ops/clock").status_code == 303, "twice is no fault"


def test_a_clock_set_back_while_the_program_was_off_is_noticed(make_app: MakeApp, engine_name: str) -> None:
    app, _world = make_app(engine_name)
    with app.app_context():
        for at, expected in ((START, 0), (START + 6 * DAY, 0), (START - 400 * DAY, -406), (START, 400), (START, 0)):
            with clock.freeze(at):
                assert round(ClockWatch().observe() / DAY) == expected


# --- real processes ---------------------------------------------------------------------------


@pytest.fixture
def shifted(fresh: Callable[[str], Any], tmp_path: Path) -> Any:
    """``tiepdan run`` on SQLite whose clock the test sets: (installation, set the clock)."""
    library = next((str(path) for path in sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
    if library is None:
        pytest.skip("libfaketime is not installed (apt-get install libfaketime): no process's clock can be set")
    place, world = fresh("sqlite")
    (tmp_path / "i").mkdir()
    offset = tmp_path / "offset"
    offset.write_text("+0d\n", encoding="ascii")
    made = Installation(tmp_path / "i", place, world, redis=False)
    made.environment |= {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_CACHE_DURATION": "1",  # seconds; to read the file at each call takes more time than the program
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    made.environment.pop("TIEPDAN_LOG_LEVEL")

    def set_clock(shift: str) -> None:
        offset.write_text(shift + "\n", encoding="ascii")

    try:
        made.start("web")
        made.log_in()
        yield made, set_clock
    finally:
        made.stop()


def test_a_running_installation_outlives_jumps(shifted: Any) -> None:
    installation, set_clock = shifted
    database = owner_engine(make_config(installation.folder / "data", installation.place))

    def state() -> str:
        return str(installation.ask("GET", "/readyz")[1])

    def rows(statement: str) -> list[Any]:
        with database.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def effects() -> int:
        return int(rows("select count(*) from core_audit where event = 'counting.counted'")[0][0])

    def done(number: int) -> bool:
        return effects() == number

    def sign_in_again() -> None:
        installation.cookie = installation.token = ""
        installation.log_in()

    def web_log() -> str:
        return (installation.folder / "web.log").read_text(encoding="utf-8")

    def told(jumps: int) -> bool:
        return web_log().count("clock jumped") >= jumps

    assert '"clock":{"state":"ok"' in state().replace(" ", "")
    taken, fixed = 0, []
    for number, shift in enumerate(("+0d", "+40d", "-400d", "+0d")):
        set_clock(shift)
        if number:
            assert until(lambda: "jumped" in state(), 20), f"{shift} is not flagged"
            assert until(partial(told, number), 20), f"{shift} is not in the log"
            sign_in_again()
        today = (datetime.now(clock.ZONE) + timedelta(days=int(shift[:-1]))).date().isoformat()
        form = visit_form(once=f"at{number}", csrf_token=installation.token, received_on=today)
        status, body, _place = installation.ask("POST", f"/t/{TENANT}/reception/visits/new", form)
        assert status in (303, 422), body[:500]
        taken += status == 303
        assert until(partial(done, taken), 20), f"{effects()} effects of {taken} visits after {shift}"
        fixed = fixed or rows(DUE)
    assert taken >= 3
    assert rows(DUE)[: len(fixed)] == fixed
    assert until(lambda: not rows(LEFT), 20), rows(LEFT)
    numbers = rows(
        "select a.seq from core_audit a join core_tenant t on t.id = a.actor_tenant_id"
        f" where t.slug = '{TENANT}' order by a.id"
    )
    assert numbers == sorted(numbers)
    assert "Traceback" not in web_log()
    database.dispose()
