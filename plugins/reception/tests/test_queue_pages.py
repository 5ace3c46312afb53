"""The waiting hall through HTTP: the desk's keys, the slip, the display, the phone's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.api import clock
from core.testing.rows import acting, stored
from core.testing.world import World
from plugins.reception.services.queue import reprint
from plugins.reception.tests.queue_world import LAND, RECEPTION, make_counters
from plugins.reception.tests.typed import NOON, NOT_THEIRS, officer, visit_form

QUEUE = "/t/a-comm/reception/queue"
DISPLAY = "/p/a-comm/reception/display"


@pytest.fixture
def hall(desk: FlaskClient, app: Flask) -> FlaskClient:
    """The officer's browser at counter 1 of a hall with three counters."""
    with app.app_context():
        scope = officer()
    with acting(app, scope, writes=True):
        _place, counters = make_counters(scope)
        own = counters[0].public_id
    assert desk.post(f"{QUEUE}/seat", data={"counter": own}).status_code == 303
    return desk


def words(page: str, selector: str) -> str:
    found = BeautifulSoup(page, "html.parser").select_one(selector)
    assert found, f"no {selector}"
    return found.get_text(" ", strip=True)


def give(desk: FlaskClient, **values: str) -> tuple[str, str]:
    """(number, address of the phone's page) of a fresh number."""
    answer = desk.post(f"{QUEUE}/tickets/new", data={"serves": RECEPTION} | values)
    assert answer.status_code == 200, answer.text[-900:]
    soup = BeautifulSoup(answer.text, "html.parser")
    number = soup.select_one(".slip-number")
    assert number
    assert soup.select_one(".slip-qr svg path")
    return number.get_text(strip=True), ""


def row_of(app: Flask, number: str) -> Any:
    """The newest number of that name; the planted one may be of another day."""
    return next(
        r for r in reversed(stored(app, "reception_ticket", "a-comm")) if f"{r.letter}-{r.number:03d}" == number
    )


def phone_of(app: Flask, number: str) -> str:
    """A phone's page of a number; the secret is made anew, as for a slip printed again."""
    with app.app_context():
        scope = officer()
    row = row_of(app, number)
    with acting(app, scope, writes=True):
        _ticket, token = reprint(scope, row.public_id)
    return f"/p/a-comm/reception/queue/{token}"


def move(desk: FlaskClient, app: Flask, number: str, act: str) -> int:
    row = row_of(app, number)
    return desk.post(f"{QUEUE}/tickets/{row.public_id}/move", data={"act": act}).status_code


def test_from_the_number_to_the_visit(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall)
    assert number in words(hall.get("/t/a-comm/reception/").text, ".hall-mine")
    assert hall.post(f"{QUEUE}/next").status_code == 303
    row = next(r for r in stored(app, "reception_ticket", "a-comm") if r.state == "called")
    started = hall.post(f"{QUEUE}/tickets/{row.public_id}/move", data={"act": "start"})
    assert started.headers["Location"] == f"/t/a-comm/reception/visits/new?ticket={row.public_id}"
    form = hall.get(started.headers["Location"])
    hidden = BeautifulSoup(form.text, "html.parser").select_one("[name=ticket]")
    assert hidden
    assert hidden["value"] == row.public_id
    assert number in words(form.text, "h1")
    place = hall.post("/t/a-comm/reception/visits/new", data=visit_form(ticket=row.public_id)).headers["Location"]
    visit = next(v for v in stored(app, "reception_visit", "a-comm") if v.public_id == place.rsplit("/", 1)[1])
    assert visit.queue_ref == f"reception:ticket:{row.public_id}"
    ended = next(r for r in stored(app, "reception_ticket", "a-comm") if r.id == row.id)
    assert (ended.state, ended.visit_ref) == ("finished", f"reception:visit:{visit.public_id}")


def test_the_visit_is_saved_whatever_stands_in_the_hidden_field(hall: FlaskClient, app: Flask) -> None:
    for odd in ("nirgends", "x" * 300, "../..", "'--"):
        assert hall.post("/t/a-comm/reception/visits/new", data=visit_form(ticket=odd)).status_code == 303


def test_desk_display_and_phone_show_the_same_place_in_line(hall: FlaskClient, app: Flask) -> None:
    numbers = [give(hall)[0], give(hall, ground="elderly")[0], give(hall)[0]]
    public = app.test_client()
    phones = {number: phone_of(app, number) for number in numbers}
    wanted = [numbers[1], numbers[0], numbers[2]]
    for _call in range(3):
        desk_page = BeautifulSoup(hall.get(QUEUE).text, "html.parser")
        at_desk = [a.get_text(strip=True) for a in desk_page.select("#queue tbody td:nth-of-type(2) a")]
        display = BeautifulSoup(public.get(DISPLAY).text, "html.parser")
        on_screen = [str(li["data-code"]) for li in display.select(".tv-line li[data-code]")]
        on_phone = {}
        for number, address in phones.items():
            before = BeautifulSoup(public.get(address).text, "html.parser").select_one("[data-before]")
            if before:
                on_phone[int(str(before["data-before"]))] = number
        assert at_desk == on_screen == [on_phone[n] for n in sorted(on_phone)] == wanted
        called = wanted.pop(0)
        assert hall.post(f"{QUEUE}/next").status_code == 303
        assert words(public.get(DISPLAY).text, ".tv-call").split()[0] == called
        assert "Quầy 1" in words(public.get(phones[called]).text, "#hall")
        assert move(hall, app, called, "leave") == 303


