"""Calls for help from the desk to the police and back, through the outbox, without either requiring the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.jobs import switch_off, work_all
from core.testing.rows import stored
from core.testing.world import World, log_client_in

Login = Callable[[str], FlaskClient]
ALARM, POLICE = "/t/a-comm/reception/alarm", "/t/a-comm/police/"


@pytest.fixture
def desk(login: Login, world: World) -> FlaskClient:
    return login(world.login("a-comm", "reception_officer"))


@pytest.fixture
def police(login: Login, world: World) -> FlaskClient:
    return login(world.login("a-comm", "police_officer"))


def newest(app: Flask, table: str) -> str:
    return str(stored(app, table, "a-comm")[-1].public_id)


def raised(app: Flask, desk: FlaskClient) -> tuple[str, str]:
    """(alarm, call) after the outbox was worked."""
    for row in stored(app, "reception_alarm", "a-comm"):
        desk.post(f"{ALARM}/{row.public_id}/stop", data={"ending": "drill"})
    assert desk.post(ALARM).status_code == 303
    work_all(app)
    return newest(app, "reception_alarm"), newest(app, "police_call")


def test_a_call_reaches_the_police_with_place_and_time_only(app: Flask, desk: FlaskClient, police: FlaskClient) -> None:
    alarm, call = raised(app, desk)
    row = stored(app, "police_call", "a-comm")[-1]
    assert row.source_ref == f"reception:alarm:{alarm}"
    assert row.place_ref.startswith("reception:place:")
    page = police.get(POLICE).text
    assert f'data-alarm-open="{call}"' in page
    place = next(p.name for p in stored(app, "reception_place", "a-comm"))
    assert place in page
    assert "CANARY-A-people" not in page
    assert {n.subject for n in stored(app, "core_notice", "a-comm") if n.key == "police.called"} >= {
        f"police:call:{call}"
    }


def test_who_comes_from_the_police_is_shown_at_every_desk(
    app: Flask, desk: FlaskClient, police: FlaskClient, world: World
) -> None:
    alarm, call = raised(app, desk)
    assert "chưa có ai nhận" in desk.get("/t/a-comm/reception/visits").text.lower()
    for _twice in range(2):
        assert police.post(f"{POLICE}calls/{call}/accept").status_code == 303
        work_all(app)
    for page in ("/t/a-comm/reception/", "/t/a-comm/reception/visits", "/t/a-comm/reception/visits/new"):
        text = desk.get(page).text
        assert f'data-alarm-open="{alarm}"' in text
        assert text.count("CANARY-A-police_officer đang đến") == 1
    assert len(stored(app, "reception_alarm", "a-comm")[-1].answers) == 1


def test_who_comes_from_another_desk_is_shown_to_the_police(app: Flask, desk: FlaskClient, police: FlaskClient) -> None:
    alarm, _call = raised(app, desk)
    assert desk.post(f"{ALARM}/{alarm}/accept").status_code == 303
    work_all(app)
    assert "CANARY-A-reception_officer đang đến" in police.get(POLICE).text


def test_stopped_at_the_desk_it_is_over_everywhere(app: Flask, desk: FlaskClient, police: FlaskClient) -> None:
    alarm, call = raised(app, desk)
    for wrong in ("", "vì ông ấy la hét"):
        assert desk.post(f"{ALARM}/{alarm}/stop", data={"ending": wrong}).status_code == 422
    assert desk.post(f"{ALARM}/{alarm}/stop", data={"ending": "handled"}).status_code == 303
    work_all(app)
    assert f'data-alarm-open="{alarm}"' not in desk.get("/t/a-comm/reception/").text
    assert f'data-alarm-open="{call}"' not in police.get(POLICE).text
    assert police.post(f"{POLICE}calls/{call}/accept").status_code == 409
    assert desk.post(f"{ALARM}/{alarm}/accept").status_code == 409


def test_pressed_again_while_open_it_is_the_same_call(app: Flask, desk: FlaskClient) -> None:
    raised(app, desk)
    before = len(stored(app, "reception_alarm", "a-comm"))
    assert desk.post(ALARM).status_code == 303
    assert len(stored(app, "reception_alarm", "a-comm")) == before


def test_a_reader_sees_the_call_and_cannot_raise_or_stop_one(
    app: Flask, desk: FlaskClient, login: Login, world: World
) -> None:
    alarm, _call = raised(app, desk)
    reader = login(world.login("a-comm", "reception_reader"))
    assert f'data-alarm-open="{alarm}"' in reader.get("/t/a-comm/reception/visits").text
    assert reader.post(ALARM).status_code == reader.post(f"{ALARM}/{alarm}/stop").status_code == 403


def test_inside_a_page_only_the_banner_is_answered(app: Flask, desk: FlaskClient) -> None:
    for row in stored(app, "reception_alarm", "a-comm"):
        desk.post(f"{ALARM}/{row.public_id}/stop", data={"ending": "drill"})
    answer = desk.post(ALARM, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="alarm"')
    assert "<html" not in answer.text


def test_without_the_police_the_desk_still_calls(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, world = make_app("sqlite", csrf=False)
    switch_off(app, "a-comm", "police")
    desk = log_client_in(app, world.login("a-comm", "reception_officer"))
    before = len(stored(app, "police_call", "a-comm"))
    assert desk.post(ALARM).status_code == 303
    work_all(app)
    assert 'data-alarm-open="' in desk.get("/t/a-comm/reception/").text
    assert len(stored(app, "police_call", "a-comm")) == before


def test_without_the_desk_the_police_still_see_their_page(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, world = make_app("sqlite", csrf=False)
    for plugin in ("petitions", "reception"):
        switch_off(app, "a-comm", plugin)
    police = log_client_in(app, world.login("a-comm", "police_officer"))
    page = police.get(POLICE)
    assert page.status_code == 200
    assert "nơi tiếp công dân" in page.text.lower()
