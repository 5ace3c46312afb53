"""Scheduled jobs: once per period and tenant, however many processes look at the clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.api import Job, Scope, db, publish
from core.app import create_app
from core.db.session import internal
from core.jobs.schedule import tick
from core.jobs.work import drain
from core.tenancy.models import Tenant
from core.testing.world import World
from tests.rails.fakes import Worked, knocker, outbox, switch_off, switch_on, told

MakeApp = Callable[..., tuple[Flask, World]]
START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
HOURLY = timedelta(hours=1)


def knock_hourly(scope: Scope) -> None:
    """The scheduled job under test."""
    publish(scope, Worked(subject=f"knocker:hour:{clock.now():%H}"))


@pytest.fixture
def app(make_app: MakeApp, engine_name: str) -> Flask:
    """A job that is due every hour in two tenants."""
    made, _world = make_app(engine_name, plugin_modules=(knocker(Job("knocker.hourly", knock_hourly, every=HOURLY)),))
    switch_on(made, "knocker")
    return made


def ticked(app: Flask, at: datetime) -> int:
    """How many entries of our job a look at the clock makes; then they are worked."""
    before = len(outbox(app))
    with clock.freeze(at), app.app_context():
        tick(app)
        drain(app)
    return len(outbox(app)) - before


def test_once_per_period_and_tenant(app: Flask) -> None:
    times = [START + timedelta(minutes=m) for m in (0, 1, 59, 60, 61, 119, 120)]
    assert [ticked(app, at) for at in times] == [2, 0, 0, 2, 0, 0, 2]
    for tenant in ("a-comm", "b-comm"):
        assert told(app, "knocker.worked", tenant) == [f"knocker:hour:0{hour}" for hour in (5, 6, 7)]


def test_a_long_sleep_is_made_up_for_once(app: Flask) -> None:
    assert ticked(app, START) == 2
    assert ticked(app, START + timedelta(hours=30)) == 2
    assert ticked(app, START + timedelta(hours=30, minutes=1)) == 0


def test_only_where_the_plugin_is_on_and_the_tenant_lives(app: Flask) -> None:
    switch_off(app, "knocker", "a-comm")
    with app.app_context(), internal(writes=True):
        db.session.scalars(select(Tenant).where(Tenant.slug == "b-comm")).one().until = date(2026, 11, 1)
    assert ticked(app, START) == 0
    assert outbox(app) == []


def test_many_processes_look_at_the_clock_at_once(app: Flask) -> None:
    """Applications of their own, with connections of their own, on one database."""
    config = app.extensions["tiepdan.config"]
    others = [app, *(create_app(config) for _turn in range(3))]
    for hour in range(4):
        gate = Barrier(len(others) * 2)

        def look(other: Flask, gate: Barrier = gate) -> int:
            gate.wait(60)
            with other.app_context():
                return tick(other)

        with clock.freeze(START + hour * HOURLY), ThreadPoolExecutor(len(others) * 2) as pool:
            found = [pool.submit(copy_context().run, look, other) for other in others * 2]
            for future in found:
                future.result(120)
        assert len(outbox(app)) == 2 * (hour + 1), "one of them made both entries"
    for other in others[1:]:
        with other.app_context():
            db.engine.dispose()
