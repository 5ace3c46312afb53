"""The audit log in words: the administrator's page, and the history of one record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.api import history_lines
from core.audit.log import head, readable
from core.db.session import acting_in
from core.tenancy.apply import apply_world
from core.tenancy.declared import Grant, WorldDeclaration
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


def timeline(client: FlaskClient, address: str) -> list[str]:
    """The lines of a page's history, newest first, each as one text."""
    soup = BeautifulSoup(client.get(address).text, "html.parser")
    panel = soup.select_one("section[aria-labelledby=h-history]")
    assert panel is not None, f"{address} shows no history"
    return [" | ".join(part.get_text(" ", strip=True) for part in line.select("p")) for line in panel.select("li")]


def test_every_record_with_a_page_shows_its_history(world: World, login: Login, engine_name: str) -> None:
    """Who did what to place, user, post, unit, role, webhook, setting and calendar day; colleagues by name only."""
    admin = login(world.login("a-comm", "tenant_admin"))
    desk = login(world.login("a-comm", "reception_officer"))
    base = "/t/a-comm/admin"
    user, post = world.id_of("a-comm", "user"), world.id_of("a-comm", "post")
    unit, role = world.id_of("a-comm", "unit"), world.id_of("a-comm", "role")
    place = f"/t/a-comm/reception/places/{world.id_of('a-comm', 'place')}"
    given = {"role": "reception_officer", "title": "Trực thứ bảy"}
    choices = BeautifulSoup(admin.get(f"{base}/users/{user}").text, "html.parser").select("select[name=unit] option")
    given["unit"] = str(choices[-1]["value"])
    name = str(BeautifulSoup(admin.get(f"{base}/units").text, "html.parser").select_one(f"#u-{unit}")["value"])  # type: ignore[index]
    hours = {"name": "Phòng tiếp", "address": "1 Trần Phú", "am_opens_0": "07:30", "am_closes_0": "11:00"}
    day = {"day": "24/11/2026", "kind": "off", "title": "Nghỉ bù", "source": "12/QĐ-UBND"}
    acts = [
        (admin, f"{base}/users/{user}", given, f"{base}/users/{user}", "Đã giao vị trí | Trực thứ bảy"),
        (admin, f"{base}/units/{unit}", {"name": name}, f"{base}/units", f"Đã sửa bộ phận | {name}"),
        (admin, f"{base}/roles/{role}", {"permission": "core.role.manage"}, f"{base}/roles", "1 quyền"),
        (admin, f"{base}/calendar", day, f"{base}/calendar?year=2026", "24/11/2026: cơ quan nghỉ"),
        (
            admin,
            f"{base}/webhooks",
            {"url": "https://xa.example.vn/nhan"},
            f"{base}/webhooks",
            "https://xa.example.vn/nhan",
        ),
        (admin, f"{base}/settings/core", {"set_upload_megabytes": "7"}, f"{base}/settings/core", "đặt thành 7"),
        (desk, place, hours, place, "Đã sửa nơi tiếp hoặc giờ tiếp"),
    ]
    for client, target, data, shown, said in acts:
        before = timeline(client, shown)
        assert client.post(target, data=data).status_code in (200, 201, 303), target
        lines = timeline(client, shown)
        assert len(lines) == len(before) + 1, target
        assert said in lines[0], lines[0]
        assert "CANARY-A-" in lines[0].rsplit("|", maxsplit=1)[-1], "who did it stands at the end"
    assert admin.post(f"{base}/posts/{post}/end").status_code == 303


def test_a_history_shows_no_record_of_another_tenant(app: Flask, world: World, login: Login) -> None:
    own, foreign = (f"reception:place:{world.id_of(slug, 'place')}" for slug in ("a-comm", "b-comm"))
    place = f"/t/b-comm/reception/places/{world.id_of('b-comm', 'place')}"
    hours = {"name": "Phòng tiếp", "address": "1 Trần Phú", "am_opens_0": "07:30", "am_closes_0": "11:00"}
    assert login(world.login("b-comm", "reception_officer")).post(place, data=hours).status_code == 303
    for slug, seen in (("a-comm", {"ours"}), ("b-comm", {"theirs"})):
        with app.test_request_context(), acting_in(system_scope(slug)):
            assert {line.what for line in history_lines(system_scope(slug), {own: "ours", foreign: "theirs"})} == seen


def test_a_unit_sees_who_oversees_it_and_since_when(engine_name: str, app: Flask, world: World, login: Login) -> None:
    """A grant is declared for one commune; that commune reads it with its history, its neighbour reads nothing of it."""
    grant = Grant("p-prov", "a-comm", "reception.visits", "numbers", "Quyết định 7/QĐ-UBND", date(2026, 11, 1))
    page, admin = "/t/{}/admin/grants", login(world.login("a-comm", "tenant_admin"))
    neighbour = login(world.login("b-comm", "tenant_admin"))
    assert timeline(admin, page.format("a-comm")) == []
    for expected in (1, 0):  # the second time there is nothing to tell
        with app.app_context():
            changes = apply_world(app.extensions["tiepdan.registry"], WorldDeclaration(grants=(grant,)), write=True)
        assert len(changes) == expected
    lines = timeline(admin, page.format("a-comm"))
    assert len(lines) == 1
    assert "Đã cấp hoặc sửa quyền theo dõi" in lines[0]
    assert "chỉ số liệu hằng tháng" in lines[0]
    body = admin.get(page.format("a-comm")).text
    assert "Quyết định 7/QĐ-UBND" in body
    assert "01/11/2026" in body
    assert timeline(neighbour, page.format("b-comm")) == []
    assert "Quyết định 7/QĐ-UBND" not in neighbour.get(page.format("b-comm")).text
    with app.app_context(), acting_in(system_scope("p-prov")):
        newest = readable(system_scope("p-prov"), 1)[0]
        assert (newest.event, newest.payload) == (
            "core.oversight_granted",
            {"kind": "reception.visits", "level": "numbers"},
        )


def test_a_grant_over_a_tree_is_told_in_every_unit_below(app: Flask, world: World, login: Login) -> None:
    grant = Grant("p-prov", "d-dist", "reception.visits", "numbers", "x", date(2026, 11, 1), subtree=True)
    with app.app_context():
        apply_world(app.extensions["tiepdan.registry"], WorldDeclaration(grants=(grant,)), write=True)
    for slug in ("d-dist", "a-comm", "b-comm"):
        assert len(timeline(login(world.login(slug, "tenant_admin")), f"/t/{slug}/admin/grants")) == 1


def test_what_the_hall_and_the_switches_went_through_stands_on_their_pages(
    app: Flask, world: World, login: Login
) -> None:
    admin = login(world.login("a-comm", "tenant_admin"))
    lines = BeautifulSoup(admin.get("/t/a-comm/admin/settings").text, "html.parser").select(".timeline li")
    assert lines
    assert all("đã bật" in line.get_text() for line in lines), "each part was switched on once"
    officer = login(world.login("a-comm", "reception_officer"))
    page = f"/t/a-comm/reception/counters/{world.id_of('a-comm', 'counter')}"
    place = world.id_of("a-comm", "place")
    assert "Đã đổi" not in officer.get(page).text
    sent = officer.post(page, data={"place": place, "name": "Quầy 7", "serves": "Bộ phận Địa chính", "active": "y"})
    assert sent.status_code == 303
    lines = BeautifulSoup(officer.get(page).text, "html.parser").select(".timeline li")
    assert len(lines) == 2, "made with the world, then changed"
    assert "CANARY-A-" in lines[0].get_text(), "who changed it"
