"""A changed day off moves no due date by itself: both dates are shown, and somebody takes or keeps one."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from core.testing.rows import stored
from plugins.petitions.models import Clock
from plugins.petitions.services import register
from plugins.petitions.tests.desks import ROOM, Desks, MakeApp, typed
from plugins.petitions.tests.factories import petition_input

LIST = f"{ROOM}/due-dates"


@pytest.fixture
def desks(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desks:
    app, world = make_app(engine_name, csrf=False)
    return Desks(app, world, monkeypatch)


@pytest.fixture
def moved(desks: Desks) -> Clock:
    """The limit of a petition of today, and a day off that was announced after it had begun."""
    summary = "Xin xem lại mốc ranh giới"
    key = desks.run(
        lambda scope: (
            register.register_petition(scope, petition_input(received_on=desks.day, summary=summary)).public_id
        )
    )
    day_off(desks, date(2026, 9, 8))
    own = next(row.id for row in stored(desks.app, "petitions_petition", "a-comm") if row.public_id == key)
    return next(row for row in stored(desks.app, "petitions_clock", "a-comm") if row.petition_id == own)  # type: ignore[return-value]


def day_off(desks: Desks, day: date) -> None:
    form = {"day": day.isoformat(), "kind": "off", "title": "Nghỉ bão", "source": "Công điện số 1"}
    assert desks.who("tenant_admin").post("/t/a-comm/admin/calendar", data=form).status_code == 303


def clock_of(desks: Desks, moved: Clock) -> Clock:
    return next(row for row in stored(desks.app, "petitions_clock", "a-comm") if row.id == moved.id)  # type: ignore[return-value]


def decide(desks: Desks, **values: str) -> str:
    """Open the page of the limit from the list, answer, and give the page that follows."""
    link = BeautifulSoup(desks.head.get(LIST).text, "html.parser").select_one("main td a[href$=recount]")
    assert link is not None
    form = typed(desks.head.get(str(link["href"])).text) | values
    return desks.head.post(str(link["href"]), data=form, follow_redirects=True).text


def test_nothing_moves_by_itself_and_both_dates_are_shown(desks: Desks, moved: Clock) -> None:
    assert clock_of(desks, moved).due_on == moved.due_on
    page = desks.head.get(LIST).text
    assert moved.due_on == date(2026, 9, 11), "a Friday: one working day more is the Monday after"
    for day in ("11/09/2026", "14/09/2026"):
        assert day in page
    assert "Thêm hoặc dời ngày nghỉ" in page
    reader = desks.who("petitions_officer").get(LIST)
    assert reader.status_code == 200
    assert "/recount" not in reader.text, "who does not decide reads both dates and no more"


def test_the_new_date_is_taken_with_its_basis(desks: Desks, moved: Clock) -> None:
    decide(desks, answer="take", reason="Công điện số 1")
    row = clock_of(desks, moved)
    assert row.due_on > moved.due_on
    assert row.derivation["earlier"][0]["accepted"]["basis"] == "Công điện số 1"
    assert "/recount" not in desks.head.get(LIST).text
    key = next(p.public_id for p in stored(desks.app, "petitions_petition", "a-comm") if p.id == row.petition_id)
    assert "Công điện số 1" in desks.head.get(f"{ROOM}/petitions/{key}").text, "the history tells it"


def test_the_old_date_is_kept_until_the_new_one_is_another(desks: Desks, moved: Clock) -> None:
    page = decide(desks, answer="keep", reason="Đã hẹn với người dân")
    assert clock_of(desks, moved).due_on == moved.due_on
    assert "Đã hẹn với người dân" in page
    soup = BeautifulSoup(page, "html.parser")
    assert [caption.text for caption in soup.select("main caption")] == ["Giữ nguyên, có lý do"]
    day_off(desks, date(2026, 9, 9))
    soup = BeautifulSoup(desks.head.get(LIST).text, "html.parser")
    assert [caption.text for caption in soup.select("main caption")] == ["Cần quyết định"]


def test_an_answer_needs_a_reason_and_the_date_that_was_seen(desks: Desks, moved: Clock) -> None:
    key = next(p.public_id for p in stored(desks.app, "petitions_petition", "a-comm") if p.id == moved.petition_id)
    url = f"{ROOM}/petitions/{key}/clocks/{moved.public_id}/recount"
    form = typed(desks.head.get(url).text)
    for values in ({}, {"answer": "take"}, {"answer": "keep", "reason": "  "}, {"answer": "x", "reason": "x"}):
        assert desks.head.post(url, data=form | values).status_code == 422
    day_off(desks, date(2026, 9, 9))
    late = desks.head.post(url, data=form | {"answer": "take", "reason": "Công điện số 1"})
    assert late.status_code == 409
    assert "Công điện số 1" in late.text, "what was typed stays"
    assert clock_of(desks, moved).due_on == moved.due_on
    assert desks.who("petitions_officer").post(url, data=form).status_code == 403


def test_a_date_that_moves_no_more_is_said_so(desks: Desks, moved: Clock) -> None:
    key = next(p.public_id for p in stored(desks.app, "petitions_petition", "a-comm") if p.id == moved.petition_id)
    url = f"{ROOM}/petitions/{key}/clocks/{moved.public_id}/recount"
    form = typed(desks.head.get(url).text) | {"answer": "take", "reason": "x"}
    assert desks.head.post(url, data=form).status_code == 303
    assert desks.head.post(url, data=form).status_code == 409
    assert desks.head.get(url).status_code == 200
