"""Noting that a citizen got the answer (RC-13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from core.testing.world import World
from plugins.reception.tests.typed import NOT_THEIRS, errors_of, visit_form

NEW = "/t/a-comm/reception/visits/new"
TOLD = {"result": "Đã trả lời bằng văn bản số 45"}


@pytest.fixture
def place(desk: FlaskClient) -> str:
    """The address of a visit whose answer is owed."""
    return str(desk.post(NEW, data=visit_form()).headers["Location"])


def owed(app: Flask) -> int:
    rows = stored(app, "core_metric", "a-comm")
    return next(row.value for row in rows if (row.period, row.name) == ("2026-11", "owed"))


def test_works(desk: FlaskClient, app: Flask, place: str) -> None:
    before = owed(app)
    assert "07/12/2026" in desk.get(place).text
    answer = desk.post(f"{place}/answer", data=TOLD)
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    row = stored(app, "reception_visit", "a-comm")[-1]
    assert (row.answered, row.result) == (True, TOLD["result"])
    assert owed(app) == before - 1
    assert TOLD["result"] in desk.get(place).text


def test_the_page_tells_how_the_day_was_counted(desk: FlaskClient) -> None:
    place = desk.post(NEW, data=visit_form(received_on="2026-11-16")).headers["Location"]
    text = BeautifulSoup(desk.get(place).text, "html.parser").get_text(" ", strip=True)
    assert "30/11/2026" in text, "10 working days after 16 November"
    assert "16/11/2026" in text
    assert "Chủ nhật" in text


def test_a_second_answer_is_refused_with_a_sentence(desk: FlaskClient, app: Flask, place: str) -> None:
    desk.post(f"{place}/answer", data=TOLD)
    for second in ({"result": "khác"}, {}):
        answer = desk.post(f"{place}/answer", data=second)
        assert (answer.status_code, "đã ghi việc trả lời" in answer.text) == (409, True)
    assert stored(app, "reception_visit", "a-comm")[-1].result == TOLD["result"]


def test_others_may_not(refused: Callable[..., dict[str, int]], app: Flask, place: str) -> None:
    assert refused("POST", f"{place}/answer", TOLD) == NOT_THEIRS
    assert not stored(app, "reception_visit", "a-comm")[-1].answered


def test_a_reader_may_not(reader: FlaskClient, place: str) -> None:
    assert reader.post(f"{place}/answer", data=TOLD).status_code == 403


def test_wrong_id(desk: FlaskClient, world: World) -> None:
    for unknown in ("nirgends", world.id_of("b-comm", "visit")):
        assert desk.post(f"/t/a-comm/reception/visits/{unknown}/answer", data=TOLD).status_code == 404


def test_wrong_method(desk: FlaskClient, place: str) -> None:
    assert desk.get(f"{place}/answer").status_code == 405


@pytest.mark.parametrize("typed", ["", "   ", "x" * 1001])
def test_wrong_input(desk: FlaskClient, app: Flask, place: str, typed: str) -> None:
    answer = desk.post(f"{place}/answer", data={"result": typed})
    assert (answer.status_code, list(errors_of(answer.text))) == (422, ["result"])
    assert not stored(app, "reception_visit", "a-comm")[-1].answered
