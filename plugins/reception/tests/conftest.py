"""What the tests of the desk's actions share: a still clock, and browsers of the people around."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from core.api import clock
from core.testing.world import World
from plugins.reception.tests.typed import NOON

Login = Callable[[str], FlaskClient]


@pytest.fixture
def still() -> Iterator[None]:
    """Monday, 23 November 2026, noon in Hanoi."""
    with clock.freeze(NOON):
        yield


@pytest.fixture
def desk(still: None, login: Login, world: World) -> FlaskClient:
    """The browser of the reception officer of commune A."""
    return login(world.login("a-comm", "reception_officer"))


@pytest.fixture
def reader(still: None, login: Login, world: World) -> FlaskClient:
    """The browser of somebody in commune A who may see visits but no names."""
    return login(world.login("a-comm", "reception_reader"))


@pytest.fixture
def refused(still: None, login: Login, world: World) -> Callable[..., dict[str, int]]:
    """(method, address, data) -> status for each of the people who may not do it."""

    def statuses(method: str, url: str, data: dict[str, str] | None = None) -> dict[str, int]:
        people = {
            "other role": world.login("a-comm", "bare"),
            "outsider": world.login("b-comm", "reception_officer"),
            "parent": world.login("d-dist", "reception_officer"),
            "operator": world.operator,
        }
        return {who: login(name).open(url, method=method, data=data).status_code for who, name in people.items()}

    return statuses
