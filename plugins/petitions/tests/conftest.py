"""What the tests of the register share: a still clock, and browsers of the people around."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from core.api import clock
from core.testing.world import World

Login = Callable[[str], FlaskClient]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.ZONE)


@pytest.fixture
def still() -> Iterator[None]:
    """Monday, 23 November 2026, noon in Hanoi."""
    with clock.freeze(NOON):
        yield


@pytest.fixture
def officer(still: None, login: Login, world: World) -> FlaskClient:
    """The browser of the petitions officer of commune A."""
    return login(world.login("a-comm", "petitions_officer"))


@pytest.fixture
def head(still: None, login: Login, world: World) -> FlaskClient:
    """The browser of who signs in commune A."""
    return login(world.login("a-comm", "petitions_head"))


@pytest.fixture
def custodian(still: None, login: Login, world: World) -> FlaskClient:
    """The browser of the denunciation officer of commune A."""
    return login(world.login("a-comm", "petitions_denunciations"))
