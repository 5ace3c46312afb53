"""What the core offers: the tenant, working days, due dates, the document, the command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from core.testing.machine import Program
from core.testing.world import World, canary, log_client_in
from tests.machine.conftest import ROOM, VISITS


def test_working_days_of_a_year(program: Callable[..., Program]) -> None:
    answer = program("bare").get(f"{ROOM}/calendar?year=2026")
    days = {day["day"]: day for day in answer.json["days"]}
    assert days["2026-02-17"]["works"] is False
    assert (days["2026-08-22"]["kind"], days["2026-08-22"]["works"]) == ("swapped_workday", True)
    assert answer.json["working_days"] == 250


def test_own_days_count_but_their_words_stay_inside(program: Callable[..., Program]) -> None:
    answer = program("bare").get(f"{ROOM}/calendar?year=2027")
    own = [day for day in answer.json["days"] if day["own"]]
    assert [(day["day"], day["title"]) for day in own] == [("2027-06-01", "")]
    assert canary("a-comm") not in answer.text


@pytest.mark.parametrize(
    ("query", "due", "skipped"),
    [
        ("start=2026-11-20&days=10", "2026-12-04", 4),
        ("start=2026-11-20&days=10&unit=calendar", "2026-11-30", 0),
        ("start=2026-11-20&days=0", "2026-11-20", 0),
    ],
)
def test_due_dates_are_counted_as_on_screen(officer: Program, query: str, due: str, skipped: int) -> None:
    answer = officer.get(f"{ROOM}/calendar/due?{query}").json
    assert answer["due_on"] == due
    assert len(answer["skipped"]) == skipped


@pytest.mark.parametrize(
    "query", ["", "start=2026-11-20", "start=1850-01-01&days=1", "start=x&days=1", "start=2026-11-20&days=-1"]
)
def test_a_due_date_needs_a_day_and_a_number(officer: Program, query: str) -> None:
    assert officer.get(f"{ROOM}/calendar/due?{query}").status_code == 422


def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/openapi.json").json
    return found


def test_the_document_tells_every_operation_and_no_other(app: Flask) -> None:
    told = {(path, method.upper()) for path, methods in document(app)["paths"].items() for method in methods}
    rules = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert told == rules
    assert (f"{ROOM}/reception/visits".replace("a-comm", "{tenant}"), "POST") in told


def test_answers_fit_their_schemas(app: Flask, officer: Program) -> None:
    shapes = document(app)
    for path, name in ((f"{ROOM}/", "TenantOut"), (VISITS, "VisitsOut"), (f"{ROOM}/calendar?year=2026", "CalendarOut")):
        schema = {"$ref": f"#/components/schemas/{name}", "components": shapes["components"]}
        jsonschema_rs.validate(schema, officer.get(path).json)


@pytest.mark.parametrize(("wish", "word"), [("vi", "Ghi lượt tiếp"), ("en", "Register a visit")])
def test_the_document_speaks_both_languages(app: Flask, wish: str, word: str) -> None:
    answer = app.test_client().get("/api/openapi.json", headers={"Accept-Language": wish})
    assert word in answer.text


def test_the_page_shows_the_document_without_scripts(app: Flask, world: World) -> None:
    answer = app.test_client().get("/api/")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    for path in document(app)["paths"]:
        assert path in answer.text
    assert log_client_in(app, world.stray).get("/api/").status_code == 200


def test_the_command_prints_a_token_once(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from core.cli import people

    monkeypatch.setattr(people, "application", lambda: app)
    login = world.login("a-comm", "reception_officer")
    run = CliRunner().invoke(people.token, [login, "a-comm", "--days", "7"])
    assert run.exit_code == 0
    assert Program(app, run.output.strip()).get(VISITS).status_code == 200
    for arguments, problem in (
        (["nobody", "a-comm", "--days", "7"], 1),
        ([login, "b-comm", "--days", "7"], 1),
        ([login, "a-comm", "--days", "7", "--post", "none"], 1),
        ([login, "a-comm", "--days", "0"], 2),
        ([login, "a-comm"], 2),
    ):
        assert CliRunner().invoke(people.token, arguments).exit_code == problem
