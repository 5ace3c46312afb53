"""Places and weekly hours: edited by the office, read by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from core.testing.world import World
from plugins.reception.tests.typed import NOT_THEIRS, errors_of, values_of

LIST = "/t/a-comm/reception/places"
PUBLIC = "/p/a-comm/reception/"
PLACE = {
    "name": "Trụ sở tiếp công dân",
    "address": "Thôn 9",
    "phone": "0260 000 000",
    "access": "Có lối cho xe lăn",
    "am_opens_0": "07:30",
    "am_closes_0": "11h00",
    "pm_opens_0": "13:30",
    "pm_closes_0": "17:00",
}


def places(app: Flask) -> list[str]:
    return [row.name for row in stored(app, "reception_place", "a-comm")]


def test_a_place_is_made_and_the_public_reads_it_without_an_account(desk: FlaskClient, app: Flask) -> None:
    before = places(app)
    answer = desk.post(f"{LIST}/new", data=PLACE)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    assert places(app) == [*before, "Trụ sở tiếp công dân"]
    assert "07:30" in desk.get(LIST).text
    stranger = app.test_client()
    page = stranger.get(PUBLIC)
    assert page.status_code == 200
    text = BeautifulSoup(page.text, "html.parser").get_text(" ", strip=True)
    for wanted in ("Trụ sở tiếp công dân", "Thôn 9", "07:30", "11:00", "13:30", "17:00", "Có lối cho xe lăn"):
        assert wanted in text
    assert "<script" not in page.text
    assert "Set-Cookie" not in page.headers or "_user_id" not in page.headers["Set-Cookie"]


def test_a_place_is_changed(desk: FlaskClient, app: Flask, world: World) -> None:
    url = f"{LIST}/{world.id_of('a-comm', 'place')}"
    typed = values_of(desk.get(url).text)
    assert (typed["am_opens_0"], typed["am_closes_0"], typed["pm_opens_0"]) == ("07:30", "11:30", "")
    assert desk.post(url, data=PLACE | {"am_opens_0": "08:00", "broken": "keep"}).status_code == 303
    hours = [(row.weekday, row.opens, row.closes) for row in stored(app, "reception_opening", "a-comm")]
    assert hours == [(0, 480, 660), (0, 810, 1020)]
    assert values_of(desk.get(url).text)["pm_closes_0"] == "17:00"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_others_may_not(refused: Callable[..., dict[str, int]], world: World, method: str) -> None:
    for url in (f"{LIST}/new", f"{LIST}/{world.id_of('a-comm', 'place')}"):
        assert refused(method, url, PLACE) == NOT_THEIRS


def test_a_reader_may_not(reader: FlaskClient) -> None:
    assert reader.get(LIST).status_code == reader.post(f"{LIST}/new", data=PLACE).status_code == 403


def test_wrong_id(desk: FlaskClient, world: World) -> None:
    for unknown in ("nirgends", world.id_of("b-comm", "place")):
        assert (
            desk.get(f"{LIST}/{unknown}").status_code == desk.post(f"{LIST}/{unknown}", data=PLACE).status_code == 404
        )


def test_wrong_method(desk: FlaskClient) -> None:
    assert desk.post(LIST).status_code == desk.delete(f"{LIST}/new").status_code == 405


@pytest.mark.parametrize("tenant", ["nirgends", "A-COMM", "%FF", "a-comm%00"])
def test_the_public_page_of_no_tenant(app: Flask, tenant: str) -> None:
    assert app.test_client().get(f"/p/{tenant}/reception/").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"address": ""},
        {"name": "x" * 201},
        {"am_closes_0": ""},
        {"am_opens_0": "25:00"},
        {"am_opens_0": "acht"},
        {"am_opens_0": "11:00", "am_closes_0": "07:30"},
        {"am_opens_0": "٠٧:٣٠"},
    ],
)
def test_wrong_input_loses_nothing(desk: FlaskClient, app: Flask, changes: dict[str, str]) -> None:
    before, sent = places(app), PLACE | changes
    answer = desk.post(f"{LIST}/new", data=sent)
    assert answer.status_code == 422
    assert errors_of(answer.text) or 'role="alert"' in answer.text
    typed = values_of(answer.text)
    assert {name: typed[name] for name in sent} == sent
    assert places(app) == before
