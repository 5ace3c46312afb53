"""Visits taken without network: each joins the book once, keeps its slip, and says how it came there."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from plugins.reception.tests.typed import sealed_form, visit_form

NEW = "/t/a-comm/reception/visits/new"
#: 09:12 in Hanoi; the tests stand at noon.
TAKEN = "2026-11-23T02:12:00Z"


def kept(number: int, **changes: str) -> dict[str, str]:
    """The n-th visit a browser kept."""
    own = {"slip": f"7-{number}", "taken_at": TAKEN, "once": f"kept-visit-{number}"}
    return visit_form(**(own | changes))


def test_joins_once_and_says_so(desk: FlaskClient, app: Flask) -> None:
    before = stored(app, "reception_visit", "a-comm")
    first = [desk.post(NEW, data=kept(number)).headers["Location"] for number in (1, 2, 3)]
    again = [desk.post(NEW, data=kept(number)).headers["Location"] for number in (1, 2, 3)]
    assert first == again
    rows = stored(app, "reception_visit", "a-comm")
    assert [row.number for row in rows[: len(before)]] == [row.number for row in before]
    joined = rows[len(before) :]
    assert [row.slip for row in joined] == ["7-1", "7-2", "7-3"]
    assert [row.number for row in joined] == [joined[0].number + step for step in range(3)]
    shown = desk.get(first[0]).text
    assert "7-1" in shown
    assert "09:12" in shown
    assert "12:00" in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"once": "another-visit"},
        {"slip": "7-9", "once": "kept-visit-9", "taken_at": "2026-11-23T09:00:00Z"},
        {"slip": "7-9", "once": "kept-visit-9", "taken_at": "2026-11-20T02:12:00Z"},
        {"slip": "7-9", "once": "kept-visit-9", "taken_at": "gestern"},
        {"slip": "7-9", "once": "kept-visit-9", "taken_at": "2026-11-23T02:12:00"},
        {"slip": "", "once": "kept-visit-9"},
        {"slip": "7" * 21, "once": "kept-visit-9"},
    ],
    ids=["slip of another", "future", "other day", "no moment", "no zone", "no slip", "long slip"],
)
def test_what_does_not_fit_is_refused(desk: FlaskClient, app: Flask, changes: dict[str, str]) -> None:
    assert desk.post(NEW, data=kept(1)).status_code == 303
    before = stored(app, "reception_visit", "a-comm")
    answer = desk.post(NEW, data=kept(1, **changes))
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "Slip" not in answer.text, "the label of a hidden field is in the reader's language, too"
    assert stored(app, "reception_visit", "a-comm") == before
    assert desk.post(NEW, data=kept(2)).status_code == 303
    assert stored(app, "reception_visit", "a-comm")[-1].number == before[-1].number + 1, "no number was lost"


def test_no_denunciation_is_taken_offline(desk: FlaskClient, app: Flask) -> None:
    before = stored(app, "reception_visit", "a-comm")
    answer = desk.post(NEW, data=sealed_form(slip="7-1", taken_at=TAKEN))
    assert answer.status_code == 422
    assert stored(app, "reception_visit", "a-comm") == before


def test_two_books_may_hold_the_same_slip(desk: FlaskClient, app: Flask) -> None:
    """Visits taken at the desk online have no slip, and any number of them may be without one."""
    assert [desk.post(NEW, data=visit_form(once=f"plain-visit-{n}")).status_code for n in (1, 2)] == [303, 303]
    assert [row.slip for row in stored(app, "reception_visit", "a-comm")[-2:]] == [None, None]
