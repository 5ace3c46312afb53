"""What the tests of search share: an officer, a reader without names, and visits to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from core import clock
from core.search.reading import Found, search
from core.tenancy.scope import Scope
from core.testing.rows import acting
from core.testing.world import TREE, World
from plugins.reception.inputs import PersonInput
from plugins.reception.permissions import VISIT_IDENTIFY
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import NOON, officer

Add = Callable[..., str]
Find = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


@pytest.fixture
def desk(app: Flask, engine_name: str) -> Scope:
    """An officer of commune A, on both engines."""
    with app.app_context():
        return officer()


@pytest.fixture
def reader(desk: Scope) -> Scope:
    """Somebody in commune A who may see visits but no names."""
    return replace(desk, permissions=desk.permissions - {VISIT_IDENTIFY.name})


@pytest.fixture
def add(app: Flask, desk: Scope) -> Add:
    """(name, summary, scope=…, **values) -> public id of a new visit."""

    def make(name: str, summary: str = "Việc khác", scope: Scope | None = None, **values: object) -> str:
        people = (PersonInput(name, "Ngọc Réo"),) if name else ()
        with acting(app, scope or desk, writes=True):
            return services.register_visit(
                scope or desk, visit_input(people=people, summary=summary, **values)
            ).public_id

    return make


@pytest.fixture
def find(app: Flask, desk: Scope, world: World) -> Find:
    """(query, scope=…, **arguments) -> public ids in order, without the visits that the world begins with."""
    planted = {world.id_of(slug, "visit") for slug in TREE}

    def ids(query: str, scope: Scope | None = None, **arguments: int) -> list[str]:
        return [
            hit.public_id
            for found in finds(app, scope or desk, query, **arguments)
            for hit in found.hits
            if hit.public_id not in planted
        ]

    return ids


def finds(app: Flask, scope: Scope, query: str, **arguments: int) -> list[Found]:
    """What the page of finds gets."""
    with acting(app, scope), app.test_request_context(f"/t/{scope.tenant.slug}/search") as context:
        from flask import g

        g.scope = scope
        context.request.view_args = {"tenant": scope.tenant.slug}
        return search(scope, query, **arguments)  # type: ignore[arg-type]
