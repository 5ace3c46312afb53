"""A petition from the desk to the signature with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.keys import Keys

pytestmark = pytest.mark.browser

NEW = "/t/dak-rve/petitions/petitions/new"


def test_a_petition_is_taken_in_classified_and_proposed_by_keyboard(officer: Callable[[str], Page]) -> None:
    page = officer("donthu.dakrve")
    page.goto(NEW)
    keys = Keys(page)
    keys.press("1")  # complaint: the cursor stands on the kinds
    keys.fill("people-0-name", "Nguyễn Đức Toàn")
    keys.fill("summary", "Khiếu nại quyết định thu hồi đất làm đường liên thôn")
    expect(page.locator("#alike li").first).to_be_visible()
    keys.press("Alt+s")
    page.wait_for_url(re.compile(r"/petitions/petitions/[a-z0-9]{20}"))
    assert keys.strokes < 160, "a petition takes less than a minute at two strokes a second and a half"
    keys.press("c")
    page.wait_for_url(re.compile("/classify$"))
    keys.pick("respondent_level", "Chu")
    keys.card("competence", 1, digits=True)
    keys.press("Alt+s")
    page.wait_for_url(re.compile(r"/petitions/petitions/[a-z0-9]{20}$"))
    keys.press("p")
    page.wait_for_url(re.compile("/propose$"))
    keys.card("result", 1, digits=True)
    keys.pick("ground", "Vi")
    keys.fill("reason", "Đơn chưa đủ điều kiện xử lý")
    keys.press("Alt+s")
    page.wait_for_url(re.compile(r"/petitions/petitions/[a-z0-9]{20}$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("chờ ký")


def test_lists_are_walked_by_keyboard(officer: Callable[[str], Page]) -> None:
    page = officer("donthu.dakrve")
    page.goto("/t/dak-rve/petitions/petitions")
    rows = page.locator("main table.stack tbody tr")
    keys = Keys(page)
    keys.press("j")
    expect(rows.nth(0).locator("a")).to_be_focused()
    keys.press("j")
    keys.press("x")
    expect(rows.nth(1).locator("a")).to_be_focused()
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    keys.press("k")
    keys.press("x")
    keys.press("x")
    expect(rows.nth(0).get_by_role("checkbox")).not_to_be_checked()
    keys.press("k")
    expect(rows.nth(0).locator("a")).to_be_focused()
    keys.press("Shift+?")
    expect(page.locator("#shortcuts")).to_contain_text("J / K")
    expect(page.locator("#shortcuts")).to_contain_text("X")
    keys.press("Escape")
    rows.nth(0).locator("a").focus()
    address = rows.nth(0).locator("a").get_attribute("href") or "?"
    keys.press("Enter")
    page.wait_for_url(re.compile(re.escape(address)))
    search = page.locator("[data-search-all]").first
    search.focus()
    keys.press("j")
    expect(search).to_have_value("j")


def test_the_book_of_visits_is_walked_by_keyboard(officer: Callable[[str], Page]) -> None:
    page = officer("tiepdan.dakrve")
    page.goto("/t/dak-rve/reception/visits")
    Keys(page).press("j")
    expect(page.locator("main table.stack tbody tr").nth(0).locator("a")).to_be_focused()
    Keys(page).press("Shift+?")
    expect(page.locator("#shortcuts")).to_contain_text("J / K")
