"""The named cases of bad input, one by one: a clear sentence, nothing lost, nothing half-written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import clock
from core.testing.rows import Fingerprint
from core.testing.world import World, log_client_in
from plugins.reception.tests.typed import NOON, errors_of, group, sealed_form, values_of, visit_form
from tests.robustness.fuzz import JOURNALS, VIETNAMESE, planted
from tests.robustness.poison import POLYGLOTS

NEW = "/t/a-comm/reception/visits/new"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


@pytest.fixture
def desk(app: Flask, world: World) -> FlaskClient:
    return log_client_in(app, world.login("a-comm", "reception_officer"))


@pytest.fixture
def unchanged(app: Flask, engine_name: str) -> Iterator[None]:
    """Whatever the test does, no table may differ after it (but for the note of a login)."""
    fingerprint = Fingerprint(app, JOURNALS)
    before = dict(fingerprint.take())
    yield
    after = fingerprint.take()
    fingerprint.close()
    assert {name for name in after if after[name] != before[name]} == set()


def sentence(answer: TestResponse) -> str:
    """What the page says first about what went wrong."""
    soup = BeautifulSoup(answer.text, "html.parser")
    found = soup.select_one(".error-page p, .error-summary li, .error")
    return found.get_text(" ", strip=True) if found else ""


def assert_refused(answer: TestResponse, status: int, *, text: str = "") -> None:
    said = sentence(answer)
    assert answer.status_code == status
    assert VIETNAMESE.search(said), said
    assert len(said) > 15
    assert text.lower() in said.lower()
    assert answer.headers["Cache-Control"] == "no-store"


# --- a form filled badly keeps what was typed ---------------------------------------------------

TYPED: list[tuple[str, dict[str, str], set[str]]] = [
    (
        "nothing",
        {
            "received_on": "",
            "headcount": "",
            "summary": "",
            "kind": "",
            "outcome": "",
            "people__0__name": "",
            "people__0__commune": "",
        },
        {"received_on", "headcount", "summary", "kind", "outcome"},
    ),
    ("10,000 characters", {"summary": "ắ" * 10_000}, {"summary"}),
    ("10,000 characters in a line", {"people__0__name": "a" * 10_000}, {"people-0-name"}),
    ("year 1800", {"received_on": "01/01/1800"}, {"received_on"}),
    ("year 3000", {"received_on": "01/01/3000"}, {"received_on"}),
    ("no such day", {"received_on": "31/02/2026"}, {"received_on"}),
    ("minus one", {"headcount": "-1"}, {"headcount"}),
    ("1e309", {"headcount": "1e309"}, {"headcount"}),
    ("10**30", {"headcount": "1" + "0" * 30}, {"headcount"}),
    ("6 people with 3", group(6, 3), {"people-0-name"}),
    (
        "RF-h without its notice",
        {"outcome": "refused", "refusal_ground": "RF-h", "refusal_explained": "y"},
        {"earlier_notice"},
    ),
    ("foreign choice", {"people__0__id_type": "dna"}, {"people-0-id_type"}),
]


@pytest.mark.parametrize(("changes", "wrong"), [row[1:] for row in TYPED], ids=[row[0] for row in TYPED])
@pytest.mark.usefixtures("unchanged")
def test_a_badly_filled_form_comes_back_filled(desk: FlaskClient, changes: dict[str, str], wrong: set[str]) -> None:
    sent = visit_form(received_on="23/11/2026", demand="Đòi bồi thường", note="giữ lại") | {
        name.replace("__", "-"): text for name, text in changes.items()
    }
    answer = desk.post(NEW, data=sent)
    assert_refused(answer, 422)
    found = errors_of(answer.text)
    assert set(found) == wrong
    assert all(VIETNAMESE.search(text) for text in found.values()), found
    typed = values_of(answer.text)
    lost = {name for name, text in sent.items() if typed.get(name, "") != text and name not in CHOSEN}
    assert lost == set()


#: Fields whose present answer is no free text: a wrong choice cannot be shown as chosen.
CHOSEN = {"people-0-id_type", "kind", "outcome"}


@pytest.mark.usefixtures("unchanged")
def test_markup_comes_back_as_text(desk: FlaskClient) -> None:
    for text in POLYGLOTS:
        answer = desk.post(NEW, data=visit_form(people__0__name=text, note=text, summary=text, headcount="0"))
        assert answer.status_code == 422
        assert values_of(answer.text)["note"] == text
        assert planted(answer.text) == []


def test_markup_in_every_field_is_shown_as_text_on_every_page(desk: FlaskClient, app: Flask, world: World) -> None:
    admin = log_client_in(app, world.login("a-comm", "tenant_admin"))
    pages: list[str] = [
        "/t/a-comm/reception/",
        "/t/a-comm/reception/visits",
        "/t/a-comm/reception/book",
        "/p/a-comm/",
        "/t/a-comm/reception/places",
        "/p/a-comm/reception/",
        "/t/a-comm/",
        "/t/a-comm/admin/users",
        "/t/a-comm/admin/units",
        "/t/a-comm/admin/roles",
    ]
    for text in POLYGLOTS:
        short, names = text[:20], ("name", "commune", "address")
        own = {f"people__0__{name}": text for name in names} | {
            "people__0__phone": short,
            "people__0__id_number": short,
        }
        own |= dict.fromkeys(("summary", "demand", "prior_settlement", "outcome_body", "result", "note"), text)
        own |= {"outcome": "guided", "outcome_paper": text, "papers__0__name": text, "papers__0__condition": text}
        place = desk.post(NEW, data=visit_form(**own)).headers["Location"]
        assert desk.post(f"{place}/edit", data=visit_form(**own, reason=text)).status_code == 303
        sealed = desk.post(NEW, data=sealed_form(envelope_no=text[:40], summary=text)).headers["Location"]
        hall = {"name": text, "address": text, "phone": short, "access": text}
        assert desk.post("/t/a-comm/reception/places/new", data=hall).status_code == 303
        assert admin.post("/t/a-comm/admin/units", data={"name": text, "name_en": text}).status_code == 303
        pages += [place, f"{place}/edit", sealed, f"/t/a-comm/reception/visits?q={text[:5]}"]
    for url in pages:
        for client in (desk, admin, app.test_client()):
            answer = client.get(url)
            assert answer.status_code < 500
            assert planted(answer.text) == [], url
    assert "xss-probe" in desk.get(pages[0]).text or "xss-probe" in desk.get(pages[1]).text, "it was planted"


# --- requests no browser of ours sends ----------------------------------------------------------


@pytest.mark.parametrize("body", [b"summary=%FF%FE", b"summary=%C3", b"summary=a%00b", b"summary=%ED%A0%80", b"%FF=1"])
@pytest.mark.usefixtures("unchanged")
def test_damaged_text_in_a_form(desk: FlaskClient, body: bytes) -> None:
    assert_refused(desk.post(NEW, data=body, content_type=FORM), 400, text="ký tự")


@pytest.mark.usefixtures("unchanged")
def test_damaged_text_in_a_form_with_parts(desk: FlaskClient) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="summary"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    assert_refused(desk.post(NEW, data=body, content_type="multipart/form-data; boundary=x"), 400, text="ký tự")


@pytest.mark.usefixtures("unchanged")
def test_damaged_text_in_query_and_path(desk: FlaskClient) -> None:
    for query in ("q=%FF", "q=a%00", "%FF=1"):
        answer = desk.open("/", environ_overrides={"PATH_INFO": "/t/a-comm/reception/visits", "QUERY_STRING": query})
        assert_refused(answer, 400)
    for path in ("/t/a-comm/reception/visits/\xff\xfe", "/t/a-comm\x00/", "/p/\xff/", "/\xc3"):
        assert_refused(desk.open("/", environ_overrides={"PATH_INFO": path}), 404)


@pytest.mark.usefixtures("unchanged")
def test_ids_of_others(desk: FlaskClient, world: World) -> None:
    visit, place = world.id_of("b-comm", "visit"), world.id_of("z-comm", "place")
    for url in (
        f"/t/a-comm/reception/visits/{visit}",
        f"/t/a-comm/reception/visits/{visit}/edit",
        f"/t/a-comm/reception/visits/{visit}/receipt.pdf",
        f"/t/a-comm/reception/places/{place}",
    ):
        assert_refused(desk.get(url), 404)
    assert_refused(desk.post(f"/t/a-comm/reception/visits/{visit}/answer", data={"result": "x"}), 404)
    assert_refused(desk.post(f"/t/a-comm/post/{world.id_of('b-comm', 'post')}"), 404)


@pytest.mark.usefixtures("unchanged")
def test_unknown_tenant(desk: FlaskClient, app: Flask) -> None:
    for client in (desk, app.test_client()):
        assert_refused(client.get("/p/nirgends/"), 404)
    assert_refused(desk.get("/t/nirgends/reception/"), 404)
    assert_refused(desk.post("/t/nirgends/reception/visits/new", data=visit_form()), 404)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.usefixtures("unchanged")
def test_wrong_method(desk: FlaskClient, method: str) -> None:
    answer = desk.open(NEW, method=method)
    assert_refused(answer, 405)
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.usefixtures("unchanged")
def test_too_much_at_once(desk: FlaskClient) -> None:
    assert_refused(desk.post(NEW, data=visit_form(note="a" * 1_100_000)), 413)
    assert_refused(desk.post(NEW, data={f"f{n}": "x" for n in range(600)}, content_type="multipart/form-data"), 413)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
@pytest.mark.usefixtures("unchanged")
def test_a_body_that_is_no_form(desk: FlaskClient, content_type: str) -> None:
    assert_refused(desk.post(NEW, data=b'{"kind": "other"}', content_type=content_type), 422)


@pytest.mark.parametrize(
    "name", ["people-99999-name", "people-" + "9" * 5000 + "-name", "people-²-name", "people--1-name"]
)
@pytest.mark.usefixtures("unchanged")
def test_rows_of_no_form(desk: FlaskClient, name: str) -> None:
    assert_refused(desk.post(NEW, data=visit_form(summary="") | {name: "x"}), 422)


@pytest.mark.parametrize("sent", [{}, {"csrf_token": "wrong"}, {"csrf_token": ""}])
def test_missing_or_wrong_token(
    make_app: Callable[..., tuple[Flask, World]], engine_name: str, sent: dict[str, str]
) -> None:
    app, world = make_app(engine_name, csrf=True)
    client = log_client_in(app, world.login("a-comm", "reception_officer"))
    fingerprint = Fingerprint(app, JOURNALS)
    before = dict(fingerprint.take())
    for url in (NEW, "/login", "/logout", "/language"):
        assert_refused(client.post(url, data=visit_form() | sent), 400, text="tải lại")
    assert fingerprint.take() == before
    fingerprint.close()
    token = BeautifulSoup(client.get(NEW).text, "html.parser").select_one("main [name=csrf_token]")
    assert token is not None
    good = visit_form() | {"csrf_token": str(token["value"])}
    assert client.post(NEW, data=good).status_code == 303, "the same form with its token is taken"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://["}, {"Origin": "null"}, {"Origin": "https://probe.invalid"}, {"Sec-Fetch-Site": "cross-site"}],
)
@pytest.mark.usefixtures("unchanged")
def test_a_form_sent_from_another_site(desk: FlaskClient, headers: dict[str, str]) -> None:
    assert_refused(desk.post(NEW, data=visit_form(), headers=headers), 403)


@pytest.mark.parametrize(
    "target", ["//probe.invalid/", "http://[", "https://probe.invalid\\@x", "/\\probe.invalid", "javascript:x"]
)
def test_no_address_leads_out(app: Flask, desk: FlaskClient, target: str) -> None:
    assert desk.get("/login", query_string={"next": target}).headers["Location"] == "/"
    assert desk.post("/language", data={"lang": "vi", "next": target}).headers["Location"] == "/"


def test_a_doubled_submit_is_one_visit(desk: FlaskClient, app: Flask, engine_name: str) -> None:
    sent = values_of(desk.get(NEW).text) | visit_form()
    assert sent["once"]
    places = {desk.post(NEW, data=sent).headers["Location"] for _turn in range(2)}
    assert len(places) == 1


def test_refusals_for_htmx_are_a_piece_of_a_page(desk: FlaskClient) -> None:
    answer = desk.get("/t/a-comm/reception/visits/nirgends", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert VIETNAMESE.search(answer.text)
