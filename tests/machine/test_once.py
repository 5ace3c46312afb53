"""A change happens once, however often it is sent (promise P34)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from core import clock
from core.machine.operations import REPLAYED
from core.testing.machine import Program, give
from core.testing.rows import stored
from core.testing.world import World
from tests.machine.conftest import VISITS, visit

KEY = "one-and-only-key"


def test_twenty_at_once_make_one_visit(engine_name: str, app: Flask, world: World) -> None:
    token = give(app, "a-comm", world.login("a-comm", "reception_officer"))
    start = Barrier(20)

    def send(_turn: int) -> tuple[int, str, str]:
        program = Program(app, token)
        start.wait()
        answer = program.post(VISITS, visit(), KEY)
        return answer.status_code, answer.text, answer.headers[REPLAYED]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {(code, body) for code, body, _replayed in answers} == {answers[0][:2]}
    assert answers[0][0] == 201
    assert sorted(replayed for _code, _body, replayed in answers) == ["false"] + ["true"] * 19
    assert len(stored(app, "reception_visit", "a-comm")) == 2  # one was there
    events = [row for row in stored(app, "core_audit", "a-comm") if row.event == "reception.visit_registered"]
    assert len(events) == 2


def test_another_body_under_the_same_key_is_refused(app: Flask, officer: Program) -> None:
    assert officer.post(VISITS, visit(), KEY).status_code == 201
    other = officer.post(VISITS, visit(note="khác"), KEY)
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json["detail"]
    assert len(stored(app, "reception_visit", "a-comm")) == 2


def test_another_address_under_the_same_key_is_refused(officer: Program) -> None:
    path = officer.post(VISITS, visit()).json["url"]
    assert officer.post(f"{path}/answer", {"result": "xong"}, KEY).status_code == 200
    assert officer.post(f"{path}/corrections", {"result": "xong"}, KEY).status_code == 422


def test_keys_of_two_tokens_do_not_meet(app: Flask, world: World) -> None:
    for _turn in range(2):
        token = give(app, "a-comm", world.login("a-comm", "reception_officer"))
        assert Program(app, token).post(VISITS, visit(), KEY).headers[REPLAYED] == "false"


def test_a_refusal_leaves_the_key_free(officer: Program) -> None:
    assert officer.post(VISITS, visit(summary=""), KEY).status_code == 422
    assert officer.post(VISITS, visit(), KEY).status_code == 201


def test_after_a_day_the_key_is_forgotten(app: Flask, officer: Program) -> None:
    first = officer.post(VISITS, visit(), KEY)
    with clock.freeze(clock.now() + timedelta(hours=23, minutes=59)):
        assert officer.post(VISITS, visit(), KEY).json == first.json
    with clock.freeze(clock.now() + timedelta(hours=24, minutes=1)):
        assert officer.post(VISITS, visit(), KEY).json["number"] == 3


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with blank here", "dấu-tiếng-việt"])
def test_a_change_without_a_good_key_is_refused(officer: Program, key: str) -> None:
    headers = officer.headers | ({"Idempotency-Key": key} if key else {})
    answer = officer.client.post(VISITS, json=visit(), headers=headers)
    assert (answer.status_code, "Idempotency-Key" in answer.json["detail"]) == (400, True)


def test_what_is_kept_names_nobody(app: Flask, officer: Program) -> None:
    officer.post(VISITS, visit(), KEY)
    kept = repr(stored(app, "core_idempotency", "a-comm"))
    assert KEY in kept
    assert "Bình" not in kept
    assert "Đền bù" not in kept
