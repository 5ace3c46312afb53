"""Two windows of one commune and one of another, in Chromium, against a demo served by granian."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor, log_in

pytestmark = pytest.mark.browser
HERE, THERE = "tiepdan.dakrve", "tiepdan.dakpne"
LIST = "/t/dak-rve/reception/visits"
LOG = """() => {
  window.heard = [];
  const Plain = window.EventSource;
  window.EventSource = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("reception.visits", (e) => window.heard.push([e.lastEventId, e.data]));
      this.addEventListener("open", () => { window.opened = (window.opened ?? 0) + 1; });
    }
  };
}"""


def becomes(page: Page, expression: str, seconds: float = 6) -> None:
    """Wait for a truth in the page; asked from outside, because the content policy forbids to build code."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(20)


def watched(page: Page, address: str) -> Page:
    """The page at an address with a listening stream whose messages are written down."""
    page.add_init_script(f"({LOG})()")
    page.goto(address)
    becomes(page, "window.opened > 0")
    return page


def register(page: Page, summary: str) -> str:
    """Register a visit in a window; gives its number as the list shows it."""
    page.goto("/t/dak-rve/reception/visits/new")
    page.check("[name=kind][value=complaint]", force=True)
    page.fill("[name='people-0-name']", "Người thử")
    page.fill("[name='people-0-commune']", "Đăk Rve")
    page.fill("[name=summary]", summary)
    page.check("[name=outcome][value=received]", force=True)
    with page.expect_navigation():
        page.click(".submit-bar button")
    number = re.search(r"(\d+/\d{4})", page.locator("h1").inner_text())
    assert number, page.locator("main").inner_text()[:500]
    return number[1]


def test_a_visit_appears_in_the_other_window_and_nowhere_else(officer: Visitor) -> None:
    one, two, far = officer(HERE), officer(HERE), officer(THERE)
    watched(two, LIST)
    far_list = re.sub(r"(/t/[^/]+)/.*", r"\1/reception/visits", far.url + "/")
    watched(far, far_list)
    before = far.content()
    two.fill("main [name=q]", "mưa đá")
    becomes(two, "location.search.includes('q=')")
    two.focus("main [name=q]")
    register(one, "Mưa đá làm hỏng mái nhà")
    saved = time.monotonic()
    expect(two.locator("#visits")).to_contain_text("Mưa đá làm hỏng mái nhà", timeout=1000)
    assert time.monotonic() - saved < 1.0
    assert two.input_value("main [name=q]") == "mưa đá"
    assert two.evaluate("document.activeElement.name") == "q"
    register(one, "Chuyện khác hẳn")
    becomes(two, "window.heard.length === 2")
    two.wait_for_timeout(500)
    expect(two.locator("#visits")).not_to_contain_text("Chuyện khác hẳn")
    assert far.evaluate("window.heard") == []
    assert far.content() == before


def test_the_desk_follows_and_the_focus_stays(officer: Visitor) -> None:
    one, two = officer(HERE), officer(HERE)
    watched(two, "/t/dak-rve/reception/")
    link = two.locator("#desk td a").first
    link.focus()
    at = link.get_attribute("href")
    before = two.locator("#desk .stat").first.inner_text()
    register(one, "Đường vào thôn lầy lội")
    expect(two.locator("#desk .stat").first).not_to_have_text(before, timeout=1500)
    assert two.evaluate("document.activeElement.getAttribute('href')") == at


def away(officer: Visitor, seconds: float) -> None:
    """Be offline for a while; catch up without a gap and without anything twice."""
    one, two = officer(HERE), officer(HERE)
    watched(two, LIST)
    first = register(one, "Trước khi mất mạng")
    expect(two.locator("#visits")).to_contain_text(first, timeout=2000)
    two.context.set_offline(True)
    lost = time.monotonic()
    missed = [register(one, f"Trong lúc mất mạng {n}") for n in range(3)]
    expect(two.locator("#live")).to_be_visible(timeout=4000)
    two.wait_for_timeout(max(0, seconds - (time.monotonic() - lost)) * 1000)
    assert len(two.evaluate("window.heard")) == 1
    two.context.set_offline(False)
    for number in missed:
        expect(two.locator("#visits")).to_contain_text(number, timeout=5000)
    expect(two.locator("#live")).to_be_hidden()
    last = register(one, "Sau khi có mạng lại")
    expect(two.locator("#visits")).to_contain_text(last, timeout=2000)
    becomes(two, "window.heard.length >= 5")
    heard: list[Any] = two.evaluate("window.heard")
    assert len(heard) == 5
    assert len({row[0] for row in heard}) == 5, "each at a place of its own"
    assert len({row[1] for row in heard}) == 5


def test_after_being_offline_the_window_catches_up(officer: Visitor, watches: Any) -> None:
    away(officer, 5)
    _forgive(watches)


@pytest.mark.prove
def test_after_half_a_minute_offline_the_window_catches_up(officer: Visitor, watches: Any) -> None:
    away(officer, 30)
    _forgive(watches)


def _forgive(watches: Any) -> None:
    for watch in watches:
        watch.allowed += ["ERR_INTERNET_DISCONNECTED"]


def test_a_window_that_was_logged_out_shows_the_login_page(officer: Visitor, demo: Any, visitor: Visitor) -> None:
    page = visitor()
    log_in(page, HERE, demo.password(HERE))
    watched(page, LIST)
    other = page.context.new_page()
    other.goto("/account")
    other.click(".menu-right summary")
    with other.expect_navigation():
        other.click("form[action='/logout'] button")
    page.wait_for_url(re.compile("/login"), timeout=9000)
    assert page.locator("#visits").count() == 0
