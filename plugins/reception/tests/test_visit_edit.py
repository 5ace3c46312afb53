"""Correcting a visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from core.testing.world import World
from plugins.reception.tests.typed import NOT_THEIRS, errors_of, values_of, visit_form

NEW = "/t/a-comm/reception/visits/new"


@pytest.fixture
def place(desk: FlaskClient) -> str:
    """The address of a visit just registered."""
    return str(desk.post(NEW, data=visit_form(note="lần đầu")).headers["Location"])


def change(**changes: str) -> dict[str, str]:
    return visit_form(**({"reason": "Ghi nhầm"} | changes))


def test_works(desk: FlaskClient, app: Flask, place: str) -> None:
    number = stored(app, "reception_visit", "a-comm")[-1].number
    typed = values_of(desk.get(f"{place}/edit").text)
    assert (typed["summary"], typed["people-0-name"], typed["note"]) == (
        "Thu hồi đất làm đường",
        "Nguyễn Đức An",
        "lần đầu",
    )
    answer = desk.post(f"{place}/edit", data=change(people__0__name="Nguyễn Đức Anh", headcount="2"))
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    row = stored(app, "reception_visit", "a-comm")[-1]
    assert (row.number, row.headcount) == (number, 2)
    words = {word.strip("'") for word in stored(app, "core_search_entry", "a-comm")[-1].tokens.split()}
    assert {word.split("-", 2)[-1] for word in words if "=" not in word} >= {"nguyen", "duc", "anh", "dak", "pne"}
    page = desk.get(place).text
    assert "Ghi nhầm" in page
    assert "Nguyễn Đức Anh" in page
    kept = stored(app, "reception_visit_change", "a-comm")[-1].fields
    assert kept == [{"name": "headcount", "old": "1", "new": "2"}, {"name": "note"}, {"name": "people"}]


def test_what_the_form_shows_can_be_sent_back(desk: FlaskClient, app: Flask, place: str) -> None:
    typed = values_of(desk.get(f"{place}/edit").text)
    before = stored(app, "reception_visit", "a-comm")[-1]
    assert desk.post(f"{place}/edit", data=typed | {"reason": "x"}).status_code == 303
    assert stored(app, "reception_visit", "a-comm")[-1] == before
    assert stored(app, "reception_visit_change", "a-comm")[-1].fields == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_others_may_not(refused: Callable[..., dict[str, int]], place: str, method: str) -> None:
    assert refused(method, f"{place}/edit", change()) == NOT_THEIRS


def test_a_reader_may_not(reader: FlaskClient, place: str) -> None:
    assert reader.get(f"{place}/edit").status_code == reader.post(f"{place}/edit", data=change()).status_code == 403


def test_wrong_id(desk: FlaskClient, world: World) -> None:
    for unknown in ("nirgends", world.id_of("b-comm", "visit")):
        url = f"/t/a-comm/reception/visits/{unknown}/edit"
        assert desk.get(url).status_code == desk.post(url, data=change()).status_code == 404


def test_wrong_method(desk: FlaskClient, place: str) -> None:
    assert desk.delete(f"{place}/edit").status_code == desk.delete(place).status_code == 405


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"received_on": "2025-11-23"}, "received_on"),
        ({"summary": ""}, "summary"),
        ({"headcount": "-1"}, "headcount"),
    ],
)
def test_wrong_input(desk: FlaskClient, app: Flask, place: str, changes: dict[str, str], wrong: str) -> None:
    before = stored(app, "reception_visit", "a-comm")
    answer = desk.post(f"{place}/edit", data=change(**changes))
    assert (answer.status_code, set(errors_of(answer.text))) == (422, {wrong})
    assert stored(app, "reception_visit", "a-comm") == before
