"""The officer's flow at the desk, for a keyboard alone, with or without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.e2e.keys import Keys


@dataclass(frozen=True)
class Typed:
    """A visit as the officer types it; empty texts are passed over."""

    kind: int
    people: tuple[dict[str, str], ...]
    summary: str
    outcome: int
    headcount: int = 1
    demand: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    ground: str = ""
    notice: str = ""
    papers: tuple[dict[str, str], ...] = ()
    more: dict[str, str] = field(default_factory=dict)
    in_competence: bool = False


class Desk:
    """Drives the desk's pages with keys; ``scripts`` says whether shortcuts and digits work."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        self.page, self.keys, self.scripts = page, Keys(page), scripts

    def log_in(self, login: str, password: str) -> None:
        """From the login page to the start page."""
        self.page.goto("/login")
        assert self.keys.focus_matches("[name=login]"), "the cursor waits in the login name"
        self.keys.type(login)
        self.keys.press("Tab")
        self.keys.type(password)
        self.keys.go("Enter")
        assert "/login" not in self.page.url

    def menu(self, ending: str) -> None:
        """Open a page from the menu."""
        self.keys.follow(f'.side-nav a[href$="{ending}"]')

    def register(self, visit: Typed) -> str:
        """Write a visit into the book; gives its number as the page shows it."""
        keys = self.keys
        if self.scripts:
            keys.go("n")
        else:
            self.menu("/visits/new")
        keys.card("kind", visit.kind, digits=self.scripts)
        self._people(visit)
        if visit.headcount > 1:
            keys.fill("headcount", str(visit.headcount))
        keys.fill("summary", visit.summary)
        if visit.demand:
            keys.fill("demand", visit.demand)
        keys.card("outcome", visit.outcome, digits=self.scripts)
        for name, text in visit.texts.items():
            keys.fill(name, text)
        if visit.ground:
            keys.pick("refusal_ground", visit.ground)
            keys.fill("earlier_notice", visit.notice)
            keys.tick("refusal_explained")
        self._more(visit)
        if self.scripts:
            keys.go("Alt+s")
        else:
            keys.follow(".submit-bar button")
        heading = self.page.locator("h1").inner_text()
        number = re.search(r"(\d+/\d{4})", heading)
        assert number, f"not saved: {self.page.locator('main').inner_text()[:600]}"
        return number[1]

    def _people(self, visit: Typed) -> None:
        for row, person in enumerate(visit.people):
            if row:
                self._add_row("people")
            for name, text in person.items():
                if name == "id_type":
                    self.keys.pick(f"people-{row}-id_type", text)
                else:
                    self.keys.fill(f"people-{row}-{name}", text)

    def _more(self, visit: Typed) -> None:
        """Open the part with papers and remarks, when something belongs there."""
        if not (visit.papers or visit.more or visit.in_competence):
            return
        self.keys.tab_to("main form details > summary")
        if not self.page.locator("main form details").first.evaluate("d => d.open"):
            self.keys.press("Enter")
        for row, paper in enumerate(visit.papers):
            if row:
                self._add_row("papers")
            for name, text in paper.items():
                self.keys.fill(f"papers-{row}-{name}", text)
        for name, text in visit.more.items():
            self.keys.fill(name, text)
        if visit.in_competence:
            self.keys.tick("in_competence")

    def _add_row(self, name: str) -> None:
        rows = self.page.locator(f"[data-repeat={name}] [data-row]")
        before = rows.count()
        self.keys.tab_to(f"[name=add_{name}]")
        if self.scripts:
            self.keys.press("Enter")
        else:
            self.keys.go("Enter")
        assert rows.count() == before + 1, f"no further row of {name}"

    def download(self, selector: str) -> bytes:
        """Go to a download link, press Enter, give the file's content."""
        self.keys.tab_to(selector)
        with self.page.expect_download() as waiting:
            self.keys.press("Enter")
        return waiting.value.path().read_bytes()
