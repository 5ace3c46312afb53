"""The page of finds as people with different rights meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.search import reading
from core.testing.world import World
from tests.architecture.test_statement_count import MOST, counting
from tests.search.conftest import Add

PAGE = "/t/a-comm/search"
Login = Callable[[str], FlaskClient]


@pytest.fixture
def officer(login: Login, world: World) -> FlaskClient:
    return login(world.login("a-comm", "reception_officer"))


def lines(client: FlaskClient, query: str, **headers: str) -> list[str]:
    """Titles of the finds."""
    answer = client.get(PAGE, query_string={"q": query}, headers=headers)
    assert answer.status_code == 200
    return [
        link.get_text(" ", strip=True) for link in BeautifulSoup(answer.text, "html.parser").select(".finds-list a")
    ]


def said(client: FlaskClient, query: str) -> str:
    soup = BeautifulSoup(client.get(PAGE, query_string={"q": query}).text, "html.parser")
    return " ".join(part.get_text(" ", strip=True) for part in soup.select("#finds .empty-title"))


def test_works(officer: FlaskClient, add: Add, app: Flask) -> None:
    add("Nguyễn Đức", "Tranh chấp đất rẫy")
    (line,) = lines(officer, "nguyen duc")
    assert "Nguyễn Đức" in line
    soup = BeautifulSoup(officer.get(PAGE, query_string={"q": "nguyen duc"}).text, "html.parser")
    for link in soup.select(".finds a"):
        assert officer.get(str(link["href"])).status_code == 200
    part = officer.get(PAGE, query_string={"q": "nguyen duc"}, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="finds"')
    assert "Nguyễn Đức" in part


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_each_state_says_what_to_do(officer: FlaskClient, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(officer, "") == said(officer, "   ") == "Gõ những gì đã biết về vụ việc"
    assert said(officer, "a") == said(officer, "%") == said(officer, "đ") == "Từ khóa quá ngắn"
    assert said(officer, "khong co dau") == "Không tìm thấy kết quả nào"
    for turn in range(30):
        add("Y Hnuê", f"Cùng một việc {turn}")
    assert said(officer, "cung mot viec") == ""
    assert len(lines(officer, "cung mot viec")) == 25
    page, seen = officer.get(f"{PAGE}?q=cung+mot+viec"), 0
    assert "30 kết quả" in page.text
    while True:
        soup = BeautifulSoup(page.text, "html.parser")
        seen += len(soup.select(".finds-list li"))
        older = soup.select_one("a[rel=next]")
        if older is None:
            break
        page = officer.get(str(older["href"]))
    assert seen == 30
    assert soup.select_one("a[rel=prev]") is not None
    monkeypatch.setattr(reading, "CAP", 10)
    assert "Hơn 1.000 kết quả" in officer.get(f"{PAGE}?q=cung+mot+viec").text


def test_odd_addresses_answer_with_a_page(officer: FlaskClient) -> None:
    for query in (
        "q=a&after=-1",
        "q=ab&after=x",
        "q=ab&after=99999999",
        "q=ab&after=²",
        "source=nope&q=ab",
        "q=" + "a" * 9000,
    ):
        assert officer.get(f"{PAGE}?{query}").status_code == 200
    assert officer.post(PAGE).status_code == 405
    assert officer.get(f"{PAGE}?q=%ff").status_code == 400


def test_nobody_finds_what_they_may_not_see(login: Login, world: World, add: Add) -> None:
    """Promise P9: the hidden name, each of its beginnings, as every role; the pages are byte for byte alike."""
    people = [world.login("a-comm", role) for role in world.roles if role != "reception_officer"]
    people += [world.login("d-dist", "reception_officer"), world.login("b-comm", "reception_officer")]
    clients = {name: login(name) for name in people}
    name = "Hoàng Bí Ẩn"
    queries = [name, "hoang bi an", *(name[:n] for n in range(3, len(name))), "ngoc reo hoang"]

    def pages() -> dict[tuple[str, str], str]:
        found = {}
        for login_name, client in clients.items():
            for query in queries:
                place = login_name.split(".")[0]
                answer = client.get(f"/t/{place}/search", query_string={"q": query})
                assert answer.status_code == 200
                soup = BeautifulSoup(answer.text, "html.parser")
                assert not soup.select(".finds-list li")
                found[login_name, query] = str(soup.select_one("main"))
        return found

    before = pages()
    add(name, "Xin xác nhận")
    assert pages() == before
    outsider = clients[world.login("b-comm", "reception_officer")]
    assert outsider.get(PAGE, query_string={"q": name}).status_code == 404


def test_a_post_without_rights_is_told_so(login: Login, world: World) -> None:
    bare = login(world.login("a-comm", "bare"))
    page = bare.get(f"{PAGE}?q=dat").text
    assert "Không có dữ liệu nào để tìm kiếm" in page
    assert "data-search-all" not in bare.get("/t/a-comm/").text
    assert "data-search-all" in login(world.login("a-comm", "reception_reader")).get("/t/a-comm/").text


def test_few_statements(officer: FlaskClient, add: Add, app: Flask) -> None:
    counted = []
    for turn in range(12):
        add("Nguyễn Đức", f"Việc {turn}")
        if turn in (0, 11):
            with counting(app) as seen:
                lines(officer, "nguyễn đức")
            counted.append(len([line for line in seen if "set_config" not in line]))
    assert counted[0] == counted[1] <= MOST
