"""Petitions through the machine interface: what the screens of the same post show and do, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.api import clock, db
from core.testing.machine import Program
from core.testing.rows import acting, stored
from core.testing.world import scope_of
from plugins.petitions.models import Task
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import register
from plugins.petitions.services.classify import conditions_of
from plugins.petitions.services.moves import Why
from plugins.petitions.services.transfers import note_transfer
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights

PETITIONS = "/api/v1/t/a-comm/petitions/petitions"
NAME = "Trần Văn Bình"
Programs = Callable[..., Program]


def petition(**changes: Any) -> dict[str, Any]:
    """A complaint that may be registered."""
    return {
        "received_on": "2026-11-20",
        "kind": "complaint",
        "source": "handed_in",
        "summary": "Thu hồi đất làm đường",
        "people": [{"name": NAME, "commune": "Đăk Pne"}],
    } | changes


@pytest.fixture
def processor(program: Programs) -> Program:
    """The program of the officer who processes petitions."""
    return program("petitions_officer")


def test_a_complaint_from_register_to_verification(processor: Program, program: Programs) -> None:
    made = processor.post(PETITIONS, petition())
    assert (made.status_code, made.headers["Location"]) == (201, made.json["url"])
    path, head = made.json["url"], program("petitions_head")
    shown = processor.get(path).json
    assert (shown["people"][0]["name"], shown["state"]) == (NAME, "received")
    limit = shown["clocks"][0]
    assert (limit["rule_id"], limit["derivation"]["due_on"]) == ("CM-04", limit["due_on"])

    answers = {row.id: True for row in conditions_of("complaint", clock.today())}
    found = {"kind": "complaint", "competence": "mine", "respondent_level": "commune_staff", "answers": answers}
    note = processor.post(f"{path}/classification", {**found, "version": shown["version"]}).json
    refused = processor.post(f"{path}/proposal", {"result": "fly", "reason": "x", "version": note["version"]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "result")
    proposal = {"result": "accept", "reason": "Đủ điều kiện", "version": note["version"]}
    note = processor.post(f"{path}/proposal", proposal).json
    decision = {"agree": True, "on": clock.today().isoformat(), "version": note["version"]}
    assert processor.post(f"{path}/decision", decision).status_code == 403
    assert head.post(f"{path}/decision", decision).json["state"] == "accepted"
    assert head.post(f"{path}/decision", decision).status_code == 409

    case = processor.get(f"{path}/case").json
    assert (case["state"], case["steps"], case["decisions"]) == ("accepted", ["declare"], [])
    word = {"version": case["version"], "values": {"conflicted": "no"}}
    assert processor.post(f"{path}/case/steps/declare", word).status_code == 200
    case = processor.get(f"{path}/case").json
    assert {"verify", "task"} <= set(case["steps"])
    begun = {"version": case["version"], "values": {"on": clock.today().isoformat(), "paper_no": "7/UBND"}}
    stale = processor.post(f"{path}/case/steps/verify", {**begun, "version": case["version"] - 1})
    assert stale.status_code == 409
    assert processor.get(f"{path}/case").json["state"] == "accepted"
    assert processor.post(f"{path}/case/steps/verify", begun).status_code == 200
    assert processor.get(f"{path}/case").json["state"] == "verifying"
    assert processor.post(f"{path}/case/steps/fly", begun).status_code == 404
    assert processor.post(f"{path}/case/decisions/suspend", begun).status_code == 403


def test_the_same_key_registers_once(app: Flask, processor: Program) -> None:
    before = len(stored(app, "petitions_petition", "a-comm"))
    first = processor.post(PETITIONS, petition(), key="petition-00000001")
    again = processor.post(PETITIONS, petition(), key="petition-00000001")
    assert (first.json["id"], len(stored(app, "petitions_petition", "a-comm"))) == (again.json["id"], before + 1)


def test_pages_follow_each_other_without_gap(processor: Program) -> None:
    made = [processor.post(PETITIONS, petition(summary=f"Thu hồi đất {n}")).json["id"] for n in range(5)]
    seen, path = [], f"{PETITIONS}?limit=2&q=thu+hoi+dat"
    while path:
        page = processor.get(path).json
        seen += [row["id"] for row in page["petitions"]]
        path = page["next"]
    assert [key for key in seen if key in made] == made[::-1]


def test_a_denunciation_shows_no_more_than_its_envelope(app: Flask, processor: Program, program: Programs) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of("a-comm"))
        with acting(app, scope, writes=True):
            sealed = register.register_petition(scope, denunciation_input()).public_id
            open_one = register.register_petition(scope, petition_input()).public_id
    path = f"{PETITIONS}/{sealed}"
    assert processor.get(path).status_code == 404
    assert sealed not in processor.get(f"{PETITIONS}?limit=100").text
    custodian = program("petitions_denunciations")
    shown = custodian.get(path).json
    assert (shown["envelope_no"], shown["people"]) == ("PB-01", None)
    assert processor.get(f"{PETITIONS}/{open_one}").json["envelope_no"] == ""
    for who in (processor, custodian):
        assert who.post(PETITIONS, petition(kind="denunciation", people=[])).status_code in (403, 422)


def test_a_transfer_with_its_reminder_and_answer(app: Flask, processor: Program, program: Programs) -> None:
    made = processor.post(PETITIONS, petition()).json
    path, day = made["url"], clock.today().isoformat()
    found = {"kind": "complaint", "competence": "other_admin", "respondent_level": "", "competent_body": "Sở Xây dựng"}
    assert processor.post(f"{path}/classification", found).status_code == 422, "a change names the version it saw"
    note = processor.post(f"{path}/classification", {**found, "version": made["version"]}).json
    assert note.get("state") == "classified", note
    other = processor.post(PETITIONS, petition()).json
    link = processor.post(f"{path}/related", {"other": other["id"]})
    assert link.status_code == 200
    with app.app_context():
        scope = with_all_rights(scope_of("a-comm"))
        with acting(app, scope, writes=True):
            row = get_petition(scope, made["id"], to_change=True)
            row.state = "transferred"
            note_transfer(scope, row, "Sở Xây dựng", Why(row.received_on, paper_no="7/UBND"))
    seen = processor.get(path).json
    assert [(row["kind"], row["petition"], row["later"]) for row in seen["links"]] == [("related", other["id"], True)]
    urge = {"version": seen["version"], "on": day, "paper_no": "9/UBND"}
    stale = processor.post(f"{path}/urges", {**urge, "version": seen["version"] - 1})
    assert stale.status_code == 409
    note = processor.post(f"{path}/urges", urge).json
    assert (
        processor.post(f"{path}/reply", {"version": note["version"], "on": day, "reply": "Đã xong"}).status_code == 200
    )
    seen = processor.get(path).json
    assert seen["urged_on"] == [day]
    assert [(row["body"], row["state"], row["reply"]) for row in seen["transfers"]] == [
        ("Sở Xây dựng", "answered", "Đã xong")
    ]
    assert program("petitions_reader").post(f"{path}/urges", urge).status_code == 403


def test_a_repetition_is_marked_and_taken_back(processor: Program) -> None:
    first, later = (processor.post(PETITIONS, petition()).json for _turn in range(2))
    marked = processor.post(f"{later['url']}/duplicate", {"version": later["version"], "original": first["id"]}).json
    assert marked["state"] == "duplicate"
    undo = {"version": marked["version"], "reason": "Việc khác"}
    assert processor.post(f"{later['url']}/duplicate/undo", undo).json["state"] == "classified"
    parts = [{"kind": "complaint", "summary": "Đất"}, {"kind": "recommendation", "summary": "Đường"}]
    split = processor.post(f"{first['url']}/parts", {"version": first["version"], "parts": parts})
    assert split.json["state"] == "split"
    assert len(processor.get(first["url"]).json["links"]) == 2


def test_a_unit_reads_and_answers_its_questions(app: Flask, program: Programs) -> None:
    unit, tasks = program("petitions_unit"), "/api/v1/t/a-comm/petitions/tasks"
    with app.app_context():
        scope = scope_of("a-comm")
        with acting(app, scope, writes=True):
            task = db.session.scalars(select(Task)).one()
            task.state, public_id = "given", task.public_id
    shown = unit.get(tasks).json["open"]
    assert [row["id"] for row in shown] == [public_id]
    assert program("petitions_officer").get(tasks).status_code == 403
    answered = unit.post(f"{shown[0]['url']}/answer", {"result": "312 m²"}).json
    assert (answered["state"], answered["result"]) == ("done", "312 m²")
    assert unit.post(f"{shown[0]['url']}/answer", {"result": "x"}).status_code == 409
