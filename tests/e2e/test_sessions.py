"""Languages, posts, logins: switching, ending, and what a browser may keep (nothing)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import log_in
from tests.e2e.serving import Demo
from tests.e2e.test_tenants import register
from tests.e2e.watching import EMPTY, STORED

pytestmark = pytest.mark.browser

Opens = Callable[..., Page]


def test_the_language_switches_and_stays(visitor: Opens, demo: Demo) -> None:
    page = visitor()
    page.goto("/login")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    page.click("button[name=lang][value=en]")
    expect(page.locator("h1")).to_have_text("Log in")
    assert page.locator("html").get_attribute("lang") == "en"
    log_in(page, "tiepdan.dakpne", demo.password("tiepdan.dakpne"))
    expect(page.locator(".side-nav")).to_contain_text("Register a visit")
    page.click("button[name=lang][value=vi]")
    expect(page.locator(".side-nav")).to_contain_text("Ghi lượt tiếp")


@pytest.mark.parametrize("path", ["/t/dak-pne/reception/", "/t/dak-pne/reception/visits/new", "/account"])
def test_an_english_page_has_no_vietnamese_label(path: str, officer: Opens) -> None:
    page = officer("tiepdan.dakpne")
    page.click("button[name=lang][value=en]")
    page.goto(path)
    labels = page.locator("main label, main h1, main h2, main button, main th").all_inner_texts()
    page.click("button[name=lang][value=vi]")
    marked = [text for text in labels if re.search(r"[ăâđêôơưạảấầẩậắằẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", text)]
    assert marked == []


def test_a_denunciation_hides_the_person_and_asks_for_the_envelope(officer: Opens) -> None:
    page = officer("tiepdan.dakrve")
    page.goto("/t/dak-rve/reception/visits/new")
    page.locator("input[name=kind]").nth(0).check()
    expect(page.locator("[name=people-0-name]")).to_be_visible()
    expect(page.locator("[name=envelope_no]")).to_be_hidden()
    page.fill("[name=people-0-name]", "Người Không Được Lưu")
    page.locator("input[name=kind][value=denunciation]").check()
    expect(page.locator("[name=people-0-name]")).to_be_hidden()
    expect(page.locator("[name=envelope_no]")).to_be_visible()
    page.fill("[name=envelope_no]", "PB-77")
    page.fill("[name=summary]", "Tố cáo việc thu tiền không đúng quy định")
    page.keyboard.press("Alt+s")
    page.wait_for_url(lambda address: not address.endswith("/new"))
    assert "TC-" in page.locator("h1").inner_text()
    assert "Người Không Được Lưu" not in page.content()


def test_without_scripts_a_name_in_a_denunciation_is_refused_and_cleared(officer: Opens) -> None:
    page = officer("tiepdan.dakrve", java_script_enabled=False)
    page.goto("/t/dak-rve/reception/visits/new")
    page.locator("input[name=kind][value=denunciation]").check()
    page.fill("[name=people-0-name]", "Người Không Được Lưu")
    page.fill("[name=envelope_no]", "PB-78")
    page.fill("[name=summary]", "Tố cáo việc thu tiền không đúng quy định")
    page.click(".submit-bar button")
    assert "không lưu họ tên" in page.locator(".error-summary").inner_text()
    assert page.input_value("[name=people-0-name]") == ""
    assert "Người Không Được Lưu" not in page.content()
    page.click(".submit-bar button")
    assert "TC-" in page.locator("h1").inner_text()


def test_another_post_brings_other_rights(officer: Opens) -> None:
    page = officer("chutich.dakrve")
    page.goto("/t/dak-rve/reception/visits")
    headings = page.locator("#visits thead").inner_text()
    assert "Người đến" not in headings
    page.click(".place > summary")
    page.locator(".place .menu-panel button", has_text="Tổ trưởng Tổ công tác").click()
    expect(page.locator(".place-post")).to_contain_text("Tổ trưởng Tổ công tác")
    page.goto("/t/dak-rve/reception/visits")
    assert "Người đến" in page.locator("#visits thead").inner_text()
    page.click(".place > summary")
    page.locator(".place .menu-panel button", has_text="Chủ tịch").first.click()
    expect(page.locator(".place-post")).to_contain_text("Chủ tịch")


def test_after_logout_back_shows_nothing_private(visitor: Opens, demo: Demo) -> None:
    page = visitor()
    log_in(page, "tiepdan.dakrve", demo.password("tiepdan.dakrve"))
    register(page, "Y Đã Xem Xong")
    page.click(".menu-right > summary")
    page.locator('form[action$="/logout"] button').click()
    expect(page).to_have_url(re.compile(r"/$"))
    for _step in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Y Đã Xem Xong" not in page.content()
    assert "/login" in page.url


def test_nothing_stays_in_the_browser(officer: Opens) -> None:
    page = officer("tiepdan.dakrve")
    register(page, "Y Không Lưu")
    page.goto("/t/dak-rve/reception/visits")
    page.fill("[data-search]", "khong luu")
    expect(page.locator("#visits tbody tr")).not_to_have_count(0)
    page.wait_for_url(re.compile("q="))
    assert page.evaluate(STORED) == EMPTY
    names = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(names) == {"tiepdan"}
    assert names["tiepdan"]["httpOnly"]


def test_a_login_elsewhere_is_listed_and_can_be_ended(visitor: Opens, demo: Demo) -> None:
    here, there = visitor(), visitor(user_agent="Mozilla/5.0 (Android 15) Firefox/140.0")
    for page in (here, there):
        log_in(page, "mattran.dakrve", demo.password("mattran.dakrve"))
    here.goto("/account")
    row = here.locator("tr", has_text="Firefox · Android")
    expect(row).to_have_count(1)
    row.get_by_role("button").click()
    expect(here.locator("#toasts")).to_contain_text("Đã kết thúc")
    expect(here.locator("tr", has_text="Firefox · Android")).to_have_count(0)
    there.goto("/t/dak-rve/massorg/")
    assert "/login" in there.url


def test_filtering_swaps_the_rows_alone_and_back_restores_the_page(officer: Opens) -> None:
    page = officer("tiepdan.dakrve")
    page.goto("/t/dak-rve/reception/visits")
    page.evaluate("document.querySelector('.filters').dataset.kept = 'yes'")
    pieces: list[Any] = []
    page.on("response", lambda answer: pieces.append(answer) if answer.request.resource_type == "xhr" else None)
    first = page.locator("#visits tbody tr").first.inner_text()
    page.fill("[data-search]", "den chieu sang khong co dau")
    expect(page.locator("#visits .empty")).to_be_visible()
    assert page.locator(".filters").get_attribute("data-kept") == "yes", "the form was not replaced"
    assert len(pieces) == 1
    body = pieces[0].text()
    assert body.lstrip().startswith('<div id="visits"')
    assert "<html" not in body
    assert page.url.endswith("?q=den%20chieu%20sang%20khong%20co%20dau&kind=&outcome=&since=&until=")
    page.go_back()
    page.wait_for_url(re.compile(r"/visits$"))
    expect(page.locator("#visits tbody tr").first).to_have_text(re.compile(re.escape(first.split()[0])))
    assert page.locator("header.top").count() == 1
    assert page.locator(".filters").count() == 1


def test_an_expired_login_inside_htmx_leads_to_the_login_page(visitor: Opens, demo: Demo) -> None:
    page = visitor()
    log_in(page, "tiepdan.dakkoi", demo.password("tiepdan.dakkoi"))
    page.goto("/t/dak-koi/reception/visits")
    page.context.clear_cookies()
    page.fill("[data-search]", "bat ky")
    page.wait_for_url(re.compile("/login"))
    expect(page.locator("[name=password]")).to_be_visible()
