"""The list of visits and one visit on screen."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from core.testing.world import World
from plugins.reception.tests.typed import NOT_THEIRS, visit_form

LIST = "/t/a-comm/reception/visits"
NAME = "Rơ Châm H'Yến Bí Mật"


@pytest.fixture
def place(desk: FlaskClient) -> str:
    """The address of a visit of somebody with a rare name."""
    sent = visit_form(
        people__0__name=NAME,
        people__0__address="Thôn Hiếm 9",
        people__0__id_number="062190009999",
        people__0__id_type="citizen_id",
        people__0__phone="0905 111 222",
        papers__0__name="Đơn",
    )
    return str(desk.post(f"{LIST}/new", data=sent).headers["Location"])


def lines(page: str) -> list[str]:
    rows = BeautifulSoup(page, "html.parser").select("#visits tbody tr")
    return [row.get_text(" ", strip=True) for row in rows]


def test_works(desk: FlaskClient, place: str) -> None:
    page = desk.get(LIST)
    assert page.status_code == 200
    assert NAME in lines(page.text)[0]
    assert NAME in BeautifulSoup(desk.get(place).text, "html.parser").get_text()


@pytest.mark.parametrize("typed", ["ro cham h'yen", "H'YẾN bí"])
def test_search_without_accents(desk: FlaskClient, place: str, typed: str) -> None:
    assert len(lines(desk.get(f"{LIST}?q={quote(typed)}").text)) == 1
    assert lines(desk.get(f"{LIST}?q={quote(typed + ' zzz')}").text) == []


def test_typing_brings_the_rows_alone(desk: FlaskClient, place: str) -> None:
    part = desk.get(f"{LIST}?q=cham", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="visits"')
    assert "HX-Request" in part.headers["Vary"]
    assert "<html" in desk.get(f"{LIST}?q=cham", headers={"HX-Request": "true", "HX-Boosted": "true"}).text


def test_a_reader_without_the_right_sees_no_name_anywhere(reader: FlaskClient, app: Flask, place: str) -> None:
    marks = ("H'Yến", "H&#39;Yến", "Thôn Hiếm", "062190009999", "0905 111")
    rules = ("", "/visits", "/visits?q=h'yen", "/visits?q=thon+hiem", "/visits?owed=y")
    pages = [reader.get(f"/t/a-comm/reception{rule}") for rule in rules] + [reader.get(place)]
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [mark for page in pages for mark in marks if mark in page.text] == []
    assert lines(pages[2].text) == lines(pages[3].text) == []
    for closed in ("/book", "/book.xlsx", f"{place.removeprefix('/t/a-comm/reception')}/receipt.docx"):
        assert reader.get(f"/t/a-comm/reception{closed}").status_code == 403


def test_pages_forwards_and_back(desk: FlaskClient) -> None:
    for turn in range(60):
        assert desk.post(f"{LIST}/new", data=visit_form(summary=f"Việc {turn}")).status_code == 303
    seen: list[list[str]] = []
    url: str | None = LIST
    while url:
        soup = BeautifulSoup(desk.get(url).text, "html.parser")
        seen.append([row.get_text(" ", strip=True) for row in soup.select("#visits tbody tr")])
        older = soup.select_one("#visits a[rel=next]")
        url = str(older["href"]) if older else None
    total = [line for page in seen for line in page]
    assert len(total) == len(set(total)) >= 61
    assert [len(page) for page in seen[:-1]] == [25] * (len(seen) - 1)
    back, url = [seen[-1]], None
    soup = BeautifulSoup(desk.get(LIST).text, "html.parser")
    assert soup.select_one("#visits a[rel=prev]") is None
    for _step in range(len(seen) - 1):
        soup = BeautifulSoup(desk.get(str(soup.select_one("#visits a[rel=next]")["href"])).text, "html.parser")  # type: ignore[index]
    while (newer := soup.select_one("#visits a[rel=prev]")) is not None:
        soup = BeautifulSoup(desk.get(str(newer["href"])).text, "html.parser")
        back.insert(0, [row.get_text(" ", strip=True) for row in soup.select("#visits tbody tr")])
    assert [line for page in back for line in page] == total


def test_others_see_nothing(refused: Callable[..., dict[str, int]], place: str) -> None:
    for url in (LIST, place, "/t/a-comm/reception/"):
        assert refused("GET", url) == NOT_THEIRS


def test_wrong_id(desk: FlaskClient, world: World) -> None:
    for unknown in ("nirgends", world.id_of("b-comm", "visit"), "x" * 300):
        assert desk.get(f"{LIST}/{unknown}").status_code == 404


def test_wrong_method(desk: FlaskClient) -> None:
    assert desk.post(LIST).status_code == 405


@pytest.mark.parametrize(
    "query", ["since=31/02/2026", "kind=murder", "after=x", "after=2026-99999999999", "q=" + "a" * 9000]
)
def test_odd_filters_answer_with_a_page(desk: FlaskClient, query: str) -> None:
    assert desk.get(f"{LIST}?{query}").status_code == 200


def test_another_tenants_visit_is_in_no_list(desk: FlaskClient, app: Flask, world: World) -> None:
    foreign = stored(app, "reception_visit", "b-comm")[0].summary
    assert "CANARY-B" in foreign
    assert "CANARY-B" not in desk.get(LIST).text
