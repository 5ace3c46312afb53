"""Every refusal is a problem document (RFC 9457) in the language asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.machine.problems import PROBLEM
from core.testing.machine import Program
from tests.machine.conftest import ROOM, VISITS, visit

KEYED = {"Idempotency-Key": "k" * 12}


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", VISITS, {"data": b"{nope", "content_type": "application/json"}, 400),
        ("POST", VISITS, {"data": b"\xff\xfe", "content_type": "application/json"}, 400),
        ("POST", VISITS, {"data": b"", "content_type": "application/json"}, 400),
        ("POST", VISITS, {"data": b"[]", "content_type": "application/json"}, 422),
        ("POST", VISITS, {"data": b'"x"', "content_type": "application/json"}, 422),
        ("POST", VISITS, {"data": {"kind": "x"}}, 415),
        ("POST", VISITS, {"data": b"<x/>", "content_type": "text/xml"}, 415),
        ("POST", VISITS, {"data": b" " * (1024 * 1024 + 1), "content_type": "application/json"}, 413),
        ("POST", f"{VISITS}/zzzzzzzzzzzzzzzzzzzz/answer", {"json": {"result": "x"}}, 404),
        ("GET", f"{VISITS}/zzzzzzzzzzzzzzzzzzzz", {}, 404),
        ("GET", f"{ROOM}/nothing", {}, 404),
        ("GET", "/api/v1/nothing", {}, 404),
        ("GET", "/api/v1/t/b-comm/", {}, 404),
        ("GET", f"{VISITS}?q=%00", {}, 400),
        ("DELETE", VISITS, {}, 405),
        ("PUT", f"{ROOM}/calendar", {"json": {}}, 405),
    ],
)
def test_refusals_are_problems(
    officer: Program, method: str, path: str, options: dict[str, object], status: int
) -> None:
    answer = officer.client.open(path, method=method, headers=officer.headers | KEYED, **options)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["status"] == status
    assert answer.json["type"] == "about:blank"
    assert answer.json["title"]
    assert answer.json["detail"].endswith(".")
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("wish", "language", "sentence"),
    [
        ("", "vi", "Hãy điền mục này."),
        ("en", "en", "Please fill this in."),
        ("fr;q=0.9, en;q=0.5", "en", "Please fill this in."),
        ("fr", "vi", "Hãy điền mục này."),
    ],
)
def test_sentences_are_in_the_language_asked_for(
    program: Callable[..., Program], wish: str, language: str, sentence: str
) -> None:
    answer = program(language=wish).post(VISITS, visit(summary=""))
    assert answer.json["errors"] == [{"field": "summary", "message": sentence}]
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_missing_right_is_named(program: Callable[..., Program]) -> None:
    answer = program("bare", "en").get(VISITS)
    assert answer.status_code == 403
    assert "See the list of visits without names" in answer.json["detail"]
