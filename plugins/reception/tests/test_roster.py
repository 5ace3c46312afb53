"""Rosters through the services: making, leave, hand-set days, windows, swaps, gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from core.api import Forbidden, Invalid, Refused, Scope, clock, db
from core.testing.rows import acting, stored
from core.testing.world import add_colleague, scope_of
from plugins.reception.models import Campaign, CampaignWindow, Leave, Roster, Shift, Swap
from plugins.reception.queries import roster as queries
from plugins.reception.services import roster as services
from plugins.reception.services import swaps

#: Thursday noon in Hanoi.
NOW = datetime(2027, 3, 4, 5, 0, tzinfo=UTC)
MARCH = date(2027, 3, 1)
SATURDAY = date(2027, 3, 13)


@pytest.fixture
def people(app: Flask) -> list[int]:
    """Four officers who may receive citizens in commune A, and no roster at all."""
    with app.app_context(), clock.freeze(NOW):
        for number in range(3):
            add_colleague("a-comm", f"truc.{number}", "reception_officer")
    with work(app) as scope:
        for model in (Swap, Shift, Leave, Roster, CampaignWindow, Campaign):
            db.session.execute(delete(model))
        return [one.key for one in queries.officers(scope)]


@contextmanager
def work(app: Flask, actor: int | None = None, *, at: datetime = NOW) -> Iterator[Scope]:
    """A writing frame in commune A; commits."""
    with app.app_context(), clock.freeze(at):
        scope = replace(scope_of("a-comm"), actor_id=actor)
        with acting(app, scope, writes=True):
            yield scope


def roster(app: Flask) -> dict[tuple[date, str], set[int]]:
    found: dict[tuple[date, str], set[int]] = {}
    for row in stored(app, "reception_shift", "a-comm"):
        day = date.fromisoformat(str(row.day)[:10])
        found.setdefault((day, row.half), set()).add(row.officer_id)
    return found


def test_a_month_is_covered_from_today_on(engine_name: str, app: Flask, people: list[int]) -> None:
    with work(app) as scope:
        result = services.make_month(scope, MARCH)
        assert result.gaps == 0
        view = queries.month_view(scope, MARCH)
    filled = roster(app)
    assert len(people) == 4
    assert min(filled)[0] == NOW.date()
    assert result.shifts == len(filled) == 2 * sum(1 for n in range(4, 32) if date(2027, 3, n).weekday() < 5)
    totals = [view.loads[key][0] for key in people]
    assert max(totals) - min(totals) <= 1
    assert view.gaps == []


def test_windows_bring_weekends_and_gaps_until_made_anew(app: Flask, people: list[int]) -> None:
    with work(app) as scope:
        services.make_month(scope, MARCH)
    with work(app) as scope:
        services.save_campaign(scope, None, "Bầu cử", "KH 1", [(SATURDAY, SATURDAY + timedelta(days=1), "")])
    with work(app) as scope:
        gaps = queries.month_view(scope, MARCH).gaps
        assert [(gap.day, gap.half) for gap in gaps] == [
            (day, half) for day in (SATURDAY, SATURDAY + timedelta(days=1)) for half in ("am", "pm")
        ]
    with work(app, at=NOW + timedelta(days=3)) as scope:
        assert len(queries.coming_gaps(scope, 7)) == 2, "only Saturday lies within seven days"
    with work(app) as scope:
        services.make_month(scope, MARCH)
    assert len(roster(app)[SATURDAY, "am"]) == 1


def test_leave_opens_shifts_and_the_next_making_covers_them(app: Flask, people: list[int]) -> None:
    one = people[0]
    with work(app) as scope:
        services.make_month(scope, MARCH)
    own = sorted(slot for slot, who in roster(app).items() if one in who)
    with work(app) as scope:
        _leave, opened = services.enter_leave(scope, one, date(2027, 3, 8), date(2027, 3, 19), "", "leave")
    lost = [slot for slot in own if date(2027, 3, 8) <= slot[0] <= date(2027, 3, 19)]
    assert opened == len(lost) > 0
    assert not set(lost) & roster(app).keys(), "open, not silently filled"
    with work(app) as scope:
        assert len(queries.month_view(scope, MARCH).gaps) == opened
        assert services.make_month(scope, MARCH).gaps == 0
    assert all(one not in roster(app)[slot] for slot in lost)


def test_hand_set_and_past_days_survive(app: Flask, people: list[int]) -> None:
    with work(app) as scope:
        services.make_month(scope, MARCH)
    before = roster(app)
    day = date(2027, 3, 10)
    with work(app) as scope:
        assert services.set_day(scope, day, {"am": set(people[:2]), "pm": set()})
    with work(app, at=NOW + timedelta(days=14)) as scope:
        services.enter_leave(scope, people[3], date(2027, 3, 22), date(2027, 3, 31), "", "business")
        services.make_month(scope, MARCH)
    after = roster(app)
    assert after[day, "am"] == set(people[:2])
    assert (day, "pm") not in after, "a past gap stays a gap"
    past = [slot for slot in before if slot[0] < day]
    assert [before[slot] for slot in past] == [after[slot] for slot in past]


@pytest.mark.parametrize(
    ("first", "last", "half", "ground", "field"),
    [
        (date(2027, 3, 9), date(2027, 3, 8), "", "leave", "last_on"),
        (date(2021, 3, 9), date(2027, 3, 8), "", "leave", "last_on"),
        (date(2027, 3, 8), date(2027, 3, 8), "xx", "leave", "half"),
        (date(2027, 3, 8), date(2027, 3, 8), "", "sick", "ground"),
    ],
)
def test_wrong_leave_is_refused(
    app: Flask, people: list[int], first: date, last: date, half: str, ground: str, field: str
) -> None:
    with work(app) as scope, pytest.raises(Invalid) as error:
        services.enter_leave(scope, people[0], first, last, half, ground)
    assert list(error.value.problems) == [field]


def test_nobody_on_leave_and_no_stranger_is_set_by_hand(app: Flask, people: list[int]) -> None:
    day = date(2027, 3, 10)
    with work(app) as scope:
        services.enter_leave(scope, people[0], day, day, "am", "training")
    for half, who, key in (("am", people[0], "on_leave"), ("pm", 999, "not_an_officer")):
        with work(app) as scope, pytest.raises(Invalid) as error:
            services.set_day(scope, day, {half: {who}})
        assert error.value.problems == {half: key}
    with work(app) as scope:
        assert services.set_day(scope, day, {"pm": {people[0]}}) == (1, 0)


@pytest.mark.parametrize("month", [date(2027, 2, 1), date(2030, 1, 1)])
def test_months_out_of_reach_are_refused(app: Flask, people: list[int], month: date) -> None:
    with work(app) as scope, pytest.raises(Refused, match="month_closed"):
        services.make_month(scope, month)


def one_shift(app: Flask, officer: int, day: date, half: str = "am") -> str:
    with work(app):
        shift = Shift(day=day, half=half, officer_id=officer)
        db.session.add(shift)
        db.session.flush()
        return shift.public_id


def test_a_swap_is_asked_accepted_and_kept(engine_name: str, app: Flask, people: list[int]) -> None:
    asker, other, third, _fourth = people
    given, back = one_shift(app, asker, date(2027, 3, 10)), one_shift(app, other, date(2027, 3, 11))
    with work(app, asker) as scope:
        swap = swaps.ask_swap(scope, given, other, back).public_id
        with pytest.raises(Refused, match="swap_open"):
            swaps.ask_swap(scope, given, third)
    with work(app, third) as scope, pytest.raises(Forbidden):
        swaps.answer_swap(scope, swap, "accept")
    with work(app, other) as scope:
        assert swaps.answer_swap(scope, swap, "accept").state == "accepted"
        with pytest.raises(Refused, match="swap_answered"):
            swaps.answer_swap(scope, swap, "accept")
    assert roster(app) == {(date(2027, 3, 10), "am"): {other}, (date(2027, 3, 11), "am"): {asker}}
    with work(app) as scope:
        services.make_month(scope, MARCH)
    assert roster(app)[date(2027, 3, 10), "am"] == {other}, "a swap outlives a new roster"


def test_all_colleagues_are_asked_and_the_first_takes_it(app: Flask, people: list[int]) -> None:
    given = one_shift(app, people[0], date(2027, 3, 10))
    with work(app, people[0]) as scope:
        swap = swaps.ask_swap(scope, given, None).public_id
    with work(app) as scope:
        services.enter_leave(scope, people[1], date(2027, 3, 10), date(2027, 3, 10), "", "leave")
    with work(app, people[1]) as scope, pytest.raises(Refused, match="on_leave"):
        swaps.answer_swap(scope, swap, "accept")
    with work(app, people[2]) as scope:
        assert swaps.answer_swap(scope, swap, "accept").other_id == people[2]
    assert roster(app) == {(date(2027, 3, 10), "am"): {people[2]}}


def test_a_request_lapses_with_its_shift(app: Flask, people: list[int]) -> None:
    given = one_shift(app, people[0], date(2027, 3, 10))
    with work(app, people[0]) as scope:
        swaps.ask_swap(scope, given, people[1])
    with work(app) as scope:
        services.set_day(scope, date(2027, 3, 10), {})
    assert [row.state for row in stored(app, "reception_swap", "a-comm")] == ["lapsed"]


def test_what_cannot_be_asked(app: Flask, people: list[int]) -> None:
    given, back = one_shift(app, people[0], date(2027, 3, 10)), one_shift(app, people[1], date(2027, 3, 10))
    past = one_shift(app, people[0], date(2027, 3, 3))
    attempts: list[tuple[Callable[[Scope], object], type[Exception]]] = [
        (lambda scope: swaps.ask_swap(scope, back, None), Forbidden),
        (lambda scope: swaps.ask_swap(scope, past, None), Refused),
        (lambda scope: swaps.ask_swap(scope, given, people[1]), Invalid),
        (lambda scope: swaps.ask_swap(scope, given, people[2], back), Invalid),
        (lambda scope: swaps.ask_swap(scope, given, 999), Invalid),
    ]
    for attempt, error in attempts:
        with work(app, people[0]) as scope, pytest.raises(error):
            attempt(scope)


def test_shifts_of_who_left_are_opened(app: Flask, people: list[int]) -> None:
    with work(app):
        db.session.add_all(Shift(day=date(2027, 3, 10), half="am", officer_id=key) for key in (people[0], 999))
    with work(app) as scope:
        assert services.release_departed(scope) == 1
    assert roster(app) == {(date(2027, 3, 10), "am"): {people[0]}}


def test_without_a_roster_nothing_is_alarmed(app: Flask, people: list[int]) -> None:
    with work(app) as scope:
        assert queries.coming_gaps(scope, 7) == []
