"""The head's reception days: dated quotas, ledger, posting in time, postponement, proof by visits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from core.api import Invalid, Scope, clock, db, law
from core.testing.rows import acting, stored
from core.testing.world import World, scope_of
from plugins.reception.duty_rules import Fact, ledger, quotas
from plugins.reception.law import reception_rules
from plugins.reception.models import HeadDay
from plugins.reception.queries import duty as queries
from plugins.reception.services import duty as services
from plugins.reception.services import visits
from plugins.reception.services.duty import HeadDayInput
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import visit_form

works = law.national_calendar().is_working
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PLACE = "Trụ sở UBND"


def per_month(level: str, year: int) -> list[int]:
    due = quotas(reception_rules(), level, year, works)
    return [line.required for line in ledger(due, [], year, date(year, 1, 1))]


def test_a_commune_has_a_day_a_week_until_june_2026_and_two_a_month_after() -> None:
    found = per_month("commune", 2026)
    mondays = [sum(1 for n in range(1, 32) if _monday(2026, month, n)) for month in range(1, 7)]
    assert found[:6] == [mondays[0], mondays[1] - 1, *mondays[2:]], "one week of Tết has no working day"
    assert found[6:] == [2] * 6


def _monday(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() == 0
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("level", "year", "expected"),
    [
        ("district", 2025, [2] * 6 + [0] * 6),
        ("province", 2026, [1] * 12),
        ("agency", 2026, [1] * 12),
        ("public-service-unit", 2026, [0] * 6 + [1] * 6),
        ("central", 2026, [1] * 12),
        ("", 2026, [0] * 12),
    ],
)
def test_the_other_levels(level: str, year: int, expected: list[int]) -> None:
    assert per_month(level, year) == expected


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["commune", "province"]),
    st.lists(st.tuples(st.integers(0, 364), st.integers(0, 2), st.booleans()), max_size=40),
    st.integers(0, 364),
)
def test_every_required_day_is_met_missed_or_open(level: str, rows: list[tuple[int, int, bool]], now: int) -> None:
    begin = date(2026, 1, 1)
    facts = {
        begin + timedelta(days=n): Fact(begin + timedelta(days=n), planned=True, visits=v, alone=alone)
        for n, v, alone in rows
    }
    due = quotas(reception_rules(), level, 2026, works)
    today = begin + timedelta(days=now)
    lines = ledger(due, facts.values(), 2026, today)
    assert sum(line.required for line in lines) == sum(quota.days for quota in due)
    for line in lines:
        own = [quota for quota in due if quota.first.month == line.month.month]
        met = sum(min(q.days, sum(f.held for d, f in facts.items() if q.first <= d <= q.last)) for q in own)
        assert line.required == met + line.missed + line.open
        assert line.held <= line.planned
    assert all(line.missed == 0 for line in lines if line.month > today)


@contextmanager
def work(app: Flask, at: datetime = NOW) -> Iterator[Scope]:
    with app.app_context(), clock.freeze(at):
        scope = scope_of("a-comm")
        with acting(app, scope, writes=True):
            yield scope


@pytest.fixture
def bare(app: Flask) -> Flask:
    with work(app):
        db.session.execute(delete(HeadDay))
    return app


def plan(scope: Scope, day: date, **changes: str) -> HeadDay:
    return services.plan_day(scope, HeadDayInput(day, 480, 660, PLACE, **changes))


def test_posted_five_working_days_ahead_or_flagged(engine_name: str, bare: Flask) -> None:
    with work(bare) as scope:
        plan(scope, date(2026, 11, 30))
        plan(scope, date(2026, 12, 1))
        plan(scope, date(2026, 11, 27))
        late = {item.day: item.late for item in queries.year_view(scope, 2026).days}
    # Monday 23 November: the fifth working day after it is Monday 30, or later if 24 November is off
    due = law.national_calendar().add_working_days(date(2026, 11, 30), -5)
    assert late[date(2026, 11, 30)] == (due < date(2026, 11, 23))
    assert late[date(2026, 11, 27)]
    assert not late[date(2026, 12, 1)] or due < date(2026, 11, 23)


def test_visits_by_the_head_prove_a_day(engine_name: str, bare: Flask) -> None:
    day = date(2026, 11, 20)
    with work(bare) as scope, pytest.raises(Invalid) as error:
        visits.register_visit(scope, visit_input(received_on=day, by_head=True))
    assert error.value.problems == {"by_head": "no_head_day"}
    with work(bare, NOW - timedelta(days=14)) as scope:
        key = plan(scope, day).public_id
    with work(bare) as scope:
        assert queries.year_view(scope, 2026).months[10].held == 0
        visits.register_visit(scope, visit_input(received_on=day, by_head=True))
        line = queries.year_view(scope, 2026).months[10]
        assert (line.required, line.planned, line.held, line.alone, line.open) == (2, 1, 1, 0, 1)
        with pytest.raises(Invalid) as proven:
            services.account_for(scope, key, "absent", ground="leave")
        assert proven.value.problems == {"state": "proven"}
    numbers = {
        row.name: row.value
        for row in stored(bare, "core_metric", "a-comm")
        if row.kind == "reception.duty" and row.period == "2026-11"
    }
    assert numbers == {"required": 2, "held": 1, "alone": 0}


def test_a_postponement_needs_a_reason_and_plans_the_new_day(bare: Flask) -> None:
    with work(bare) as scope:
        key = plan(scope, date(2026, 12, 10)).public_id
    for values, field in (
        ({"reason": "", "moved_to": date(2026, 12, 17)}, "reason"),
        ({"reason": "Đi họp", "moved_to": None}, "moved_to"),
        ({"reason": "Đi họp", "moved_to": date(2026, 12, 10)}, "moved_to"),
        ({"reason": "Đi họp", "moved_to": date(2026, 11, 2)}, "moved_to"),
    ):
        with work(bare) as scope, pytest.raises(Invalid) as error:
            services.account_for(scope, key, "postponed", **values)  # type: ignore[arg-type]
        assert list(error.value.problems) == [field]
    with work(bare) as scope:
        services.account_for(scope, key, "postponed", reason="Đi họp", moved_to=date(2026, 12, 17))
    rows = [(str(row.day)[:10], row.state) for row in stored(bare, "reception_head_day", "a-comm")]
    assert rows == [("2026-12-10", "postponed"), ("2026-12-17", "planned")]


def test_absence_needs_a_ground_and_being_alone_lies_behind(bare: Flask) -> None:
    with work(bare) as scope:
        key = plan(scope, date(2026, 12, 10)).public_id
        with pytest.raises(Invalid):
            services.account_for(scope, key, "absent")
        with pytest.raises(Invalid):
            services.account_for(scope, key, "alone")
        services.account_for(scope, key, "absent", ground="summoned")
    with work(bare, NOW + timedelta(days=30)) as scope:
        services.account_for(scope, key, "alone")
        line = queries.year_view(scope, 2026).months[11]
        assert (line.held, line.alone) == (1, 1)


def test_what_cannot_be_planned(bare: Flask) -> None:
    with work(bare) as scope:
        plan(scope, date(2026, 12, 10))
        for values, field in (
            (HeadDayInput(date(2026, 12, 10), 480, 660, PLACE), "day"),
            (HeadDayInput(date(2026, 11, 2), 480, 660, PLACE), "day"),
            (HeadDayInput(date(2036, 11, 2), 480, 660, PLACE), "day"),
            (HeadDayInput(date(2026, 12, 11), 660, 480, PLACE), "closes"),
            (HeadDayInput(date(2026, 12, 11), 480, 660, ""), "place"),
        ):
            with pytest.raises(Invalid) as error:
                services.plan_day(scope, values)
            assert list(error.value.problems) == [field]
        assert plan(scope, date(2026, 11, 2), unscheduled="urgent").unscheduled == "urgent"


def test_through_the_browser(bare: Flask, desk: FlaskClient, reader: FlaskClient, world: World) -> None:
    form = {"day": "23/11/2026", "opens": "8h00", "closes": "11:00", "place": PLACE, "content": "Đất đai"}
    assert 'name="by_head"' not in desk.get("/t/a-comm/reception/visits/new").text
    wrong = desk.post("/t/a-comm/reception/duty/new", data=form | {"opens": "acht"})
    assert wrong.status_code == 422
    assert "Đất đai" in wrong.text
    assert desk.post("/t/a-comm/reception/duty/new", data=form).status_code == 303
    assert 'name="by_head"' in desk.get("/t/a-comm/reception/visits/new").text
    assert desk.post("/t/a-comm/reception/visits/new", data=visit_form(by_head="y")).status_code == 303
    page = bare.test_client().get("/p/a-comm/reception/head-days?year=2026")
    assert page.status_code == 200
    assert PLACE in page.text
    assert "<script" not in page.text
    assert "Đất đai" in bare.test_client().get("/p/a-comm/reception/roster").text
    assert reader.get("/t/a-comm/reception/duty").status_code == 200
    assert reader.post("/t/a-comm/reception/duty/new", data=form).status_code == 403
    key = stored(bare, "reception_head_day", "a-comm")[0].public_id
    url = f"/t/a-comm/reception/duty/{key}"
    assert desk.post(url, data={"state": "alone"}).status_code == 422, "proven by a visit"
    assert desk.post(url, data={"state": "absent"}).status_code == 422
    assert desk.post(url, data=form | {"content": "Xây dựng"}).status_code == 303
