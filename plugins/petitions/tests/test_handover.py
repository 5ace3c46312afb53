"""Petitions between tenants: copies with provenance, a two-sided clock, coming back; nothing of a denouncer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from core.api import Refused, accept_letter, clock, enqueue, get_letter, officials_of, refuse_letter, send_letter
from core.jobs.work import drain
from core.testing.rows import acting
from core.testing.rows import stored as rows
from core.testing.world import World, scope_of
from plugins.petitions.inputs import PetitionInput
from plugins.petitions.letters import KINDS
from plugins.petitions.models import Transfer
from plugins.petitions.queries import links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import cases, register, screens, transfers
from plugins.petitions.services.handover import dispatch
from plugins.petitions.services.moves import Why, move_petition
from plugins.petitions.tests.conftest import NOON, Login
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from plugins.petitions.tests.test_hidden import accused_with_every_right
from tests.isolation.routes import DOT

A, B = "a-comm", "b-comm"
MakeApp = Callable[..., tuple[Flask, World]]


@pytest.fixture
def app(make_app: MakeApp, engine_name: str, still: None) -> Flask:
    return make_app(engine_name, csrf=False)[0]


def carried(app: Flask) -> None:
    """All letters and answers that are on their way arrive."""
    with app.app_context():
        drain(app)


def sent(app: Flask, values: PetitionInput) -> tuple[str, str]:
    """(petition, letter) of a transfer from A to B."""
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = register.register_petition(scope, values)
            petition.state = "transferred"
            transfers.note_transfer(scope, petition, "x", Why(petition.received_on, paper_no="12/UBND"))
            public_id = petition.public_id
            letter = dispatch(scope, public_id, B, KINDS, seen=None).letter_id
            assert dispatch(scope, public_id, B, KINDS, seen=None).letter_id == letter, "sent twice is sent once"
    carried(app)
    return public_id, letter


def does(app: Flask, tenant: str, act: Callable[..., Any], *args: object) -> Any:
    with app.app_context():
        scope = with_all_rights(scope_of(tenant))
        with acting(app, scope, writes=True):
            return act(scope, *args)


def transfer_of(app: Flask, public_id: str) -> tuple[str, Transfer]:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope):
            petition = queries.get_petition(scope, public_id)
            return petition.state, links.list_transfers(scope, petition)[-1]


def test_the_receiver_takes_it_over_and_the_receipt_comes_back(app: Flask) -> None:
    public_id, letter = sent(app, petition_input())
    does(app, B, accept_letter, letter)
    carried(app)
    copy = next(row for row in rows(app, "petitions_petition", B) if row.source == "transfer")
    assert (copy.source_ref, copy.summary, str(copy.received_on)) == (
        f"core:letter:{letter}",
        petition_input().summary,
        "2026-11-23",
    )
    clocks = [row for row in rows(app, "petitions_clock", B) if row.petition_id == copy.id]
    assert [str(row.started_on) for row in clocks] == ["2026-11-23"], "the receiver's clock starts on its receipt"
    names = [row.name for row in rows(app, "petitions_party", B) if row.petition_id == copy.id]
    assert names == ["Nguyễn Đức An"]
    state, transfer = transfer_of(app, public_id)
    assert (state, transfer.state, transfer.receipt_no) == ("transferred", "received", f"{copy.number}/{copy.year}")


def test_a_refused_letter_brings_the_petition_back(app: Flask) -> None:
    public_id, letter = sent(app, petition_input())
    does(app, B, refuse_letter, letter, "Không thuộc thẩm quyền")
    carried(app)
    state, transfer = transfer_of(app, public_id)
    assert (state, transfer.state, transfer.live) == ("classified", "refused", None)


def test_a_denunciation_travels_without_anybody(app: Flask) -> None:
    _public_id, letter = sent(app, denunciation_input())
    payload = next(row for row in rows(app, "core_letter", B) if row.public_id == letter).payload
    assert "Nguyễn" not in str(payload)
    assert '"people": []' in str(payload).replace("'", '"')
    assert "PB-01" in str(payload), "the number of the envelope travels; the envelope goes by hand"
    does(app, B, accept_letter, letter)
    carried(app)
    copy = next(row for row in rows(app, "petitions_petition", B) if row.source == "transfer")
    assert (copy.kind, copy.envelope_no) == ("denunciation", "PB-01")
    assert not [row for row in rows(app, "petitions_party", B) if row.petition_id == copy.id]


def test_scans_go_along_as_copies_for_those_who_may_see_who_petitioned(app: Flask, world: World, login: Login) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            public_id = register.register_petition(scope, petition_input()).public_id
    officer = login(world.login(A, "petitions_officer"))
    url = f"/t/{A}/petitions/petitions/{public_id}"
    answer = officer.post(f"{url}/scans", data={"file": (BytesIO(DOT), "so-do.png")})
    assert answer.status_code == 303, answer.text[-500:]
    assert officer.post(f"{url}/scans", data={"file": (BytesIO(b"x"), "so-do.png")}).status_code == 422
    assert "so-do.png" in officer.get(url).text
    mine = re.findall(rf'href="(/t/{A}/files/[^"]+)"', officer.get(url).text)[0]
    for who, status in (("petitions_officer", 302), ("petitions_reader", 403), ("petitions_denunciations", 403)):
        assert login(world.login(A, who)).get(mine).status_code in (status, status + 1), who
        assert ("so-do.png" in login(world.login(A, who)).get(url).text) == (status == 302)

    def send(scope: Any) -> str:
        petition = queries.get_petition(scope, public_id, to_change=True)
        petition.state = "transferred"
        transfers.note_transfer(scope, petition, "x", Why(petition.received_on, paper_no="12/UBND"))
        return dispatch(scope, public_id, B, KINDS, seen=None).letter_id

    letter = does(app, A, send)
    carried(app)
    custodian = login(world.login(A, "petitions_denunciations"))
    assert "so-do.png" not in custodian.get(f"/t/{A}/letters/{letter}").text, "opens the letter, sees no one"
    does(app, B, accept_letter, letter)
    copy = next(row for row in rows(app, "petitions_petition", B) if row.source == "transfer")
    there = [row for row in rows(app, "core_file", B) if row.subject == f"petitions:petition:{copy.public_id}"]
    own = [row for row in rows(app, "core_file", A) if row.subject == f"petitions:petition:{public_id}"]
    assert [row.sha256 for row in there] == [row.sha256 for row in own] != []
    assert {row.public_id for row in there}.isdisjoint(row.public_id for row in own), "copies, never the same file"
    removed = officer.post(f"{url}/scans/remove", data={"scan": own[0].public_id})
    assert removed.status_code == 303
    assert "so-do.png" not in officer.get(url).text


def test_a_letter_that_nobody_answers_comes_back(app: Flask) -> None:
    public_id, _letter = sent(app, petition_input())
    with clock.freeze(NOON + timedelta(days=20)), app.app_context():
        for tenant in (A, B):
            does(app, tenant, lambda scope: enqueue(scope, "core", "core.letter_watch", {}, dedupe="test"))
        drain(app)
        state, transfer = transfer_of(app, public_id)
    assert (state, transfer.state, transfer.live) == ("classified", "returned", None)


def test_the_result_is_reported_back_to_whoever_passed_it_on(app: Flask, world: World, login: Login) -> None:
    public_id, letter = sent(app, petition_input())
    does(app, B, accept_letter, letter)
    carried(app)
    copy = next(row for row in rows(app, "petitions_petition", B) if row.source == "transfer").public_id
    officer = login(world.login(B, "petitions_officer"))
    url = f"/t/{B}/petitions/petitions/{copy}"
    told = {"on": "23/11/2026", "paper_no": "31/UBND", "text": "Đã giải quyết: khiếu nại đúng một phần."}
    assert officer.post(f"{url}/report-back", data=told).status_code == 409, "nothing is settled yet"

    def settle(scope: Any) -> None:
        scope = replace(scope, actor_id=10**6)
        petition = queries.get_petition(scope, copy, to_change=True)
        for name in ("classify", "propose", "accept"):
            move_petition(scope, petition, name, Why(clock.today()))
        case = cases.open_case(scope, petition, Why(clock.today()))
        case.state = "reported"
        cases.declare(scope, copy, conflicted=False)
        cases.decide_case(scope, copy, "partly", "Hủy một phần", Why(clock.today(), paper_no="30/QĐ"))

    does(app, B, settle)
    limit = next(row for row in rows(app, "petitions_clock", B) if row.kind == "report")
    assert (limit.rule_id, str(limit.due_on)) == ("RC-14", "2026-12-02"), "7 working days"
    assert "report-back" in officer.get(url).text
    assert officer.post(f"{url}/report-back", data=told | {"paper_no": ""}).status_code == 422
    for _twice in range(2):
        assert officer.post(f"{url}/report-back", data=told).status_code == 303
    assert officer.post(f"{url}/report-back", data=told | {"paper_no": "32/UBND"}).status_code == 409
    assert "31/UBND" in officer.get(url).text
    limit = next(row for row in rows(app, "petitions_clock", B) if row.kind == "report")
    assert (limit.state, str(limit.ended_on)) == ("met", "2026-11-23")
    carried(app)
    state, transfer = transfer_of(app, public_id)
    assert (state, transfer.state, transfer.reply_no) == ("transferred", "answered", "31/UBND")
    assert transfer.reply == told["text"]
    answer = next(row for row in rows(app, "core_letter", A) if row.kind == "petitions.result")
    assert (answer.state, answer.reference) == ("delivered", f"petitions:petition:{public_id}")
    does(app, A, accept_letter, answer.public_id)
    carried(app)
    back = next(row for row in rows(app, "core_letter", B) if row.kind == "petitions.result")
    assert back.state == "accepted", "the receipt stands on both sides"


def test_a_result_about_somebody_elses_letter_changes_nothing(app: Flask) -> None:
    public_id, letter = sent(app, petition_input())
    kind = next(k for k in KINDS if k.key == "petitions.result")
    forged = kind.schema(letter, "", clock.today(), "1/X", "", "Xong")
    does(app, "p-prov", lambda scope: send_letter(scope, kind, A, forged))
    carried(app)
    assert transfer_of(app, public_id)[1].state == "sent"


def test_a_body_outside_is_told_by_paper_alone(app: Flask, world: World, login: Login) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = register.register_petition(scope, petition_input(source="other_body", source_body="Đoàn ĐBQH"))
            petition.state, petition.outcome_on = "answered", petition.received_on
            url = f"/t/{A}/petitions/petitions/{petition.public_id}"
    told = {"on": "23/11/2026", "paper_no": "31/UBND", "text": "Đã trả lời người dân."}
    letters = len(rows(app, "core_letter", A))
    assert login(world.login(A, "petitions_officer")).post(f"{url}/report-back", data=told).status_code == 303
    assert len(rows(app, "core_letter", A)) == letters


def test_a_content_is_transferred_once(app: Flask) -> None:
    public_id, _letter = sent(app, petition_input())

    def again(scope: Any) -> None:
        petition = queries.get_petition(scope, public_id, to_change=True)
        transfers.note_transfer(scope, petition, "y", Why(petition.received_on))

    with pytest.raises(Refused, match="transferred_before"):
        does(app, A, again)


def test_letters_about_a_hidden_petition_do_not_exist_for_the_accused(make_app: MakeApp, engine_name: str) -> None:
    app, world = make_app(engine_name, csrf=False)
    client, accused = accused_with_every_right(app, world)
    public_id, out = sent(app, petition_input())
    home = f"/t/{A}/letters"
    own = client.get(f"{home}?box=out").text
    assert out in own
    assert client.get(f"{home}/{out}").status_code == 200
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = queries.get_petition(scope, public_id)
            screens.screen(scope, petition, [o.public_id for o in officials_of(scope) if o.key == accused], ())
    assert out not in client.get(f"{home}?box=out").text
    assert client.get(f"{home}/{out}").status_code == 404
    assert client.post(f"{home}/{out}/recall").status_code == 404
    with app.app_context(), acting(app, with_all_rights(scope_of(A))) as _frame:
        assert get_letter(with_all_rights(scope_of(A)), out).id == out, "whoever may know of it still reads it"
