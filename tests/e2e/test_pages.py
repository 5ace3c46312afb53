"""Each page of the product: no axe violation, nothing beyond the edge of a phone, a seen focus."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.keys import Keys
from tests.e2e.pages import SCREENS, Screen, unplaced
from tests.e2e.serving import clean_environment

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
#: What is wider than the page although nothing holds it in a scroller of its own.
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll("body *")]
    .filter((el) => el.getBoundingClientRect().right > edge + 1)
    .slice(0, 5).map((el) => el.outerHTML.slice(0, 120));
}"""
#: Whether the element with the focus, or the card around it, looks other than without the focus.
FOCUS_SEEN = """() => {
  const el = document.activeElement;
  const card = el.closest("label, .card-choice") ?? el;
  const look = () => [el, card].map((one) => {
    const style = getComputedStyle(one);
    const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
    return [outline, style.boxShadow, style.borderColor, style.backgroundColor, style.clipPath].join("|");
  }).join("#");
  const focused = look();
  el.blur();
  const seen = focused !== look();
  el.focus();
  return seen ? "" : el.outerHTML.slice(0, 160);
}"""
#: So many Tabs at most lead from the top of a page to its main action.
MAIN_ACTION_TABS = 25


def ids(screen: Screen) -> str:
    return screen.name


def test_every_get_route_has_its_screen() -> None:
    program = Path(sys.executable).with_name("tiepdan")
    printed = subprocess.run(
        [program, "routes", "--json"], check=True, capture_output=True, env=clean_environment()
    ).stdout
    assert not unplaced(json.loads(printed))


@pytest.mark.parametrize("screen", SCREENS, ids=ids)
def test_a_page_is_accessible_and_fits_a_phone(
    screen: Screen, visitor: Callable[..., Page], officer: Callable[..., Page], count: Callable[[str, int], None]
) -> None:
    page = officer(screen.login) if screen.login else visitor()
    answer = page.goto(screen.address(page))
    assert answer
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "vi"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(PHONE)
    assert page.evaluate(TOO_WIDE) == []
    count("pages without axe violation and without sideways scroll at 360 px", 1)


@pytest.mark.parametrize("path", ["/login", "/t/dak-rve/reception/", "/t/dak-rve/reception/visits/new"])
def test_the_focus_is_seen_on_every_stop(path: str, visitor: Callable[..., Page], officer: Callable[..., Page]) -> None:
    page = visitor() if path == "/login" else officer("tiepdan.dakrve")
    page.goto(path)
    keys = Keys(page)
    unseen, stops = [], 0
    for _stop in range(70):
        keys.press("Tab")
        if keys.focus_matches("body"):
            break
        stops += 1
        unseen.append(page.evaluate(FOCUS_SEEN))
    assert stops > 2
    assert [found for found in unseen if found] == []


def test_the_desk_leads_to_a_visit_by_one_key_and_by_few_tabs(
    officer: Callable[..., Page], count: Callable[[str, int], None]
) -> None:
    page = officer("tiepdan.dakrve")
    page.goto("/t/dak-rve/reception/")
    keys = Keys(page)
    tabs = keys.tab_to('main a.btn-primary[href$="/visits/new"]', limit=MAIN_ACTION_TABS)
    page.reload()
    keys.press("Tab", "Enter")  # the skip link
    after_skip = keys.tab_to('main a.btn-primary[href$="/visits/new"]', limit=5)
    assert after_skip <= tabs
    count("tabs to a new visit after the skip link", after_skip)
    keys.go("n")
    assert page.url.endswith("/visits/new")
    assert keys.focus_matches("input[name=kind]"), "the cursor waits in the first card"
