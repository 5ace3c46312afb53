"""What citizens read: the public start page, the guides, who is competent; out of the law in force."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.api import clock
from core.testing.jobs import switch_off
from core.testing.rows import acting, stored
from core.testing.world import scope_of
from plugins.petitions.law.readers import route
from plugins.petitions.queries.guides import ways
from plugins.petitions.words import LEVEL_LABELS

DAY = date(2026, 11, 23)
START = "/p/a-comm/"
GUIDES = {
    "complaint": ("90 ngày", "7 ngày làm việc", "30 ngày"),
    "denunciation": ("7 ngày làm việc", "phong bì dán kín"),
    "feedback": ("10 ngày làm việc",),
    "competence": ("Chủ tịch UBND cấp xã", "Chủ tịch UBND cấp tỉnh", "Thủ tướng Chính phủ"),
}


@pytest.fixture
def citizen(still: None, app: Flask) -> FlaskClient:
    """A browser nobody has logged in with."""
    return app.test_client()


def words(page: str) -> str:
    """What stands on a page, without markup."""
    return BeautifulSoup(page, "html.parser").get_text(" ", strip=True)


def test_the_start_page_says_when_where_who_and_what(citizen: FlaskClient, app: Flask) -> None:
    page = citizen.get(START).text
    said = words(page)
    place = stored(app, "reception_place", "a-comm")[0]
    for wanted in (place.name, place.address, "07:30 – 11:30", "ít nhất 2 ngày mỗi tháng", "Luật 136/2025/QH15"):
        assert wanted in said
    for guide in GUIDES:
        assert f"{START}petitions/{guide}" in page
    assert "<script" not in page
    assert [h.name for h in BeautifulSoup(page, "html.parser").find_all(["h1", "h2", "h3"])][:3] == ["h1", "h2", "h3"]


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_is_read_without_account_script_or_form(citizen: FlaskClient, guide: str) -> None:
    answer = citizen.get(f"{START}petitions/{guide}")
    assert answer.status_code == 200
    for wanted in GUIDES[guide]:
        assert wanted in words(answer.text)
    main = BeautifulSoup(answer.text, "html.parser").main
    assert main
    assert not main.find_all(["form", "input", "textarea", "script"])


def test_limits_are_those_of_the_day(app: Flask) -> None:
    with clock.freeze(datetime(2026, 6, 30, 12, 0, tzinfo=clock.ZONE)):
        page = words(app.test_client().get(f"{START}petitions/complaint").text)
    assert "10 ngày" in page
    assert "7 ngày làm việc" not in page


def test_the_start_page_names_the_rule_of_the_day(app: Flask) -> None:
    with clock.freeze(datetime(2026, 6, 30, 12, 0, tzinfo=clock.ZONE)):
        page = words(app.test_client().get(START).text)
    assert "ít nhất 1 ngày mỗi tuần" in page
    assert "2 ngày mỗi tháng" not in page


def test_who_is_competent_is_what_the_routes_say(still: None, app: Flask) -> None:
    with app.app_context():
        scope = scope_of("a-comm")
    with acting(app, scope), app.test_request_context():
        found = ways()
        own = route("denunciation", "commune_chairman", DAY)
        chairman, staff, district = (
            str(LEVEL_LABELS[name]) for name in ("commune_chairman", "commune_staff", "district_chairman")
        )
    assert all(found.values())
    against = {way.against: way for way in found["denunciation"]}
    assert (own.level.value, own.confidence) == ("province", "M")
    assert (against[chairman].settler, against[chairman].sure) == (own.title_vi, False)
    assert against[staff].sure
    assert district not in against, "the district level has ended"


def test_with_petitions_off_nothing_of_it_is_left(citizen: FlaskClient, app: Flask) -> None:
    switch_off(app, "a-comm", "petitions")
    page = citizen.get(START)
    assert page.status_code == 200
    assert "/petitions/" not in page.text
    assert citizen.get(f"{START}petitions/complaint").status_code == 404


def test_all_places_have_an_address_to_share(citizen: FlaskClient) -> None:
    page = citizen.get("/p/").text
    assert f'href="{START}"' in page
    assert "<script" not in page
