"""Pictures of every screen, in Vietnamese, at 1366×768 and 360×740: ``python -m tests.screenshots``.

A fresh demo is started; the screens come from tests/e2e/pages.py, so a GET route that nobody placed
there stops the run. Each picture shows the whole page up to a cap. Names stay the same from run to
run, and pictures that no screen asks for any more are removed.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import log_in
from tests.e2e.pages import ADMIN, CLERK, CUSTODIAN, OFFICER, OPERATOR, OVERSEER, PROCESSOR, SCREENS, unplaced
from tests.e2e.serving import Demo, clean_environment, launch, running_demo

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screens"
#: name -> (width, height of the window, greatest height of a picture), in CSS pixels.
SIZES = {"pc": (1366, 768, 1500), "phone": (360, 740, 2200)}
#: All pictures together stay below this, so that a clone stays small.
MOST_BYTES = 6_000_000
DESK, REGISTER = "/t/dak-rve/reception", "/t/dak-rve/petitions"

Act = Callable[[Page], object]


@dataclass(frozen=True)
class Shot:
    """A picture: file name, who looks, where, and what is done there first."""

    name: str
    login: str | None
    path: str
    act: Act | None = None


def _press(selector: str) -> Act:
    def act(page: Page) -> None:
        page.click(selector)
        page.wait_for_load_state()

    return act


def _send(values: dict[str, str], button: str = ".submit-bar button") -> Act:
    """Fill fields by name, then send the form."""

    def act(page: Page) -> None:
        for name, value in values.items():
            page.fill(f"main [name={name}]", value)
        page.click(f"main {button}")
        page.wait_for_load_state()

    return act


def _wrong_password(page: Page) -> None:
    page.fill("[name=login]", "khong.co")
    page.fill("[name=password]", "sai mật khẩu")
    page.click(".submit-bar button")
    page.wait_for_load_state()


def _kind(kind: str, outcome: str = "received") -> Act:
    def act(page: Page) -> None:
        page.check(f"input[name=kind][value={kind}]")
        page.check(f"input[name=outcome][value={outcome}]")

    return act


def _group_without_enough(page: Page) -> None:
    _kind("complaint", "refused")(page)
    page.fill("[name=people-0-name]", "A Brông")
    page.fill("[name=headcount]", "12")
    page.click(".submit-bar button")
    page.wait_for_load_state()


def _list_filtered(page: Page) -> None:
    page.fill("[data-search]", "duong be tong")
    page.wait_for_url(re.compile("q="))


def _typed(words: str) -> Act:
    def act(page: Page) -> None:
        page.fill("main [data-search]", words)
        page.wait_for_url(re.compile("q="))

    return act


def _letter_refused_without_reason(page: Page) -> None:
    _press("#letters tbody a")(page)
    _press("form[action$='/refuse'] button")(page)


def states() -> list[Shot]:
    """Filled, empty and wrong states besides each screen as it opens."""
    return [
        Shot("login-wrong", None, "/login", _wrong_password),
        Shot("account-wrong", OFFICER, "/account", _send({"old": "sai", "new": "ngắn", "again": "khác"})),
        Shot("t-menu-post", "chutich.dakrve", "/t/dak-rve/", _press(".place > summary")),
        Shot("t-shortcuts", OFFICER, f"{DESK}/", lambda page: page.keyboard.press("?")),
        Shot("t-start-overseer", OVERSEER, "/t/kon-ray/"),
        Shot("t-start-administrator", ADMIN, "/t/dak-rve/"),
        Shot("t-oversight-empty", OVERSEER, "/t/kon-ray/oversight?period=2019-01"),
        Shot("t-admin-units-wrong", ADMIN, "/t/dak-rve/admin/units", _send({}, ".submit-bar button")),
        Shot("t-admin-users-new-wrong", ADMIN, "/t/dak-rve/admin/users/new", _send({"login": "Có Dấu"})),
        Shot("t-reception-reader", "chutich.dakrve", f"{DESK}/visits"),
        Shot("t-reception-visits-filtered", OFFICER, f"{DESK}/visits", _list_filtered),
        Shot("t-reception-visits-none-fits", OFFICER, f"{DESK}/visits?q=khong+co+dau"),
        Shot("t-search-found", OFFICER, "/t/dak-rve/search?q=thu+hoi+dat"),
        Shot("t-search-name", OFFICER, "/t/dak-rve/search", _typed("nguyễn")),
        Shot("t-search-nothing", OFFICER, "/t/dak-rve/search?q=khong+co+dau"),
        Shot("t-search-short", OFFICER, "/t/dak-rve/search?q=a"),
        Shot("t-search-no-right", "mattran.dakrve", "/t/dak-rve/search?q=dat"),
        Shot("t-reception-visits-new-denunciation", OFFICER, f"{DESK}/visits/new", _kind("denunciation")),
        Shot("t-reception-visits-new-refusal", OFFICER, f"{DESK}/visits/new", _kind("complaint", "refused")),
        Shot("t-reception-visits-new-wrong", OFFICER, f"{DESK}/visits/new", _group_without_enough),
        Shot("t-reception-visits-id-refused", OFFICER, f"{DESK}/visits?outcome=refused", _press("#visits tbody a")),
        Shot("t-reception-visits-id-sealed", OFFICER, f"{DESK}/visits?kind=denunciation", _press("#visits tbody a")),
        Shot("t-reception-visits-id-reader", "chutich.dakrve", f"{DESK}/visits", _press("#visits tbody a")),
        Shot("t-reception-book-empty", OFFICER, f"{DESK}/book?since=2020-01-06&until=2020-01-10"),
        Shot("t-reception-book-wrong", OFFICER, f"{DESK}/book?since=2026-05-06&until=2026-05-01"),
        Shot("t-reception-places-new-wrong", OFFICER, f"{DESK}/places/new", _send({"am_opens_0": "7h"})),
        Shot("t-petitions-none-fits", PROCESSOR, f"{REGISTER}/petitions?q=khong+co+dau"),
        Shot("t-petitions-new-wrong", PROCESSOR, f"{REGISTER}/petitions/new", _send({}, ".submit-bar button")),
        Shot(
            "t-petitions-id-transferred",
            PROCESSOR,
            f"{REGISTER}/petitions?state=transferred",
            _press("#petitions tbody a"),
        ),
        Shot("t-petitions-id-sealed", CUSTODIAN, f"{REGISTER}/petitions?work=sealed", _press("#petitions tbody a")),
        Shot("t-letters-out", CLERK, "/t/dak-rve/letters?box=out"),
        Shot("t-letters-none-fits", CLERK, "/t/dak-rve/letters?q=khong+co"),
        Shot("t-letters-no-right", OFFICER, "/t/dak-rve/letters"),
        Shot("t-letters-id-in", CLERK, "/t/dak-rve/letters", _press("#letters tbody a")),
        Shot("t-letters-id-wrong", CLERK, "/t/dak-rve/letters", _letter_refused_without_reason),
        Shot("t-letters-new-wrong", CLERK, "/t/dak-rve/letters/new", _send({"due_on": "31/02/2026"})),
        Shot("error-404", OFFICER, f"{DESK}/visits/khongco"),
        Shot("error-403", OFFICER, "/t/dak-rve/admin/users"),
        Shot("error-404-public", None, "/p/khong-co/"),
        Shot("p-reception-english", None, "/p/dak-rve/reception/", _press("button[value=en]")),
    ]


def new_place_states(browser: Browser, demo: Demo) -> Iterator[tuple[Shot, Page]]:
    """A unit on its first day: reception switched on, a new officer, a password of one's own, nothing there yet."""
    operator = _visitor(browser, demo, OPERATOR)
    operator.goto("/ops/")
    operator.click('form[action$="/ops/tenants/kon-ray/plugins/reception"] button')
    operator.wait_for_load_state()
    yield Shot("ops-switched", OPERATOR, "/ops/"), operator
    admin = _visitor(browser, demo, "quantri.konray")
    admin.goto("/t/kon-ray/admin/users/new")
    admin.fill("main [name=display_name]", "Y Hương")
    admin.fill("main [name=login]", "y.huong")
    admin.select_option("main [name=unit]", index=1)
    admin.select_option("main [name=role]", label="Người tiếp công dân")
    admin.fill("main [name=title]", "Người tiếp công dân")
    admin.click(".submit-bar button")
    admin.wait_for_load_state()
    yield Shot("t-admin-users-new-done", None, ""), admin
    password = admin.inner_text("code.secret")
    fresh = browser.new_context(base_url=demo.base_url, locale="vi-VN").new_page()
    log_in(fresh, "y.huong", password)
    yield Shot("account-first-login", None, ""), fresh
    for name, text in (("old", password), ("new", "ba con trâu gặm cỏ"), ("again", "ba con trâu gặm cỏ")):
        fresh.fill(f"main [name={name}]", text)
    fresh.click(".submit-bar button")
    fresh.wait_for_load_state()
    yield Shot("account-changed", None, ""), fresh
    for name, path in (
        ("t-reception-empty", "/"),
        ("t-reception-visits-empty", "/visits"),
        ("t-reception-places-empty", "/places"),
    ):
        fresh.goto(f"/t/kon-ray/reception{path}")
        yield Shot(name, None, ""), fresh


