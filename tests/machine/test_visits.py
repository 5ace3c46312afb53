"""Visits through the machine interface: what the officer's screens show and do, no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from core.testing.machine import Program
from core.testing.rows import stored
from tests.machine.conftest import VISITS, visit

NAME = "Trần Văn Bình"


def test_a_visit_goes_through_its_life(officer: Program, app: Flask) -> None:
    made = officer.post(VISITS, visit())
    assert made.status_code == 201
    assert made.headers["Location"] == made.json["url"]
    path = made.json["url"]
    shown = officer.get(path).json
    assert (shown["code"], shown["people"][0]["name"], shown["answer_due_on"]) == ("2/2026", NAME, "2026-12-04")
    correction = visit(summary="Đền bù đất ruộng", reason="Ghi nhầm loại đất")
    assert officer.post(f"{path}/corrections", correction).status_code == 200
    assert officer.post(f"{path}/answer", {"result": "Đã trả lời bằng văn bản"}).json["answered"] is True
    shown = officer.get(path).json
    assert (shown["summary"], shown["answered"]) == ("Đền bù đất ruộng", True)
    assert [change["fields"] for change in shown["changes"]] == [["summary"], ["result"]]
    again = officer.post(f"{path}/answer", {"result": "Lần nữa"})
    assert again.status_code == 409
    assert again.json["detail"].startswith("Ở đây không còn việc phải trả lời")
    assert len(stored(app, "reception_visit", "a-comm")) == 2


def test_a_reader_sees_no_names_and_changes_nothing(officer: Program, program: Callable[..., Program]) -> None:
    path = officer.post(VISITS, visit()).json["url"]
    reader = program("reception_reader")
    for answer in (reader.get(VISITS), reader.get(path), reader.get(f"{VISITS}?q=binh")):
        assert answer.status_code == 200
        assert NAME not in answer.text
    assert reader.get(path).json["people"] is None
    assert {row["person"] for row in reader.get(VISITS).json["visits"]} == {None}
    assert reader.get(f"{VISITS}?q=binh").json["visits"] == []
    assert len(officer.get(f"{VISITS}?q=binh").json["visits"]) == 1
    for what, body in (("corrections", visit(reason="x")), ("answer", {"result": "x"})):
        assert reader.post(f"{path}/{what}", body).status_code == 403


def test_who_may_edit_but_not_identify_cannot_correct(
    app: Flask, officer: Program, program: Callable[..., Program]
) -> None:
    from sqlalchemy import text

    from tests.isolation.routes import raw

    path = officer.post(VISITS, visit()).json["url"]
    with raw(app) as connection:
        connection.execute(text("delete from core_role_permission where permission = 'reception.visit.identify'"))
    assert officer.post(f"{path}/corrections", visit(reason="x")).status_code == 403
    assert NAME not in officer.get(path).text


def test_a_denunciation_takes_no_identity(app: Flask, officer: Program) -> None:
    sealed = visit(kind="denunciation", envelope_no="07/2026")
    refused = officer.post(VISITS, sealed)
    assert refused.status_code == 422
    assert refused.json["errors"] == [
        {
            "field": "people",
            "message": "Với tố cáo, không lưu tên, địa chỉ hay giấy tờ. Hãy gửi lại và để trống danh sách người đến.",
        }
    ]
    assert NAME not in refused.text
    made = officer.post(VISITS, {**sealed, "people": []})
    assert made.status_code == 201
    assert officer.get(made.json["url"]).json["people"] == []
    for table in ("reception_person", "core_idempotency", "core_audit"):
        assert NAME not in repr(stored(app, table, "a-comm"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": "20/11/2026"}, "received_on"),
        ({"received_on": 5}, "received_on"),
        ({"kind": "gossip"}, "kind"),
        ({"summary": "   "}, "summary"),
        ({"summary": "x" * 4001}, "summary"),
        ({"summary": "a\x00b"}, "summary"),
        ({"headcount": "3"}, "headcount"),
        ({"headcount": True}, "headcount"),
        ({"people": []}, "people"),
        ({"people": [{"name": "x"}]}, "people.0.commune"),
        ({"outcome": "guided"}, "outcome_body"),
        ({"outcome": "refused"}, "refusal_ground"),
        ({"year": 2020}, "year"),
    ],
)
def test_a_wrong_field_is_told_by_name(app: Flask, officer: Program, changes: dict[str, object], field: str) -> None:
    before = len(stored(app, "reception_visit", "a-comm"))
    answer = officer.post(VISITS, visit(**changes))
    assert answer.status_code == 422
    told = {error["field"]: error["message"] for error in answer.json["errors"]}
    assert told.get(field)
    assert len(stored(app, "reception_visit", "a-comm")) == before


def test_pages_follow_each_other_without_gap_or_repeat(officer: Program) -> None:
    for number in range(6):
        assert officer.post(VISITS, visit(summary=f"việc {number}")).status_code == 201
    seen: list[str] = []
    path: str | None = f"{VISITS}?limit=3&kind=complaint"
    while path:
        page = officer.get(path).json
        seen += [row["code"] for row in page["visits"]]
        path = page["next"]
        assert path is None or path.startswith(f"{VISITS}?")
    assert seen == ["7/2026", "6/2026", "5/2026", "4/2026", "3/2026", "2/2026"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=1.0", "after=7", "since=2026-13-01", "owed=yes", "x=1", "limit=1&limit=2"]
)
def test_a_wrong_question_is_refused(officer: Program, query: str) -> None:
    answer = officer.get(f"{VISITS}?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == query.split("=", maxsplit=1)[0]
