"""Every morning the desk's officers hear which answers are late or due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import text

from core.api import clock
from core.jobs.schedule import tick
from core.jobs.work import drain
from core.testing.world import World
from tests.isolation.routes import raw


def _at(day: int, hour: int) -> datetime:
    """A moment of November 2026 in Hanoi."""
    return datetime(2026, 11, day, hour, 5, tzinfo=UTC) - timedelta(hours=7)


def _due(app: Flask, slug: str, day: str, *, answered: bool = False) -> None:
    with raw(app) as connection:
        connection.execute(
            text(
                "update reception_visit set answered = :answered, answer_due_on = :day"
                " where tenant_id = (select id from core_tenant where slug = :slug)"
            ),
            {"answered": answered, "day": day, "slug": slug},
        )
        connection.execute(text("delete from core_notice_delivery"))
        connection.execute(text("delete from core_notice"))


def _work(app: Flask, moment: datetime) -> list[tuple[str, str]]:
    """(slug, kind) of all notices of the desk after the clock has struck."""
    with app.app_context(), clock.freeze(moment):
        tick(app)
        drain(app)
    with raw(app) as connection:
        rows = connection.execute(
            text(
                "select t.slug, n.key from core_notice n join core_tenant t on t.id = n.tenant_id"
                " where n.key like 'reception.%' order by n.id"
            )
        )
        return [(row.slug, row.key) for row in rows]


def test_an_answer_due_on_the_next_working_day_is_told_once_a_day(engine_name: str, app: Flask, world: World) -> None:
    for slug in world_slugs(world):
        _due(app, slug, "2026-12-20", answered=True)
    _due(app, "a-comm", "2026-11-30")
    assert _work(app, _at(26, 9)) == [], "due in two days"
    assert _work(app, _at(27, 6)) == [], "before seven"
    assert _work(app, _at(27, 8)) == [("a-comm", "reception.answer_due")]
    assert _work(app, _at(27, 9)) == [("a-comm", "reception.answer_due")]
    assert _work(app, _at(28, 9)) == [("a-comm", "reception.answer_due")], "Saturday"
    assert _work(app, _at(30, 9)) == [("a-comm", "reception.answer_due")], "due today: the menu's badge says so"


def test_a_late_answer_is_told_once(engine_name: str, app: Flask, world: World) -> None:
    for slug in world_slugs(world):
        _due(app, slug, "2026-12-20", answered=True)
    _due(app, "b-comm", "2026-11-25")
    assert _work(app, _at(26, 8)) == [("b-comm", "reception.answer_late")]
    assert _work(app, _at(27, 8)) == [("b-comm", "reception.answer_late")]


def world_slugs(world: World) -> set[str]:
    """Every tenant of the world."""
    return {slug for slug, _role in world.users}
