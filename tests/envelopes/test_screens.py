"""Pages of letters: who sees what, the way of a note through the screens, bad input, few statements."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.world import World
from tests.architecture.test_statement_count import MOST, counting
from tests.envelopes.fakes import NAME, A, B, Z, carried, copy, courier, sent, turn
from tests.isolation.routes import DOT

MakeApp = Callable[..., tuple[Flask, World]]
Login = Callable[[str], FlaskClient]
NOTE = {"to": B, "about": "Phối hợp buổi tiếp công dân", "text": "Kính gửi quý đơn vị\n\nĐề nghị phối hợp."}


@pytest.fixture
def app_world(make_app: MakeApp) -> tuple[Flask, World]:
    """The courier in A and B."""
    made = make_app("sqlite", plugin_modules=(courier(),), csrf=False)
    for tenant in (A, B):
        turn(made[0], tenant, on=True)
    return made


def page_of(letter: str, tenant: str, act: str = "") -> str:
    return f"/t/{tenant}/letters/{letter}{act}"


def written(app: Flask, clerk: FlaskClient, **more: object) -> str:
    """A note from A to B by its form; gives its id after the post was carried."""
    answer = clerk.post(f"/t/{A}/letters/new", data={**NOTE, **more})
    assert answer.status_code == 303, answer.text
    carried(app)
    return answer.headers["Location"].rsplit("/", 1)[1]


def test_a_note_goes_through_the_screens_of_both_units(app: Flask, world: World, login: Login) -> None:
    mine, theirs = login(world.login(A, "clerk")), login(world.login(B, "clerk"))
    letter = written(app, mine, file=(BytesIO(DOT), "ban-do.png"))
    seen = theirs.get(f"/t/{B}/letters").text
    assert "aria-invalid" not in seen
    assert NOTE["about"] in seen
    assert "badge-count" in seen
    shown = theirs.get(page_of(letter, B)).text
    assert "Đề nghị phối hợp." in shown
    assert "ban-do.png" in shown
    (address,) = {part.split('"')[0] for part in shown.split('href="') if "/files/" in part.split('"')[0]}
    assert theirs.get(address, follow_redirects=True).mimetype == "image/png"
    assert (
        theirs.post(page_of(letter, B, "/accept"), data={"receipt_no": "12/BN", "text": "Đã nhận"}).status_code == 303
    )
    carried(app)
    shown = mine.get(page_of(letter, A)).text
    assert "12/BN" in shown
    assert "Đã nhận" in shown
    assert mine.post(page_of(letter, A, "/recall")).status_code == 409
    assert theirs.post(page_of(letter, B, "/refuse"), data={"reason": "x"}).status_code == 409


def test_lists_show_no_content_and_the_letter_only_to_its_right(app: Flask, world: World, login: Login) -> None:
    letter = sent(app)
    carried(app)
    clerk, bare = login(world.login(B, "clerk")), login(world.login(B, "bare"))
    for client in (clerk, bare):
        assert client.get(page_of(letter, B)).status_code == 403
        listed = client.get(f"/t/{B}/letters")
        assert listed.status_code == 200
        assert NAME not in listed.text
        assert "Parcel of 3 pages" not in listed.text
    assert login(world.login(Z, "clerk")).get(page_of(letter, Z)).status_code == 404
    assert "/letters" not in bare.get(f"/t/{B}/").text


def test_what_is_wrong_is_said_and_nothing_is_sent(app: Flask, world: World, login: Login) -> None:
    clerk = login(world.login(A, "clerk"))
    bad: list[dict[str, object]] = [
        {"to": ""},
        {"to": A},
        {"to": "no-such-unit"},
        {"about": ""},
        {"about": "x" * 151},
        {"text": "y" * 5001},
        {"due_on": "31/02/2026"},
        {"due_on": "01/01/2020"},
        {"file": (BytesIO(b"MZ no paper"), "x.exe")},
    ]
    before = clerk.get(f"/t/{A}/letters?box=out").text.count("<tr>")
    for wrong in bad:
        answer = clerk.post(f"/t/{A}/letters/new", data={**NOTE, **wrong})
        assert answer.status_code == 422, wrong
        assert "error-summary" in answer.text
    assert clerk.get(f"/t/{A}/letters?box=out").text.count("<tr>") == before
    letter = written(app, clerk)
    theirs = login(world.login(B, "clerk"))
    for act, data in (
        ("refuse", {"reason": " "}),
        ("refuse", {"reason": "x" * 2001}),
        ("accept", {"receipt_no": "9" * 61}),
    ):
        answer = theirs.post(page_of(letter, B, f"/{act}"), data=data)
        assert answer.status_code == 422
        assert "error-summary" in answer.text
    row = copy(app, B, letter)
    assert row is not None
    assert row.state == "delivered"


def test_filters_and_pages(app: Flask, world: World, login: Login) -> None:
    clerk = login(world.login(A, "clerk"))
    for number in range(27):
        assert clerk.post(f"/t/{A}/letters/new", data={**NOTE, "about": f"Số hiệu {number:02}"}).status_code == 303
    first = clerk.get(f"/t/{A}/letters?box=out").text
    assert "Số hiệu 26" in first
    assert "Số hiệu 00" not in first
    (older,) = {
        part.split('"')[0].replace("&amp;", "&") for part in first.split('href="') if "after=" in part.split('"')[0]
    }
    assert "Số hiệu 00" in clerk.get(older).text
    found = clerk.get(f"/t/{A}/letters?box=out&q=so+hieu+13").text
    assert "Số hiệu 13" in found
    assert "Số hiệu 14" not in found
    for query in ("state=accepted", "state=late", "kind=core.note&q=khong+co", "box=zzz&state=zzz&kind=zzz&after=zzz"):
        assert clerk.get(f"/t/{A}/letters?{query}").status_code == 200


def test_pages_ask_little_and_alike(app: Flask, world: World, login: Login) -> None:
    clerk = login(world.login(A, "clerk"))
    counts = []
    for number in (1, 4):
        for _turn in range(number):
            letter = written(app, clerk)
        with counting(app) as seen:
            clerk.get(f"/t/{A}/letters?box=out")
        counts.append(len(seen))
    with counting(app) as seen:
        clerk.get(page_of(letter, A))
    assert max(*counts, len(seen)) <= MOST
    assert counts[0] == counts[1]
