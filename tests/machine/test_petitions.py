"""Petitions through the machine interface: what the screens of the same post show and do, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.api import clock
from core.testing.machine import Program
from core.testing.rows import acting, stored
from core.testing.world import scope_of
from plugins.petitions.services import register
from plugins.petitions.services.classify import conditions_of
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
