"""Hands on a keyboard: nothing here points, clicks, fills in or sets the focus from a script."""

from __future__ import annotations

import unicodedata

from playwright.sync_api import Page

#: So many presses of Tab are tried before a field counts as unreachable.
FURTHEST = 120


def strokes_of(text: str) -> int:
    """Keys an officer presses for ``text`` with the Telex method: one more for each mark, đ is two."""
    return len(unicodedata.normalize("NFD", text.replace("đ", "dd").replace("Đ", "DD")))


class Keys:
    """Types into a page and counts the strokes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strokes = 0

    def press(self, *keys: str) -> None:
        """Press keys one after another; a chord such as Alt+s counts once."""
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def type(self, text: str) -> None:
        """Type a text where the cursor is."""
        self.page.keyboard.type(text)
        self.strokes += strokes_of(text)

    def focus_matches(self, selector: str) -> bool:
        """Whether the element that has the focus fits the selector."""
        return bool(self.page.evaluate("s => !!document.activeElement?.matches(s)", selector))

    def tab_to(self, selector: str, *, back: bool = False, limit: int = FURTHEST) -> int:
        """Press Tab until the element has the focus; gives how often."""
        pressed = 0
        while not self.focus_matches(selector):
            if pressed == limit:
                at = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
                raise AssertionError(f"Tab does not reach {selector} within {limit} presses; it stands on {at}")
            self.press("Shift+Tab" if back else "Tab")
            pressed += 1
        return pressed

    def fill(self, name: str, text: str) -> None:
        """Go to the field ``name`` and type over what it holds."""
        self.tab_to(f'[name="{name}"]')
        self.type(text)

    def follow(self, selector: str) -> None:
        """Go to a link or button and press Enter; waits for the next page."""
        self.tab_to(selector)
        self.go("Enter")

    def go(self, key: str) -> None:
        """Press a key that leads to another page, and wait for it."""
        with self.page.expect_event("domcontentloaded"):
            self.press(key)
        self.page.wait_for_load_state("load")

    def pick(self, name: str, text: str) -> None:
        """Choose in a drop-down by typing the beginning of the choice (plain letters: no composing there)."""
        self.tab_to(f'select[name="{name}"]')
        self.type(text)

    def card(self, name: str, number: int, *, digits: bool) -> None:
        """Choose the card ``number`` (from 1): by its digit, or by arrows where no script runs."""
        self.tab_to(f'input[type=radio][name="{name}"]')
        if digits:
            self.press(str(number))
            return
        places = self.page.evaluate(
            "n => { const all = [...document.getElementsByName(n)];"
            " return [all.indexOf(document.activeElement), all.findIndex((r) => r.checked)]; }",
            name,
        )
        at, chosen = places
        if chosen < 0 and at == number - 1:
            self.press("Space")
        for _step in range(number - 1 - at):
            self.press("ArrowDown")
        for _step in range(at - number + 1):
            self.press("ArrowUp")

    def tick(self, name: str) -> None:
        """Go to a box and tick it."""
        self.tab_to(f'input[type=checkbox][name="{name}"]')
        self.press("Space")
