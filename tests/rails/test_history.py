"""The audit log in words: the administrator's page, and the history of one record."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.api import history_lines
from core.audit.log import head
from core.db.session import acting_in
from core.tenancy.resolve import system_scope
from core.testing.world import World
from plugins.reception.tests.typed import visit_form
from tests.rails.test_audit import fill

Login = Callable[[str], FlaskClient]
PAGE = "/t/a-comm/admin/audit"


def numbers(client: FlaskClient, address: str) -> list[int]:
    """Numbers of the entries a page shows."""
    soup = BeautifulSoup(client.get(address).text, "html.parser")
    return [int(cell.get_text()) for cell in soup.select("main tbody td.num")]


def test_the_administrator_reads_who_did_what_and_no_value(app: Flask, world: World, login: Login) -> None:
    desk = login(world.login("a-comm", "reception_officer"))
    place = desk.post("/t/a-comm/reception/visits/new", data=visit_form(summary="CANARYMATTER")).headers["Location"]
    desk.post(f"{place}/answer", data={"result": "CANARYRESULT"})
    body = login(world.login("a-comm", "tenant_admin")).get(PAGE).text
    soup = BeautifulSoup(body, "html.parser")
    newest = [cell.get_text(strip=True) for cell in soup.select("main tbody tr")[0].select("td")]
    assert newest[3] == "Đã trả lời cho công dân"
    assert newest[4].startswith("CANARY-A-")
    assert "CANARYMATTER" not in body
    assert "CANARYRESULT" not in body
    with app.app_context(), acting_in(system_scope("a-comm")):
        seq, value = head(system_scope("a-comm"))
    assert f"{seq}" in newest[0]
    assert value[:16] in body
    assert value not in body
    assert desk.get(PAGE).status_code == 403
    assert login(world.login("b-comm", "tenant_admin")).get(PAGE).status_code == 404


def test_pages_follow_the_numbers_without_gap_or_overlap(app: Flask, world: World, login: Login) -> None:
    fill(app, 60)
    client = login(world.login("a-comm", "tenant_admin"))
    with app.app_context(), acting_in(system_scope("a-comm")):
        newest = head(system_scope("a-comm"))[0]
    seen, address = [], PAGE
    while address:
        seen += numbers(client, address)
        link = BeautifulSoup(client.get(address).text, "html.parser").select_one("a[rel=next]")
        last, address = address, str(link["href"]) if link else ""
    assert seen == list(range(newest, 0, -1))
    back = BeautifulSoup(client.get(last).text, "html.parser").select_one("a[rel=prev]")
    assert back is not None
    assert max(numbers(client, str(back["href"]))) > max(numbers(client, last))
    for nonsense in ("?after=x", "?before=2026-0", "?after=2026-99999999&before=2026-1"):
        assert client.get(PAGE + nonsense).status_code == 200


def test_the_history_of_one_record_is_in_words(app: Flask, world: World, login: Login, engine_name: str) -> None:
    desk = login(world.login("a-comm", "reception_officer"))
    place = desk.post("/t/a-comm/reception/visits/new", data=visit_form()).headers["Location"]
    desk.post(f"{place}/answer", data={"result": "Đã trả lời"})
    subject = f"reception:visit:{place.rsplit('/', maxsplit=1)[-1]}"
    with app.test_request_context():
        own, foreign = system_scope("a-comm"), system_scope("b-comm")
        with acting_in(own):
            lines = history_lines(own, subject)
            words = [(str(line.title), line.by) for line in lines]
        with acting_in(foreign):
            assert history_lines(foreign, subject) == []
    assert [line.seq for line in lines] == sorted(line.seq for line in lines)
    assert len(words) == 2
    assert all(by.startswith("CANARY-A-") for _title, by in words)
