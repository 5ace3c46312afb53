"""Two at once: one decides, the other is told; nothing is done twice. And pages ask alike for few rows and many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.api import Refused, clock, db
from core.testing.rows import acting
from core.testing.rows import stored as rows
from core.testing.world import World, log_client_in, scope_of
from plugins.petitions.inputs import Classification, Proposal
from plugins.petitions.models import Petition
from plugins.petitions.services import classify, decide, register, transfers
from plugins.petitions.services.classify import conditions_of
from plugins.petitions.services.decide import Decision
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.conftest import NOON
from plugins.petitions.tests.factories import petition_input, with_all_rights
from plugins.petitions.tests.test_flow import LIST
from tests.architecture.test_statement_count import counting

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


def test_the_list_asks_alike_for_three_and_three_hundred_rows(make_app: MakeApp) -> None:
    app, world = make_app("sqlite", csrf=False)
    client = log_client_in(app, world.login(A, "petitions_officer"))

    def filled(number: int) -> None:
        with app.app_context(), clock.freeze(NOON):
            scope = with_all_rights(scope_of(A))
            with acting(app, scope, writes=True):
                for place in range(number):
                    register.register_petition(scope, petition_input(summary=f"Thu hồi đất làm đường {place}"))

    def asked(path: str) -> int:
        with counting(app) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    filled(3)
    paths = (LIST, f"{LIST}?work=overdue", f"{LIST}?q=thu+hoi", f"{LIST}?state=received")
    few = {path: asked(path) for path in paths}
    filled(300)
    assert {path: asked(path) for path in paths} == few
    assert max(few.values()) <= 12
    with app.app_context(), acting(app, scope_of(A)):
        assert db.session.scalar(select(func.count(Petition.id))) > 300