def _visitor(browser: Browser, demo: Demo, login: str | None) -> Page:
    page = browser.new_context(base_url=demo.base_url, locale="vi-VN").new_page()
    page.set_default_timeout(10_000)
    page.on("dialog", lambda dialog: dialog.accept())  # a half-filled form asks before it is left
    if login:
        log_in(page, login, demo.password(login))
    return page


class Camera:
    """Takes a page at both sizes and keeps what it saw for the gallery."""

    def __init__(self, folder: Path, form: str) -> None:
        self.folder, self.form = folder, form
        self.seen: list[tuple[str, str]] = []

    def take(self, name: str, page: Page) -> None:
        """Write the pictures of what the page shows now."""
        page.wait_for_load_state("networkidle")
        for size, (width, height, cap) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.fonts.ready")
            full = int(page.evaluate("document.documentElement.scrollHeight"))
            if full > height:  # a taller window, so that bars at its lower edge cover nothing
                page.set_viewport_size({"width": width, "height": min(full, cap)})
                page.evaluate("scrollTo(0, 0)")
            options: dict[str, object] = {"format": self.form}
            if self.form != "png":
                options["quality"] = 60
            taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", options)
            (self.folder / f"{name}.{size}.{self.form}").write_bytes(base64.b64decode(taken["data"]))
        title = page.locator("h1").first.inner_text().replace("\n", " ")
        self.seen.append((name, title))
        sys.stderr.write(f"{name}: {title}\n")

    def gallery(self) -> str:
        """The README of the folder."""
        lines = [
            "# Screens",
            "",
            "Taken by `make screenshots` from a fresh demo, in Vietnamese, at 1366×768 and 360×740; long pages are cut.",
            "",
        ]
        for name, title in sorted(self.seen):
            wide, narrow = (f"{name}.{size}.{self.form}" for size in SIZES)
            lines += [
                f"## {name}: {title}",
                "",
                f'<img src="{wide}" width="640" alt="{title}"> <img src="{narrow}" width="180" alt="{title}, phone">',
                "",
            ]
        return "\n".join(lines)


