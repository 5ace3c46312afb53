"""What others see of the desk's work: the overseer a number, the neighbour nothing, and the operator's switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_desk_keyboard import TOWN

pytestmark = pytest.mark.browser

Opens = Callable[..., Page]
DESK = "/t/dak-rve/reception/"
HALL = "/t/dak-pne/reception/"


def register(page: Page, name: str, tenant: str = "dak-rve") -> str:
    """One short visit by the quickest way; gives its address."""
    page.goto(f"/t/{tenant}/reception/visits/new")
    page.locator("input[name=kind]").nth(2).check()
    page.fill("[name=people-0-name]", name)
    page.fill("[name=people-0-commune]", TOWN)
    page.fill("[name=summary]", "Kiến nghị lắp thêm đèn chiếu sáng")
    page.keyboard.press("Alt+s")
    page.wait_for_url(lambda address: not address.endswith("/new"))
    return page.url


def town_visits(page: Page) -> int:
    """The town's visits of this month, as the overseer's table tells them."""
    page.goto("/t/kon-ray/oversight")
    row = page.locator("tr", has=page.get_by_role("rowheader", name=TOWN))
    return int(row.locator("td").first.inner_text())


def test_the_overseer_sees_the_count_grow_by_three_and_no_name(officer: Opens) -> None:
    overseer = officer("huyen.konray")
    before = town_visits(overseer)
    desk = officer("tiepdan.dakrve")
    addresses = [register(desk, f"Y Ba Đợt {number}") for number in range(3)]
    assert town_visits(overseer) == before + 3
    assert "Y Ba Đợt" not in overseer.content()
    for address in addresses[:1]:
        assert overseer.goto(address).status == 404  # type: ignore[union-attr]


def test_the_neighbour_sees_nothing_of_it(officer: Opens) -> None:
    address = register(officer("tiepdan.dakrve"), "Y Riêng Tư")
    neighbour = officer("tiepdan.dakkoi")
    for path in (address, DESK, "/t/dak-rve/", "/t/dak-rve/reception/visits?q=rieng"):
        answer = neighbour.goto(path)
        assert answer
        assert answer.status == 404
        assert "Riêng Tư" not in neighbour.content()
    neighbour.goto(address.replace("/dak-rve/", "/dak-koi/"))
    assert "Riêng Tư" not in neighbour.content()
    neighbour.goto("/t/dak-koi/reception/visits?q=y+rieng+tu")
    expect(neighbour.locator("#visits tbody tr")).to_have_count(0)


def test_reception_switched_off_is_gone_and_comes_back_with_its_data(officer: Opens, watches: Any) -> None:
    desk, operator = officer("tiepdan.dakpne"), officer("dieu-hanh")
    address = register(desk, "A Còn Đây", "dak-pne")

    def press(plugin: str) -> None:  # petitions, which need the reception, are not kept by this commune
        operator.goto("/ops/")
        operator.locator(f'form[action$="/ops/tenants/dak-pne/plugins/{plugin}"] button').click()
        operator.wait_for_load_state()

    for watch in watches:  # a page that still listened when the plugin went is told so, sooner or later
        watch.allowed += ["403 for eventsource"]
    desk.goto("about:blank")  # or the page reloads itself at a moment of its own, in the midst of what follows
    press("reception")
    try:
        for path in (HALL, address, "/t/dak-pne/reception/book.xlsx", "/p/dak-pne/reception/"):
            answer = desk.context.request.get(path)
            assert answer.status == 404, path
        answer = desk.goto(HALL)
        assert answer
        assert answer.status == 404
        expect(desk.locator("h1")).to_have_text("Không có trang này")
        desk.goto("/t/dak-pne/")
        assert desk.locator('a[href*="/reception/"]').count() == 0
    finally:
        press("reception")
    answer = desk.goto(address)
    assert answer
    assert answer.status == 200
    assert "A Còn Đây" in desk.content()
    assert desk.locator('.side-nav a[href$="/reception/"]').count() == 1
