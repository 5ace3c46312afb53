"""The public start page: the head's next days with what is to be known of them, and the week in few lines."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import delete

from core.api import clock, db
from core.testing.rows import acting
from core.testing.world import scope_of
from plugins.reception.models import HeadDay, Opening
from plugins.reception.public_start import short_week
from plugins.reception.services import duty
from plugins.reception.services.duty import HeadDayInput

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)
LATE = "Niêm yết chậm"


def entries(app: Flask) -> list[str]:
    """The head's days on the start page, as a citizen reads them."""
    with clock.freeze(NOW):
        page = app.test_client().get("/p/a-comm/")
    assert page.status_code == 200
    part = BeautifulSoup(page.text, "html.parser").find("section")
    assert part
    return [item.get_text(" ", strip=True) for item in part.find_all("li")]


def plan(app: Flask, *days: date) -> None:
    """Plan days of the head in a tenant that has no others."""
    with app.app_context():
        scope = scope_of("a-comm")
    with clock.freeze(NOW), acting(app, scope, writes=True):
        db.session.execute(delete(HeadDay))
        for day in days:
            duty.plan_day(scope, HeadDayInput(day, 480, 660, "Phòng số 2"))


def test_a_day_posted_too_late_says_so(app: Flask) -> None:
    plan(app, date(2026, 11, 25), date(2026, 12, 10))
    soon, later = entries(app)
    assert soon.startswith("Thứ Tư, 25/11/2026, 08:00 – 11:00")
    assert LATE in soon
    assert "Phòng số 2" in later
    assert LATE not in later


def test_a_postponed_day_names_the_new_one(app: Flask) -> None:
    plan(app, date(2026, 12, 10))
    with app.app_context():
        scope = scope_of("a-comm")
    with clock.freeze(NOW), acting(app, scope, writes=True):
        key = db.session.query(HeadDay).one().public_id
        duty.account_for(scope, key, "postponed", reason="Đi họp", moved_to=date(2026, 12, 17))
    old, new = entries(app)
    assert "Hoãn sang ngày 17/12/2026" in old
    assert "Đi họp" not in old
    assert new.startswith("Thứ Năm, 17/12/2026")


def test_without_days_the_page_says_so(app: Flask) -> None:
    plan(app)
    assert entries(app) == []
    with clock.freeze(NOW):
        assert "Chưa niêm yết các ngày tiếp theo" in app.test_client().get("/p/a-comm/").text


@pytest.mark.parametrize(
    ("openings", "days"),
    [
        ([], []),
        ([(0, 450)], ["Thứ Hai"]),
        ([(0, 450), (1, 450), (2, 450)], ["Thứ Hai đến Thứ Tư"]),
        ([(0, 450), (1, 480), (4, 480), (5, 480)], ["Thứ Hai", "Thứ Ba", "Thứ Sáu đến Thứ Bảy"]),
    ],
)
def test_days_with_the_same_hours_are_one_line(app: Flask, openings: list[tuple[int, int]], days: list[str]) -> None:
    rows = [Opening(weekday=weekday, opens=opens, closes=690) for weekday, opens in openings]
    with app.test_request_context():
        assert [named for named, _hours in short_week(rows)] == days
