"""Browser fixtures: one demo server and one Chromium per worker, watched contexts per test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from core.testing.demo import copy_demo
from core.testing.fixtures import real_day
from tests.e2e.serving import Demo, chromium_path, launch, running_demo
from tests.e2e.watching import Watch

Visitor = Callable[..., Page]
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Demo]]:
    """The demo of the day: another one is started when midnight passes during the run."""
    started: dict[date, Demo] = {}
    with ExitStack() as running:

        def get() -> Demo:
            day = real_day()
            if day not in started:
                folder = copy_demo(tmp_path_factory.mktemp("demo"))
                started[day] = running.enter_context(running_demo(folder))
            return started[day]

        yield get


@pytest.fixture
def demo(demos: Callable[[], Demo]) -> Demo:
    """A demo of this worker's own; tests that switch something switch it back."""
    return demos()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; skipped where there is none, unless this is CI."""
    if chromium_path() is None and not IN_CI:
        pytest.skip("no Chromium here: set TEST_CHROMIUM or install chromium")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def watches() -> Iterator[list[Watch]]:
    """The watch of every context of the test; anything unexpected fails the test."""
    kept: list[Watch] = []
    yield kept
    found = [line for watch in kept for line in watch.found()]
    assert not found, "\n".join(found)


@pytest.fixture
def visitor(browser: Browser, demo: Demo, watches: list[Watch]) -> Iterator[Visitor]:
    """(**context options) -> a page of a browser of its own, logged out."""
    opened = []

    def get(**options: Any) -> Page:
        settings = {"base_url": demo.base_url, "locale": "vi-VN", "viewport": {"width": 1366, "height": 768}}
        context = browser.new_context(**{**settings, **options})
        context.set_default_timeout(10_000)
        opened.append(context)
        watches.append(Watch(context))
        return context.new_page()

    yield get
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def logins() -> dict[str, Any]:
    """Logins of the run, so that each account goes through the slow password check once."""
    return {}


@pytest.fixture
def officer(visitor: Visitor, demo: Demo, logins: dict[str, Any]) -> Visitor:
    """(login, **context options) -> a page of that account on its start page."""

    def get(login: str, **options: Any) -> Page:
        start = demo.accounts[login]["start_url"]
        key = f"{demo.base_url} {login}"
        if key not in logins:
            page = visitor()
            log_in(page, login, demo.password(login))
            logins[key] = page.context.storage_state()
            page.context.close()
        page = visitor(storage_state=logins[key], **options)
        page.goto(start)
        return page

    return get


def log_in(page: Page, login: str, password: str) -> None:
    """Log in through the form and wait until the page after it is there."""
    page.goto("/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
