"""First load under 100 KB, later pages under 30 KB, public pages without script and web font."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.serving import Demo
from tests.e2e.weights import FIRST_LOAD, LATER_PAGE, measure

pytestmark = pytest.mark.browser


def test_pages_are_light(visitor: Callable[..., Page], demo: Demo, count: Callable[[str, int], None]) -> None:
    found = measure(visitor(), visitor(), demo)
    count("bytes of the first load", found.first)
    count("bytes of the heaviest later page", max(found.later.values()))
    count("bytes of the heaviest public page", max(found.public.values()))
    assert found.first < FIRST_LOAD
    assert {name: size for name, size in (found.later | found.public).items() if size >= LATER_PAGE} == {}
    assert found.public_kinds <= {"Document", "Stylesheet", "Image", "Other"}