def test_the_hall_shows_no_ground_no_kind_and_no_need(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall, ground="disabled", language="sign", kind="complaint")
    assert "khuyết tật" in hall.get(QUEUE).text, "the desk sees it"
    hall.post(f"{QUEUE}/next")
    public = app.test_client()
    for page in (public.get(DISPLAY).text, public.get(phone_of(app, number)).text):
        for word in ("khuyết tật", "disabled", "Khiếu nại", "complaint", "ký hiệu", "sign"):
            assert word not in page


def test_an_unchanged_page_answers_304_and_a_changed_one_anew(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall)
    public, headers = app.test_client(), {"HX-Request": "true"}
    for address in (DISPLAY, phone_of(app, number)):
        first = public.get(address, headers=headers)
        known = headers | {"If-None-Match": first.headers["ETag"]}
        assert public.get(address, headers=known).status_code == 304
        give(hall, ground="elderly")
        assert public.get(address, headers=known).status_code == 200


def test_the_phone_page_says_when_it_knows_too_little(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall)
    page = app.test_client().get(phone_of(app, number)).text
    assert "chưa đủ dữ liệu" in page
    assert '<meta http-equiv="refresh"' in page, "without scripts it reloads by itself"


def test_links_of_nothing_and_of_yesterday(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall)
    public, address = app.test_client(), phone_of(app, number)
    for unknown in ("x", "x" * 500, "%F0%9F%98%80"):
        assert public.get(f"/p/a-comm/reception/queue/{unknown}").status_code == 404
    assert public.get(address.replace("a-comm", "b-comm")).status_code == 404, "another tenant knows it not"
    with clock.freeze(NOON + timedelta(days=1)):
        assert public.get(address).status_code == 404
    assert public.get(address).status_code == 200


def test_a_slip_printed_again_ends_the_old_link(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall)
    public, old = app.test_client(), phone_of(app, number)
    assert public.get(old).status_code == 200
    row = row_of(app, number)
    assert hall.post(f"{QUEUE}/tickets/{row.public_id}/slip").status_code == 200
    assert public.get(old).status_code == 404


def test_what_cannot_be_done_is_said_on_the_desk(hall: FlaskClient, app: Flask) -> None:
    answer = hall.post(f"{QUEUE}/next")
    assert (answer.status_code, answer.mimetype) == (409, "text/html")
    number, _address = give(hall)
    assert move(hall, app, number, "finish") == 409
    assert move(hall, app, number, "") == move(hall, app, number, "burn") == 422
    assert hall.post(f"{QUEUE}/seat", data={"counter": "nirgends"}).status_code == 422
    odd = hall.post(f"{QUEUE}/tickets/new", data={"serves": "Nơi không có", "ground": "vip"})
    assert odd.status_code == 422


def test_a_counter_is_made_and_changed(desk: FlaskClient, app: Flask, world: World) -> None:
    sent = {"place": world.id_of("a-comm", "place"), "name": "Quầy 7", "serves": LAND, "active": "y"}
    assert desk.post("/t/a-comm/reception/counters/new", data=sent).status_code == 303
    row = stored(app, "reception_counter", "a-comm")[-1]
    assert (row.name, row.serves, row.active) == ("Quầy 7", LAND, True)
    url = f"/t/a-comm/reception/counters/{row.public_id}"
    assert desk.post(url, data=sent | {"name": "Quầy 8", "active": ""}).status_code == 303
    row = stored(app, "reception_counter", "a-comm")[-1]
    assert (row.name, row.active) == ("Quầy 8", False)
    for change in ({"name": ""}, {"serves": ""}, {"place": "nirgends"}, {"name": "x" * 61}):
        assert desk.post(url, data=sent | change).status_code == 422
    assert desk.get(f"/t/a-comm/reception/counters/{world.id_of('b-comm', 'counter')}").status_code == 404


def test_others_may_not(refused: Callable[..., dict[str, int]], world: World) -> None:
    ticket = world.id_of("a-comm", "ticket")
    for method, path in (
        ("GET", ""),
        ("POST", "/next"),
        ("POST", "/seat"),
        ("GET", "/tickets/new"),
        ("POST", f"/tickets/{ticket}/move"),
        ("POST", f"/tickets/{ticket}/slip"),
        ("GET", f"/tickets/{ticket}"),
    ):
        assert refused(method, QUEUE + path) == NOT_THEIRS


def test_a_reader_sees_the_desk_without_the_hall(reader: FlaskClient) -> None:
    assert reader.get(QUEUE).status_code == 403
    assert 'id="queue"' not in reader.get("/t/a-comm/reception/").text


def test_the_slip_link_is_long_and_random(hall: FlaskClient, app: Flask) -> None:
    number, _address = give(hall)
    tokens = {phone_of(app, number).rsplit("/", 1)[1] for _turn in range(20)}
    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)
