"""Papers, signers and the lists beside the register through the machine interface: what the screens do, no more."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.api import clock, db
from core.testing.machine import Program
from core.testing.rows import acting
from core.testing.world import scope_of
from plugins.petitions.inputs import PartyInput
from plugins.petitions.models import Clock, Filing
from plugins.petitions.papers.kinds import KINDS
from plugins.petitions.services import register
from plugins.petitions.tests import walk
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from tests.isolation.routes import DOT

ROOM = "/api/v1/t/a-comm/petitions"
GROUP = tuple(PartyInput(f"Người {n}", "Đăk Pne") for n in range(6))
Programs = Callable[..., Program]


@pytest.fixture
def officer(program: Programs) -> Program:
    """The program of the officer who processes petitions."""
    return program("petitions_officer")


def registered(app: Flask, values: Any = None) -> str:
    """Address of a petition that was just entered."""
    with app.app_context():
        scope = with_all_rights(scope_of("a-comm"))
        with acting(app, scope, writes=True):
            entry = values or petition_input(received_on=clock.today())
            return f"{ROOM}/petitions/{register.register_petition(scope, entry).public_id}"


def test_a_paper_from_the_draft_to_the_post(app: Flask, officer: Program, program: Programs) -> None:
    path, day = registered(app), clock.today().isoformat()
    offered = officer.get(f"{path}/papers").json
    assert {*offered["wanted"], *offered["others"]} <= {kind.name for kind in KINDS}
    refused = officer.post(f"{path}/papers", {"kind": "love_letter"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "kind")
    made = officer.post(f"{path}/papers", {"kind": "proposal"})
    assert (made.status_code, made.headers["Location"], made.json["state"]) == (201, made.json["url"], "draft")
    paper = made.json["url"]
    words = {"version": made.json["version"], "about": "Về việc thu hồi đất", "text": "Đề nghị thụ lý."}
    assert officer.post(f"{paper}/words", words).status_code == 200
    assert officer.post(f"{paper}/words", words).status_code == 409, "the draft went on meanwhile"
    shown = officer.get(paper).json
    assert (shown["text"], shown["number"], shown["files"]) == ("Đề nghị thụ lý.", "", [])
    assert officer.post(f"{paper}/issue", {"version": shown["version"], "on": day}).json["state"] == "issued"
    assert officer.post(f"{paper}/drop", {}).status_code == 409
    shown = officer.get(paper).json
    assert (shown["number"], shown["issued_on"], len(shown["files"])) == ("1", day, 2)
    for row in shown["files"]:
        read = officer.get(row["url"]).json
        assert sha256(b64decode(read["content"])).hexdigest() == row["sha256"] == read["sha256"]
    sent = {"on": day, "how": "post"}
    assert officer.post(f"{paper}/sending", sent).status_code == 409, "not signed yet"
    assert officer.post(f"{paper}/signature", {}).status_code == 409
    for content in ("AAAAA", "AAAA"):  # no base64; no picture
        wrong = {"scan": {"name": "x.png", "content": content}}
        assert officer.post(f"{paper}/signature", wrong).status_code in (409, 422)
    scan = {"scan": {"name": "x.png", "content": b64encode(DOT).decode()}}
    assert officer.post(f"{paper}/signature", scan).json["state"] == "signed"
    assert officer.post(f"{paper}/sending", sent).json["state"] == "sent"
    names = [row["name"] for row in officer.get(f"{path}/files").json["files"]]
    assert len(names) == 2, "the PDF and the scan of the signed paper"
    assert officer.post(f"{paper}/taking-back", {"reason": "Sai số"}).json["state"] == "taken_back"
    assert program("petitions_reader").get(f"{path}/papers").status_code == 403


def test_a_scan_is_read_by_whoever_may_see_the_signers(app: Flask, officer: Program, program: Programs) -> None:
    path = registered(app)
    clerk = officer
    content = b64encode(DOT).decode()
    assert clerk.post(f"{path}/scans", {"name": "don.png", "content": content}).status_code == 200
    damaged = clerk.post(f"{path}/scans", {"name": "don.png", "content": "AAAA"})
    assert (damaged.status_code, damaged.json["errors"][0]["field"]) == (422, "content")
    (row,) = officer.get(f"{path}/files").json["files"]
    assert b64decode(officer.get(row["url"]).json["content"])[:4] == b"\x89PNG"
    other = registered(app).rsplit("/", 1)[-1]
    assert officer.get(row["url"].replace(path.rsplit("/", 1)[-1], other)).status_code == 404
    assert program("petitions_reader").get(row["url"]).status_code == 403


def test_of_a_denunciation_nothing_is_stored(app: Flask, program: Programs) -> None:
    path, custodian = registered(app, denunciation_input()), program("petitions_denunciations")
    scan = {"name": "don.png", "content": b64encode(DOT).decode()}
    assert custodian.post(f"{path}/scans", scan).status_code == 409
    people = custodian.get(f"{path}/people").json
    assert (people["people"], people["withdrawals"]) == (None, [])
    envelopes = custodian.get(f"{ROOM}/envelopes").json["envelopes"]
    (mine,) = [row for row in envelopes if path.endswith(row["petition"])]
    day = clock.today().isoformat()
    alone = custodian.post(f"{mine['url']}/events", {"kind": "opened", "on": day, "reason": "Xác minh"})
    assert (alone.status_code, alone.json["errors"][0]["field"]) == (422, "second")
    gone = {"kind": "handed_over", "on": day, "to_body": "Thanh tra tỉnh"}
    assert [row["kind"] for row in custodian.post(f"{mine['url']}/events", gone).json["events"]][-1] == "handed_over"
    assert custodian.post(f"{mine['url']}/events", gone).status_code == 409
    assert program("petitions_officer").get(f"{ROOM}/envelopes").status_code == 403


def test_a_group_names_who_speaks_and_one_withdraws(app: Flask, officer: Program, program: Programs) -> None:
    path = registered(app, petition_input(received_on=clock.today(), parties=GROUP, headcount=6))
    seen = officer.get(f"{path}/people").json
    assert (seen["headcount"], seen["left"], len(seen["people"]), bool(seen["lacks"])) == (6, 6, 6, True)
    assert program("petitions_reader").get(f"{path}/people").json["people"] is None
    ids = [one["id"] for one in seen["people"]]
    appoint = {"version": seen["version"], "people": ids[:2], "signed": True}
    many = officer.post(f"{path}/representatives", {**appoint, "people": ids})
    assert (many.status_code, many.json["errors"][0]["field"]) == (422, "people")
    stranger = officer.post(f"{path}/representatives", {**appoint, "people": ["nobody-here"]})
    assert stranger.status_code == 422
    assert officer.post(f"{path}/representatives", appoint).status_code == 200
    seen = officer.get(f"{path}/people").json
    assert (sum(one["role"] == "representative" for one in seen["people"]), seen["lacks"]) == (2, "")
    wish = {"person": ids[5], "channel": "desk", "alone": True, "pressed": True}
    before_others = officer.post(f"{path}/withdrawals", {**wish, "alone": False})
    assert (before_others.status_code, before_others.json["errors"][0]["field"]) == (422, "alone")
    nobody = officer.post(f"{path}/withdrawals", {**wish, "person": None})
    assert (nobody.status_code, nobody.json["errors"][0]["field"]) == (422, "person")
    assert officer.post(f"{path}/withdrawals", wish).status_code == 200
    (found,) = officer.get(f"{path}/people").json["withdrawals"]
    assert (found["state"], found["pressed"]) == ("asked", None)
    head, address = program("petitions_head"), f"{ROOM}/withdrawals/{found['id']}"
    assert head.get(f"{path}/people").json["withdrawals"][0]["pressed"] is True
    assert officer.post(f"{address}/confirmation", {}).status_code == 403
    assert head.post(f"{address}/confirmation", {}).status_code == 409, "it rests first"
    assert officer.post(f"{address}/taking-back", {}).status_code == 200
    assert officer.get(f"{path}/people").json["withdrawals"][0]["state"] == "taken_back"
    early = {"version": officer.get(path).json["version"], "people": ids[:1], "on": clock.today().isoformat()}
    assert officer.post(f"{path}/replies", early).status_code == 409


def test_what_came_in_online_is_registered_or_refused(app: Flask, officer: Program) -> None:
    (waiting,) = officer.get(f"{ROOM}/filings").json["filings"]
    shown = officer.get(waiting["url"]).json
    assert (shown["state"], shown["petition"], bool(shown["due_on"])) == ("waiting", "", True)
    refused = officer.post(f"{waiting['url']}/refusal", {"ground": "not_ours"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "answer")
    assert officer.post(f"{waiting['url']}/reply", {"text": "Chào"}).status_code == 409
    done = officer.post(f"{waiting['url']}/registration", {}).json
    assert (done["state"], done["summary"]) == ("registered", "")
    assert officer.get(f"{ROOM}/petitions/{done['petition']}").status_code == 200
    assert officer.post(f"{waiting['url']}/registration", {}).status_code == 409
    assert officer.post(f"{waiting['url']}/reply", {"text": "Đã vào sổ"}).json["notes"][-1]["text"] == "Đã vào sổ"
    with app.app_context():
        scope = scope_of("a-comm")
        with acting(app, scope, writes=True):
            for number in range(3):
                db.session.add(Filing(filed_on=date(2026, 11, 20), summary="Đường hỏng", code_hash=f"{number:064d}"))
    seen, path = [], f"{ROOM}/filings?limit=2"
    while path:
        page = officer.get(path).json
        seen += [row["id"] for row in page["filings"]]
        path = page["next"]
    assert len(seen) == len(set(seen)) == 3


def test_a_due_date_that_moves_is_decided(app: Flask, officer: Program, program: Programs) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of("a-comm"))
        with acting(app, scope, writes=True):
            walk.ready("petitions_machine.clock_recount", scope)
            settle = db.session.scalars(select(Clock.public_id).where(Clock.kind == "settle")).all()
    rows = [row for row in officer.get(f"{ROOM}/due-dates").json["clocks"] if row["clock"] in settle]
    assert rows
    head, row = program("petitions_head"), rows[0]
    assert (row["old_due"], row["kept"], row["reasons"]) == ("2026-11-27", None, ["calendar"])
    keep = {"take": False, "due": "2026-01-01", "reason": "Đã hẹn"}
    assert officer.post(row["url"], keep).status_code == 403
    assert head.post(row["url"], keep).status_code == 409, "another day than it would move to"
    assert head.post(row["url"], {**keep, "due": row["new_due"]}).status_code == 200
    again = [one for one in officer.get(f"{ROOM}/due-dates").json["clocks"] if one["clock"] == row["clock"]]
    assert again[0]["kept"]["basis"] == "Đã hẹn"


def test_candidates_are_for_the_election_body_alone(app: Flask, officer: Program, program: Programs) -> None:
    path = registered(app, petition_input(received_on=clock.today(), candidate=True))
    assert officer.get(f"{ROOM}/candidates").status_code == 403
    found = program("petitions_election").get(f"{ROOM}/candidates").json
    assert [row["settled"] for row in found["petitions"] if path.endswith(row["id"])] == [False]


def test_many_at_once(app: Flask, officer: Program) -> None:
    ids = [registered(app).rsplit("/", 1)[-1] for _ in range(3)]
    people = officer.get(f"{ROOM}/officers").json["officers"]
    assert officer.post(f"{ROOM}/assignments", {"petitions": ids, "officer": "nobody"}).status_code == 422
    given = officer.post(f"{ROOM}/assignments", {"petitions": ids, "officer": people[0]["id"]}).json
    assert given == {"number": 3}
    assert officer.get(f"{ROOM}/petitions/{ids[0]}").json["officer"] == people[0]["name"]
    assert officer.post(f"{ROOM}/reminders", {"petitions": ids}).json == {"number": 0}
    assert officer.post(f"{ROOM}/reminders", {"petitions": []}).status_code == 422
    assert officer.post(f"{ROOM}/petitions/{ids[0]}/related", {"other": ids[1]}).status_code == 200
    (link,) = officer.get(f"{ROOM}/petitions/{ids[0]}").json["links"]
    for _turn in range(2):
        assert officer.post(f"{ROOM}/links/{link['id']}/undo", {}).status_code == 200
    assert officer.get(f"{ROOM}/petitions/{ids[0]}").json["links"] == []
