"""A demo served from this process, so that a test chooses the day; and people of the commune at their screens."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import update

from core import clock
from core.app import create_app
from core.cli.data import upgrade_all
from core.cli.tenants import read_world
from core.db.base import db
from core.db.session import internal
from core.demo import Account, declared_accounts, make_account
from core.identity.models import LoginSession
from core.identity.sessions import log_in
from core.tenancy.apply import apply_world
from core.testing.fixtures import Place, make_config
from tests.e2e.watching import Watch
from tests.live.streams import serving
from tests.screenshots import Camera

WINDOW: ViewportSize = {"width": 1366, "height": 768}
ROOM = "/t/dak-rve/petitions"


@dataclasses.dataclass(frozen=True)
class Set:
    """The tenants of the demo, some of its accounts, and where they are served; no records yet."""

    app: Flask
    accounts: dict[str, Account]
    base_url: str
    folder: Path


@contextmanager
def a_set(folder: Path, day: date, logins: Collection[str]) -> Iterator[Set]:
    """Make the demo's tenants and these accounts on the morning of ``day``, and serve them from this process."""
    config = make_config(folder, Place(f"sqlite:///{folder}/demo.db", None))
    with clock.freeze(datetime.combine(day, time(7), tzinfo=clock.ZONE)):
        app = create_app(config)
        upgrade_all(app, config)
        world = read_world(str(config.tenants / "kon-ray"))
        with app.app_context():
            apply_world(app.extensions["tiepdan.registry"], world, write=True)
            rows = [row for row in declared_accounts(config, world) if row["login"] in logins]
            made = [account for row in rows for account in make_account(app, row)]
    with serving(app) as port:
        yield Set(app, {account.login: account for account in reversed(made)}, f"http://127.0.0.1:{port}", folder)


@dataclasses.dataclass(frozen=True)
class Limit:
    """A time limit as the law counts it: ``off`` are the days that do not count (working days) or push the end on."""

    rule: str
    start: date
    due: date
    off: tuple[date, ...] = ()


class Person:
    """Somebody at a screen of their own: opens pages, fills forms in, sends them."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page, self.stage = page, stage

    def open(self, path: str) -> str:
        """Go to a page; gives its words."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.words

    @property
    def words(self) -> str:
        """What stands on the page, apart from menu and head."""
        return self.page.locator("main").inner_text()

    def send(self, form: str = "", button: str = "", **fields: Any) -> int:
        """Fill in the form whose address ends so (the page's only one without), send it; gives the status of the answer.

        A list ticks boxes by value, True ticks a box; a radio or a choice of a list is named by value or words.
        """
        where = self.page.locator(f'main form[action$="{form}"]' if form else "main form").first
        for name, value in fields.items():
            self._fill(where, name, value)
        press = where.locator(button or ".submit-bar button").first
        with self.page.expect_navigation() as waiting:
            press.press("Enter")  # by key: a hint that appears meanwhile moves the button away from a mouse
        return waiting.value.status

    def take(self, path: str, form: str = "", button: str = "", **fields: Any) -> str:
        """Open a page and send its form, which must be taken; gives the words of the page after it."""
        self.open(path)
        status = self.send(form, button, **fields)
        assert status == 200, f"{path} was refused ({status}): {self.words[:900]}"
        return self.words

    def refused(self, path: str, status: int = 409, form: str = "", **fields: Any) -> str:
        """The same for a form that must not be taken; gives the words of the page that says why."""
        self.open(path)
        assert self.send(form, **fields) == status, self.words[:900]
        return self.words

    def proven(self, petition: str, title: str, limit: Limit) -> None:
        """A time limit of a case, compared with what was counted by hand, and with each line of its proof."""
        self.open(f"{petition}/case")
        line = self.page.locator(".clock").filter(has=self.page.get_by_text(title, exact=True)).first
        assert f"{limit.due:%d/%m/%Y}" in line.inner_text(), f"{title}: {line.inner_text()} instead of {limit.due}"
        self.open(str(line.get_by_role("link", name="Bản in cách tính").get_attribute("href")))
        proof = {name: self.page.locator(f".derivation-{name}").all_inner_texts() for name in ("start", "due")}
        assert [f"{limit.start:%d/%m/%Y}" in text for text in proof["start"]] == [True], proof
        assert [f"{limit.due:%d/%m/%Y}" in text for text in proof["due"]] == [True], proof
        told = self.page.locator(".derivation li li").all_inner_texts()
        assert [text[:10] for text in told] == [f"{day:%d/%m/%Y}" for day in limit.off], told
        self.stage.proofs.append((title, limit))
        assert limit.rule in self.page.locator(".derivation ol").inner_text()

    def picture(self, name: str) -> None:
        """Take what is shown at both sizes, when pictures are wanted."""
        if self.stage.camera is not None:
            self.stage.camera.take(name, self.page)
            self.page.set_viewport_size(WINDOW)

    @staticmethod
    def _fill(where: Any, name: str, value: Any) -> None:
        field = where.locator(f'[name="{name}"]')
        kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            field.select_option(label=value) if " " in value else field.select_option(value)
        elif kind == "radio":
            where.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "checkbox" and isinstance(value, list):
            for box in field.all():
                box.set_checked(box.get_attribute("value") in value)
        elif kind == "checkbox":
            field.set_checked(value)
        else:
            field.fill(value)


class Stage:
    """People of the commune Đăk Rve on a day of choice; the clock only goes on."""

    def __init__(self, the_set: Set, browser: Browser, monkeypatch: pytest.MonkeyPatch, watches: list[Watch]) -> None:
        self.set, self.browser, self.monkeypatch, self.watches = the_set, browser, monkeypatch, watches
        self.people: dict[str, Person] = {}
        self.proofs: list[tuple[str, Limit]] = []
        self.camera: Camera | None = None

    def on(self, day: date, hour: int = 8) -> None:
        """Let it be the morning of that day; whoever is logged in stays so, as after a new login."""
        self.day = day
        moment = datetime.combine(day, time(hour), tzinfo=clock.ZONE).astimezone(clock.UTC)
        self.monkeypatch.setattr(clock, "now", lambda: moment)
        with self.set.app.app_context(), internal(writes=True):
            db.session.execute(update(LoginSession).values(created_at=moment, last_seen_at=moment))

    def who(self, login: str) -> Person:
        """The browser of that account, logged in."""
        if login not in self.people:
            context = self.browser.new_context(base_url=self.set.base_url, locale="vi-VN", viewport=WINDOW)
            context.set_default_timeout(10_000)
            context.add_cookies([self._cookie(login)])
            self.watches.append(Watch(context))
            self.people[login] = Person(context.new_page(), self)
        return self.people[login]

    def _cookie(self, login: str) -> Any:
        app = self.set.app
        with app.app_context(), internal(writes=True):
            password = self.set.accounts[login].password
            token = log_in(login, password, "test", app.extensions["tiepdan.config"].secret_key)
        assert isinstance(token, str), f"{login} cannot log in"
        signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        value = signer.dumps({"_user_id": token, "_fresh": True})
        return {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.set.base_url}

    def close(self) -> None:
        """Close every browser."""
        for person in self.people.values():
            person.page.context.close()
