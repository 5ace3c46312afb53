"""Two at once: one decides, the other is told; nothing is done twice. And pages ask alike for few rows and many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.api import Refused, clock, db
from core.testing.rows import acting
from core.testing.rows import stored as rows
from core.testing.world import World, log_client_in, scope_of
from plugins.petitions.inputs import Classification, Proposal
from plugins.petitions.models import Petition, Task
from plugins.petitions.services import cases, classify, decide, moves, register, transfers
from plugins.petitions.services.classify import conditions_of
from plugins.petitions.services.decide import Decision
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.conftest import NOON
from plugins.petitions.tests.factories import petition_input, with_all_rights
from plugins.petitions.tests.test_flow import LIST
from tests.architecture.test_statement_count import MOST, counting

A = "a-comm"
MakeApp = Callable[..., tuple[Flask, World]]


@pytest.fixture
def app(make_app: MakeApp, engine_name: str) -> Flask:
    return make_app(engine_name, csrf=False)[0]


def proposed(app: Flask) -> tuple[str, int]:
    """(petition, version) of a complaint whose acceptance is proposed."""
    with app.app_context(), clock.freeze(NOON):
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = register.register_petition(scope, petition_input())
            answers = {row.id: True for row in conditions_of("complaint", petition.received_on)}
            found = Classification("complaint", "mine", "commune_staff", answers=answers)
            classify.classify(scope, petition.public_id, found, seen=None)
            decide.propose(scope, petition.public_id, Proposal("accept", "Đủ điều kiện"), seen=None)
            return petition.public_id, petition.version


def at_once(app: Flask, act: Callable[[Any], Any], times: int = 2) -> list[str]:
    """What became of the same act, tried by several at the same moment."""
    barrier, found = threading.Barrier(times), []

    def one() -> None:
        with app.app_context(), clock.freeze(NOON):
            scope = with_all_rights(scope_of(A))
            barrier.wait()
            try:
                with acting(app, scope, writes=True):
                    act(scope)
                found.append("done")
            except Refused as error:
                found.append(str(error))

    threads = [threading.Thread(target=one) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_two_heads_decide_once(app: Flask) -> None:
    public_id, version = proposed(app)
    before = len(rows(app, "petitions_case", A))
    agree = Decision(agree=True, on=NOON.date())
    found = at_once(app, lambda scope: decide.decide(scope, public_id, agree, seen=version))
    assert found == ["done", "stale"]
    assert len(rows(app, "petitions_case", A)) == before + 1


def test_a_transfer_is_noted_once(app: Flask) -> None:
    with app.app_context(), clock.freeze(NOON):
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = register.register_petition(scope, petition_input())
            petition.state = "transferred"
            public_id = petition.public_id

    def note(scope: Any) -> None:
        from plugins.petitions.queries import petitions as queries

        found = queries.get_petition(scope, public_id, to_change=True)
        transfers.note_transfer(scope, found, "Phòng Kinh tế", Why(NOON.date(), paper_no="1"))

    assert at_once(app, note, 3) == ["done", "transferred_before", "transferred_before"]


def test_pages_ask_alike_for_three_and_three_hundred_rows(make_app: MakeApp) -> None:
    """List, work lists, search, petition, case and questions of a unit: at most 12 statements, none per row."""
    app, world = make_app("sqlite", csrf=False)
    officer = log_client_in(app, world.login(A, "petitions_officer"))
    member = log_client_in(app, world.login(A, "petitions_unit"))
    with app.app_context(), clock.freeze(NOON), acting(app, scope_of(A), writes=True):
        scope = with_all_rights(scope_of(A))
        petition = register.register_petition(scope, petition_input())
        for step in ("classify", "propose", "accept"):
            moves.move_petition(scope, petition, step, Why(NOON.date()))
        case = cases.open_case(scope, petition, Why(NOON.date()))
        key, case_id, public_id = petition.id, case.id, petition.public_id
    role = next(row.id for row in rows(app, "core_role", A) if row.key == "petitions_unit")
    unit = next(row.unit_id for row in rows(app, "core_post", A) if row.role_id == role)

    def filled(number: int) -> None:
        with app.app_context(), clock.freeze(NOON):
            scope = with_all_rights(scope_of(A))
            with acting(app, scope, writes=True):
                for place in range(number):
                    register.register_petition(scope, petition_input(summary=f"Thu hồi đất làm đường {place}"))
                    question = {"unit_id": unit, "question": f"Đo lại thửa {place}", "given_on": NOON.date()}
                    db.session.add(Task(petition_id=key, case_id=case_id, due_on=NOON.date(), **question))

    def asked(client: FlaskClient, path: str) -> int:
        with counting(app) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    work = [f"{LIST}?work={name}" for name in ("mine", "unit", "week", "overdue")]
    more = (f"{LIST}?q=thu+hoi", f"{LIST}?state=received", "/t/a-comm/search?q=thu+hoi+dat")
    paths = [(officer, path) for path in (LIST, *work, *more, f"{LIST}/{public_id}", f"{LIST}/{public_id}/case")]
    paths.append((member, "/t/a-comm/petitions/tasks"))
    filled(3)
    few = {path: asked(client, path) for client, path in paths}
    filled(300)
    many = {path: asked(client, path) for client, path in paths}
    grown = {path: (few[path], many[path]) for path in few if many[path] > few[path]}
    assert not grown
    assert max(many.values()) <= MOST, many
    with app.app_context(), acting(app, scope_of(A)):
        assert db.session.scalar(select(func.count(Petition.id))) > 300
    assert "Đo lại thửa 150" in member.get("/t/a-comm/petitions/tasks").text
