"""Bookings: the rule of free times, capacity under a race, the way of a code, conflicts of new hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from bs4 import BeautifulSoup
from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from core.api import Invalid, Limit, Scope, clock, codes, db
from core.testing.rows import acting, stored
from core.testing.world import World
from plugins.reception.booking_rules import Closed, Week, left
from plugins.reception.jobs import release_bookings
from plugins.reception.models import HeadDay, Place
from plugins.reception.services import bookings as services
from plugins.reception.services.places import Seats, save_place
from plugins.reception.tests.conftest import Login
from plugins.reception.tests.queue_world import make_counters
from plugins.reception.tests.typed import NOON, NOT_THEIRS, officer
from plugins.reception.views import booking_public

BOOK = "/p/a-comm/reception/book"
FIND = "/p/a-comm/reception/find-booking"
MONDAY = date(2026, 11, 30)
HOURS = [(0, 450, 510), (1, 450, 510)]
minutes = st.integers(0, 1440)
hours = st.lists(st.tuples(st.integers(0, 6), minutes, minutes).filter(lambda h: h[1] < h[2]), max_size=6)
cuts = st.lists(st.tuples(minutes, minutes).filter(lambda h: h[0] < h[1]), max_size=3)


@given(hours=hours, cuts=cuts, length=st.integers(5, 240), day=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_slots_lie_in_the_hours_and_outside_closures(
    hours: list[tuple[int, int, int]], cuts: list[tuple[int, int]], length: int, day: date
) -> None:
    week = Week(hours, [Closed(day, day, *cut) for cut in cuts])
    slots = week.slots(day, length)
    for (starts, ends), after in zip(slots, [*slots[1:], (1441, 0)], strict=False):
        assert ends - starts == length
        assert ends <= after[0], "no two overlap"
        assert week.holds(day, starts, ends)
        for minute in range(starts, ends):
            assert any(h[0] == day.weekday() and h[1] <= minute < h[2] for h in hours)
            assert not any(cut[0] <= minute < cut[1] for cut in cuts)
    assert Week(hours, (), frozenset({day})).slots(day, length) == []


@given(booked=cuts, seats=st.integers(0, 5))
def test_seats_left_never_pass_the_seats(booked: list[tuple[int, int]], seats: int) -> None:
    assert 0 <= left((480, 510), booked, seats) <= seats
    assert left((480, 510), [(480, 510)] * seats, seats) == 0


def ready(app: Flask, seats: int = 1) -> Place:
    """The place of commune A can be booked on Mondays and Tuesdays from 7:30 to 8:30."""
    with app.app_context():
        scope = officer()
    with acting(app, scope, writes=True):
        place, _counters = make_counters(scope)
        return save_place(scope, place.public_id, "Nhà A", "Thôn 1", "", "", HOURS, Seats(30, seats, 0), "keep")


def choose(client: FlaskClient, place: Place, starts: str = "450", day: date = MONDAY) -> str:
    """Hold a time; gives the address of its page."""
    answer = client.post(BOOK, data={"place": place.public_id, "day": day.isoformat(), "slot": starts})
    assert answer.status_code == 303, answer.text[-900:]
    return answer.headers["Location"]


def main_of(page: str) -> str:
    found = BeautifulSoup(page, "html.parser").select_one("main")
    assert found
    return found.get_text(" ", strip=True)


def states(app: Flask) -> list[str]:
    return [row.state for row in stored(app, "reception_booking", "a-comm")][1:]


@pytest.fixture
def place(still: None, app: Flask) -> Place:
    return ready(app)


def test_hold_confirm_and_give_back(place: Place, app: Flask) -> None:
    client = app.test_client()
    page = client.get(f"{BOOK}?day=2026-11-30")
    assert page.status_code == 200
    assert "07:30" in page.text
    own = choose(client, place)
    taken = client.post(BOOK, data={"place": place.public_id, "day": "2026-11-30", "slot": "450"})
    assert taken.status_code == 422
    assert states(app) == ["held"]
    assert client.post(f"{own}/confirm").status_code == 303
    shown = client.get(own)
    assert BeautifulSoup(shown.text, "html.parser").select_one(".book-qr svg path")
    code = own.rsplit("/", 1)[1]
    row = stored(app, "reception_booking", "a-comm")[-1]
    assert code not in repr(row), "a hash only"
    assert row.held_until is None, "no moment of the sender remains"
    assert client.post(f"{own}/cancel").status_code == 303
    assert client.post(f"{own}/confirm").status_code == 409
    choose(client, place)
    assert states(app) == ["cancelled", "held"]


def test_a_hold_that_lapses_is_given_back(place: Place, app: Flask) -> None:
    client = app.test_client()
    own = choose(client, place)
    with clock.freeze(NOON + timedelta(minutes=11)):
        assert client.post(f"{own}/confirm").status_code == 409
        choose(client, place)
        with app.app_context():
            scope = officer()
        with acting(app, scope, writes=True):
            release_bookings(scope)
    assert states(app) == ["held"], "the lapsed one is gone"


def test_so_many_holds_and_no_more(still: None, app: Flask) -> None:
    place, client = ready(app, seats=50), app.test_client()
    for _turn in range(10):
        choose(client, place)
    data = {"place": place.public_id, "day": "2026-11-30", "slot": "450"}
    assert client.post(BOOK, data=data).status_code == 409


def test_the_code_opens_the_booking_however_it_is_typed(place: Place, app: Flask) -> None:
    client = app.test_client()
    code = choose(client, place).rsplit("/", 1)[1]
    with app.app_context():
        typed = [codes.printed(code).upper(), codes.spoken(code)]
    for text in typed:
        assert client.post(FIND, data={"code": text}).headers["Location"].endswith(f"/book/{code}")
    assert client.post(FIND, data={"code": "khong co"}).status_code == 422


def test_while_the_head_receives_a_booking_says_its_kind_and_nothing_more(place: Place, app: Flask) -> None:
    scope, client = scope_for(app), app.test_client()
    with acting(app, scope, writes=True):
        db.session.add(HeadDay(day=MONDAY, opens=480, closes=660, place="Trụ sở", posted_on=date(2026, 11, 20)))
    data = {"place": place.public_id, "day": MONDAY.isoformat(), "slot": "480"}
    assert "08:00 – 11:00" in main_of(client.get(f"{BOOK}?day=2026-11-30").text)
    assert client.post(BOOK, data=data).status_code == 422
    choose(client, place)  # 07:30 lies before the head's hours
    assert client.post(BOOK, data=data | {"kind": "complaint"}).status_code == 303


def test_one_asker_is_slowed_down_and_nothing_is_kept_of_him(
    still: None, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, client = ready(app, seats=50), app.test_client()
    monkeypatch.setattr(Limit, "spent", lambda limit, key="": limit._throttle().spent(key or request.remote_addr or ""))
    app.extensions.pop("tiepdan.throttles", None)
    monkeypatch.setattr(booking_public.HOLDS, "most", 2)
    for _turn in range(2):
        choose(client, place)
    data = {"place": place.public_id, "day": "2026-11-30", "slot": "450"}
    answer = client.post(BOOK, data=data)
    assert (answer.status_code, states(app)) == (429, ["held", "held"])
    assert client.post(BOOK, data=data, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 303
    app.extensions.pop("tiepdan.throttles", None)


def test_after_too_many_wrong_codes_a_right_one_is_told_to_wait(
    place: Place, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    own = choose(client, place)
    monkeypatch.setattr(Limit, "spent", lambda limit, key="": limit._throttle().spent(key or request.remote_addr or ""))
    app.extensions.pop("tiepdan.throttles", None)
    monkeypatch.setattr(booking_public.WRONG_CODES, "most", 1)
    assert client.get(own).status_code == 200
    wrong = own.replace(own.rsplit("/", 1)[1], "0" * codes.LENGTH)
    assert client.get(wrong).status_code == 404
    for address in (own, wrong):
        answer = client.get(address)
        assert answer.status_code == 429
        assert "vài phút" in answer.text
    app.extensions.pop("tiepdan.throttles", None)


@pytest.mark.parametrize(
    "wrong", [{"slot": "9999"}, {"slot": "²"}, {"day": "x"}, {"kind": "denunciation"}, {"slot": ""}]
)
def test_wrong_answers_hold_nothing(place: Place, app: Flask, wrong: dict[str, str]) -> None:
    data = {"place": place.public_id, "day": "2026-12-01", "slot": "999"} | wrong
    assert app.test_client().post(BOOK, data=data).status_code == 422
    assert states(app) == []


def test_one_seat_is_given_once_under_a_race(engine_name: str, app: Flask) -> None:
    with app.app_context():
        now = clock.today()
    monday = now + timedelta(days=14 - now.weekday())
    place, barrier, found = ready(app), Barrier(4), []

    def book() -> None:
        client = app.test_client()
        barrier.wait(20)
        data = {"place": place.public_id, "day": monday.isoformat(), "slot": "450"}
        found.append(client.post(BOOK, data=data).status_code)

    threads = [Thread(target=book) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [303, 422, 422, 422]


def scope_for(app: Flask) -> Scope:
    with app.app_context():
        return officer()


def test_new_hours_list_what_they_break_and_move_it(place: Place, app: Flask, desk: FlaskClient) -> None:
    own = choose(desk, place)
    desk.post(f"{own}/confirm")
    url = f"/t/a-comm/reception/places/{place.public_id}"
    form = {"name": "Nhà A", "address": "Thôn 1", "slot_minutes": "30", "public_seats": "1"}
    form |= {"am_opens_1": "07:30", "am_closes_1": "08:30"}
    asked = desk.post(url, data=form)
    assert asked.status_code == 422
    assert "30/11/2026, 07:30" in main_of(asked.text)
    assert stored(app, "reception_booking", "a-comm")[-1].day == MONDAY, "nothing is changed yet"
    assert desk.post(url, data=form | {"broken": "move"}).status_code == 303
    row = stored(app, "reception_booking", "a-comm")[-1]
    assert (row.day, row.starts, row.notice) == (date(2026, 12, 1), 450, "moved")
    assert "01/12/2026" in main_of(desk.get(own).text)


def test_a_closure_asks_first_and_calls_off(place: Place, app: Flask, desk: FlaskClient) -> None:
    own = choose(desk, place)
    desk.post(f"{own}/confirm")
    form = {"place": place.public_id, "first_on": "30/11/2026", "last_on": "30/11/2026", "reason": "Họp"}
    asked = desk.post("/t/a-comm/reception/closures", data=form)
    assert asked.status_code == 422
    assert "30/11/2026, 07:30" in main_of(asked.text)
    assert desk.post("/t/a-comm/reception/closures", data=form | {"broken": "call_off"}).status_code == 303
    assert states(app) == ["cancelled"]
    assert "2026-11-30" not in desk.get(BOOK).text
    assert desk.get(own).status_code == 200


def test_who_arrives_in_time_goes_first(place: Place, app: Flask, login: Login, world: World) -> None:
    desk = login(world.login("a-comm", "reception_officer"))
    own = choose(desk, place)
    desk.post(f"{own}/confirm")
    row = stored(app, "reception_booking", "a-comm")[-1]
    arrive = f"/t/a-comm/reception/bookings/{row.public_id}/arrive"
    assert desk.post(arrive).status_code == 409, "of another day"
    with clock.freeze(NOON + timedelta(days=7, hours=-4, minutes=-20)):  # 07:40 on that Monday
        desk = login(world.login("a-comm", "reception_officer"))  # a login does not last a week
        assert "07:30" in main_of(desk.get("/t/a-comm/reception/bookings").text)
        slip = desk.post(arrive)
    assert slip.status_code == 200, slip.text[-900:]
    ticket = stored(app, "reception_ticket", "a-comm")[-1]
    assert ticket.first
    assert states(app) == ["arrived"]


def test_only_the_desk_ends_bookings(place: Place, app: Flask, refused: Callable[..., dict[str, int]]) -> None:
    row = stored(app, "reception_booking", "a-comm")[0]
    assert refused("POST", f"/t/a-comm/reception/bookings/{row.public_id}/end", {"act": "miss"}) == NOT_THEIRS
    with acting(app, scope_for(app), writes=True) as _frame, pytest.raises(Invalid):
        services.hold(scope_for(app), services.BookingInput("khongco", MONDAY, 450))
