"""Two counters, the display and a phone show the same place in line; a call for help is heard at once.

Against a demo served by granian, in Chromium; the end of the run prints what was measured.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from core.testing.counts import Count
from tests.e2e.conftest import Visitor
from tests.e2e.test_live import LOG, becomes

pytestmark = pytest.mark.browser
DESK, POLICE = "tiepdan.dakrve", "congan.dakrve"
HALL = "/t/dak-rve/reception/queue"
SAME_PLACE_SECONDS, HEARD_SECONDS = 2.0, 1.0


def sit(page: Page, counter: str) -> None:
    """Work at a counter."""
    page.goto("/t/dak-rve/reception/")
    option = page.locator("#seat option", has_text=counter).first.get_attribute("value")
    page.select_option("#seat", option)
    with page.expect_navigation():
        page.click("#queue .page-head button")


def empty(page: Page) -> None:
    """Everybody who waits for the first counter's unit has left."""
    page.goto(HALL)
    while page.locator("#queue button[value=leave]").count():
        with page.expect_navigation():
            page.locator("#queue button[value=leave]").first.click()
        page.goto(HALL)
    while page.locator("#queue button[value=finish]").count():
        with page.expect_navigation():
            page.locator("#queue button[value=finish]").first.click()
        page.goto(HALL)


def take(page: Page, ground: str = "") -> tuple[str, str]:
    """(number, address of the phone's page) of a number given out by the keyboard."""
    page.goto("/t/dak-rve/reception/")
    with page.expect_navigation():
        page.keyboard.press("s")
    if ground:
        page.select_option("[name=ground]", ground)
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    return page.inner_text(".slip-number"), str(page.get_attribute(".slip", "data-link"))


def listening(page: Page, address: str) -> None:
    """Open a page and wait until its stream is open."""
    page.add_init_script(f"({LOG})()")
    page.goto(address)
    becomes(page, "window.opened > 0", 10)


def shown(page: Page) -> str:
    """The order as a page shows it, in one line; asked from inside."""
    return str(
        page.evaluate("[...document.querySelectorAll('.tv-line li[data-code]')].map(e => e.dataset.code).join(' ')")
    )


def seconds_until(pages: dict[str, tuple[Page, str]], begun: float) -> dict[str, float]:
    """Name -> seconds until each page's truth holds."""
    found: dict[str, float] = {}
    while len(found) < len(pages):
        for name, (page, truth) in pages.items():
            if name not in found and page.evaluate(truth):
                found[name] = time.monotonic() - begun
        assert time.monotonic() - begun < 15, f"never: {set(pages) - set(found)}"
        next(iter(pages.values()))[0].wait_for_timeout(20)
    return found


def test_two_counters_display_and_phone_show_the_same_place(officer: Visitor, visitor: Visitor, count: Count) -> None:
    one, two = officer(DESK), officer(DESK)
    sit(one, "Quầy 1")
    empty(one)
    first, _link = take(one)
    second, _link = take(one)
    third, link = take(one, "elderly")
    display, phone = visitor(), visitor(viewport={"width": 360, "height": 740})
    display.goto("/p/dak-rve/reception/display")
    phone.goto(link)
    assert phone.locator("[data-before]").get_attribute("data-before") == "0", "goes first by a ground"
    assert shown(display).startswith(f"{third} {first} {second}")
    listening(two, HALL)
    one.goto("/t/dak-rve/reception/")
    one.wait_for_timeout(300)
    begun = time.monotonic()
    one.keyboard.press("g")
    took = seconds_until(
        {
            "desk": (two, f"document.querySelector('.hall-mine').textContent.includes('{third}')"),
            "display": (display, f"document.querySelector('[data-call]')?.dataset.call === '{third}'"),
            "phone": (phone, "document.querySelector('#hall').textContent.includes('Quầy 1')"),
        },
        begun,
    )
    for name, value in took.items():
        count(f"ms until the {name} shows a call", round(value * 1000))
    assert max(took.values()) < SAME_PLACE_SECONDS + 1, took
    assert shown(display).startswith(f"{first} {second}")
    with one.expect_navigation():
        one.keyboard.press("b")
    assert "/visits/new?ticket=" in one.url
    assert phone.locator("#hall").inner_text().count(third) == 1


def test_a_call_for_help_is_heard_at_a_second_desk_and_by_the_police(officer: Visitor, count: Count) -> None:
    one, two, police = officer(DESK), officer(DESK), officer(POLICE)
    listening(two, "/t/dak-rve/reception/visits/new")
    two.fill("[name=summary]", "Đang viết dở")
    listening(police, "/t/dak-rve/police/")
    one.goto("/t/dak-rve/reception/visits/new")
    one.fill("[name=summary]", "Chưa lưu")
    one.wait_for_timeout(1200)
    one.keyboard.press("F9")
    one.wait_for_timeout(3300)
    assert one.locator("[data-alarm-open]").count() == 0, "one press is not enough"
    one.keyboard.press("F9")
    begun = time.monotonic()
    one.keyboard.press("F9")
    truth = "document.querySelector('[data-alarm-open]') !== null"
    took = seconds_until({"second desk": (two, truth), "police": (police, truth), "own desk": (one, truth)}, begun)
    for name, value in took.items():
        count(f"ms until the {name} hears a call for help", round(value * 1000))
    assert max(took.values()) < HEARD_SECONDS + 1, took
    assert one.input_value("[name=summary]") == "Chưa lưu"
    assert two.input_value("[name=summary]") == "Đang viết dở"
    police.keyboard.press("d")
    expect(two.locator(".alarm")).to_contain_text("đang đến", timeout=4000)
    expect(one.locator(".alarm")).to_contain_text("đang đến", timeout=4000)
    one.locator(".alarm button", has_text=re.compile("Dừng")).click()
    for page in (one, two, police):
        expect(page.locator("[data-alarm-open]")).to_have_count(0, timeout=4000)
    assert two.input_value("[name=summary]") == "Đang viết dở"
    for page in (one, two):
        page.evaluate("document.querySelectorAll('form[data-dirty]').forEach(f => delete f.dataset.dirty)")
