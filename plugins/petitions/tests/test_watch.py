"""The watch over limits: warned before, told once per level after, numbers without names for overseers."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import text

from core.api import Scope, clock, db
from core.testing.rows import acting
from core.testing.world import World, scope_of
from plugins.petitions.models import Case, Clock, Screen
from plugins.petitions.plugin import plugin_disabling
from plugins.petitions.queries import watch as queries
from plugins.petitions.services import watch
from plugins.petitions.services.clocks import move_due
from plugins.petitions.services.register import register_petition
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from tests.isolation.routes import raw

SOON, MISSED, HEAD = "petitions.limit_soon", "petitions.limit_missed", "petitions.limit_missed_head"
SLUG = "a-comm"


def _at(day: int, hour: int = 9, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, 5, tzinfo=clock.ZONE)


def inside(scope: Scope | None = None) -> AbstractContextManager[object]:
    """A writing frame of the commune, with one commit at the end."""
    return acting(current_app._get_current_object(), scope or scope_of(SLUG), writes=True)  # type: ignore[attr-defined]


def _alone(**changes: object) -> tuple[int, int]:
    """(petition, clock) of one petition registered on 23 November, the only one with limits in its commune."""
    scope = with_all_rights(scope_of(SLUG))
    with clock.freeze(_at(23, 9, 11)), inside(scope):
        for row in db.session.scalars(db.select(Clock)):
            row.live, row.state = None, "ended"
        given = denunciation_input if changes.get("kind") == "denunciation" else petition_input
        petition = register_petition(scope, given(**changes))
        db.session.flush()
        row = next(c for c in db.session.scalars(db.select(Clock)) if c.petition_id == petition.id and c.live)
        return petition.id, row.id


def _run(moment: datetime) -> int:
    """How many clocks were told of at that moment."""
    scope = scope_of(SLUG)
    with clock.freeze(moment), inside(scope):
        before = {row.id: row.told for row in db.session.execute(db.select(Clock.id, Clock.told))}
        watch.watch_limits(scope)
        db.session.flush()
        return sum(before[key] != told for key, told in db.session.execute(db.select(Clock.id, Clock.told)))


def _change(key: int, **values: object) -> None:
    with inside():
        row = db.session.get(Clock, key)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)


def _told(app: Flask) -> Counter[tuple[str, str]]:
    """(kind of notice, login) of everything told about petitions."""
    with raw(app) as connection:
        rows = connection.execute(
            text(
                "select n.key, u.login from core_notice n join core_user u on u.id = n.user_id"
                " where n.key like 'petitions.%'"
            )
        )
        return Counter((row.key, row.login) for row in rows)


def _due(key: int) -> datetime:
    with inside():
        row = db.session.get(Clock, key)
        assert row is not None
        assert row.due_on is not None
        return datetime(row.due_on.year, row.due_on.month, row.due_on.day, 9, 5, tzinfo=clock.ZONE)


def test_one_warning_then_one_word_per_level_however_often_the_job_runs(
    engine_name: str, app: Flask, world: World
) -> None:
    with app.app_context():
        _petition, key = _alone()
        due = _due(key)
        told = []
        for hours in range(-24 * 9, 24 * 12, 6):
            _run(due + timedelta(hours=hours))
            told.append(_told(app))
        assert told[0] == Counter(), "nine days before nobody hears anything"
        last = told[-1]
        assert {kind for kind, _login in last} == {SOON, MISSED, HEAD}
        assert set(last.values()) == {1}, "nobody hears twice"
        assert {login for kind, login in last if kind == HEAD} == {world.login(SLUG, "petitions_head")}
        assert _run(due + timedelta(days=60)) == 0


def test_nobody_is_told_at_night_or_on_a_day_off(engine_name: str, app: Flask, world: World) -> None:
    with app.app_context():
        _petition, key = _alone()
        _change(key, due_on=_at(4).date())
        assert (_run(_at(3, 6)), _run(_at(3, 18))) == (0, 0)
        assert _run(_at(3, 7)) == 1
        assert (_run(_at(5)), _run(_at(6))) == (0, 0), "Saturday and Sunday"
        assert _run(_at(7)) == 1


def test_a_moved_due_date_is_warned_of_anew_and_a_stopped_clock_is_silent(
    engine_name: str, app: Flask, world: World
) -> None:
    with app.app_context():
        _petition, key = _alone()
        _change(key, due_on=_at(4).date())
        assert (_run(_at(3)), _run(_at(3, 10))) == (1, 0)
        _change(key, due_on=None, state="stopped")
        assert (_run(_at(7)), _run(_at(21))) == (0, 0)
        scope = with_all_rights(scope_of(SLUG))
        with clock.freeze(_at(21)), inside(scope):
            row = db.session.get(Clock, key)
            assert row is not None
            move_due(row, _at(30).date())
            row.state = "running"
        assert _run(_at(28)) == 1, "the new day is warned of as well"
        assert _told(app)[SOON, world.login(SLUG, "petitions_officer")] == 2


def test_who_may_not_know_of_a_petition_hears_nothing(engine_name: str, app: Flask, world: World) -> None:
    with app.app_context():
        petition, key = _alone()
        _change(key, due_on=_at(1).date())
        scope = scope_of(SLUG)
        with inside(scope):
            head = db.session.scalar(
                text("select id from core_user where login = :login").bindparams(
                    login=world.login(SLUG, "petitions_head")
                )
            )
            db.session.add(Screen(petition_id=petition, user_id=head))
        _run(_at(9))
        assert {kind for kind, _login in _told(app)} == {MISSED}, "the only head is named in it"


def test_only_who_handles_denunciations_hears_of_one(engine_name: str, app: Flask, world: World) -> None:
    with app.app_context():
        _petition, key = _alone(kind="denunciation")
        _change(key, due_on=_at(1).date())
        _run(_at(9))
        heard = _told(app)
        assert {login for kind, login in heard if kind == MISSED} == {world.login(SLUG, "petitions_denunciations")}
        assert {login for kind, login in heard if kind == HEAD} == {world.login(SLUG, "petitions_head")}


def test_the_register_stays_on_while_limits_run_and_says_how_many_and_where(
    engine_name: str, app: Flask, world: World
) -> None:
    with app.app_context():
        _petition, key = _alone()
        with inside():
            for case in db.session.scalars(db.select(Case)):
                case.state = "closed"
        with inside():
            found = plugin_disabling(scope_of(SLUG), "petitions")
            assert plugin_disabling(scope_of(SLUG), "police") == []
        assert len(found) == 1
        assert "Nguyễn" not in found[0]
        assert re.search(r": 1\D.*: 0\D", found[0]), "one limit, no case"
        _change(key, live=None, state="ended")
        with inside():
            assert plugin_disabling(scope_of(SLUG), "petitions") == []


def test_the_overseer_reads_numbers_and_no_name_passes(engine_name: str, app: Flask, world: World) -> None:
    with app.app_context():
        _petition, key = _alone()
        _change(key, due_on=_at(1).date())
        scope = scope_of(SLUG)
        with clock.freeze(_at(9)), inside(scope):
            before = queries.month_numbers(scope, _at(9).date())
            watch.count_numbers(scope)
        assert before["overdue"] == 1
        with raw(app) as connection:
            rows = connection.execute(text("select * from core_metric where kind = 'petitions.petitions'")).mappings()
            found = [dict(row) for row in rows]
        assert {row["period"] for row in found} == {"2026-11", "2026-12"}
        assert {row["name"] for row in found} == set(before)
        assert all(isinstance(row["value"], int) for row in found)
        assert "Nguyễn" not in str(found)