def take_all(browser: Browser, demo: Demo, camera: Camera) -> None:
    """Every screen, every state, and the picture of the README."""
    pages: dict[str | None, Page] = {}

    def page_of(login: str | None) -> Page:
        if login not in pages:
            pages[login] = _visitor(browser, demo, login)
        return pages[login]

    for screen in SCREENS:
        page = page_of(screen.login)
        page.goto(screen.address(page))
        camera.take(screen.name, page)
    for shot in states():
        page = page_of(shot.login)
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(shot.path)
        if shot.act:
            shot.act(page)
        camera.take(shot.name, page)
    for shot, page in new_place_states(browser, demo):
        camera.take(shot.name, page)


def check_routes() -> None:
    """Stop when a GET route has no picture planned."""
    command = [Path(sys.executable).with_name("tiepdan"), "routes", "--json"]
    routes = json.loads(subprocess.run(command, check=True, capture_output=True, env=clean_environment()).stdout)
    missing = unplaced(routes)
    if missing:
        raise SystemExit(f"tests/e2e/pages.py does not agree with the routes on: {', '.join(sorted(missing))}")


def main(arguments: list[str] | None = None) -> int:
    """Take them all; exit code 1 when a route is not covered or the pictures weigh too much."""
    parser = argparse.ArgumentParser(description="Pictures of every screen at both sizes.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the pictures (default docs/screens)")
    parser.add_argument("--format", choices=["webp", "png"], default="webp")
    chosen = parser.parse_args(arguments)
    check_routes()
    chosen.out.mkdir(parents=True, exist_ok=True)
    camera = Camera(chosen.out, chosen.format)
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo, sync_playwright() as playwright:
        browser = launch(playwright)
        take_all(browser, demo, camera)
        browser.close()
    (chosen.out / "README.md").write_text(camera.gallery(), encoding="utf-8")
    desk = chosen.out / f"t-reception.pc.{chosen.format}"
    (chosen.out / f"readme.{chosen.format}").write_bytes(desk.read_bytes())
    wanted = {f"{name}.{size}.{chosen.format}" for name, _title in camera.seen for size in SIZES}
    for old in chosen.out.glob("*.*.*"):
        if old.name not in wanted:
            old.unlink()
    total = sum(path.stat().st_size for path in chosen.out.iterdir())
    sys.stderr.write(f"{len(wanted)} pictures, {total:,} bytes\n")
    if total > MOST_BYTES:
        raise SystemExit(f"the pictures weigh {total:,} bytes, more than {MOST_BYTES:,}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
