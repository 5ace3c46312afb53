"""No page asks the database more than twelve times, and lists ask as often for few rows as for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from core.api import clock
from core.db.base import db
from core.db.session import acting_in
from core.testing.counts import Count
from core.testing.world import World, scope_of
from plugins.reception.inputs import PaperInput, PersonInput
from plugins.reception.queries.places import list_places
from plugins.reception.services import queue as hall
from plugins.reception.services import visits as services
from plugins.reception.services.places import save_place
from plugins.reception.services.roster import make_month
from plugins.reception.tests.factories import visit_input
from tests.isolation.routes import (
    TARGET,
    Ask,
    actors_of,
    address,
    client_of,
    expected,
    facts_of,
    outsiders,
    routes_of,
    values_for,
)

MOST = 12


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Statements sent meanwhile; beginnings of transactions are none."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.upper().startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_per_page(app: Flask, world: World) -> dict[tuple[str, str], int]:
    """(rule, login) -> statements, for every page somebody may open."""
    everyone = [*outsiders(world), *actors_of(world, TARGET), *actors_of(world, "d-dist")]
    clients = {actor: client_of(app, actor) for actor in everyone}
    facts = facts_of(app)
    found = {}
    for route in routes_of(app):
        for actor in everyone:
            target = actor.tenant or TARGET
            if expected(route, "GET", actor, target, facts) == "ok":
                path = address(app, route, values_for(route, Ask(world, facts, actor, target)))
                with counting(app) as seen:
                    clients[actor].get(path)
                found[route.rule, actor.login] = len(seen)
    return found


def add_rows(app: Flask) -> None:
    """More of everything lists show."""
    with app.app_context():
        scope = scope_of(TARGET)
        with acting_in(scope, writes=True):
            for number in range(4):
                services.register_visit(
                    scope,
                    visit_input(
                        summary=f"Vụ việc {number}",
                        papers=(PaperInput("Đơn"), PaperInput("Bản đồ")),
                        headcount=2,
                        people=(PersonInput("Lê Thị Hoa", "Đăk Pne"), PersonInput("Lê Văn Nam", "Đăk Pne")),
                    ),
                )
                save_place(scope, None, f"Nơi {number}", "x", "", "", [(0, 450, 690), (1, 450, 690)])
                hall.take_number(scope, hall.TicketInput(list_places(scope)[0].public_id))
            make_month(scope, clock.today().replace(day=1))


@pytest.mark.parametrize("engine", ["sqlite"])
def test_pages_ask_little_and_alike(engine: str, make_app: Callable[..., Any], count: Count) -> None:
    app, world = make_app(engine, csrf=False)
    with clock.freeze(clock.now()):  # when a login was last seen is written once a minute, however slow this machine is
        compare(app, world, count)


def compare(app: Flask, world: World, count: Count) -> None:
    """Every page with few rows, then with many."""
    few = statements_per_page(app, world)
    too_many = {page: number for page, number in few.items() if number > MOST}
    assert not too_many, f"more than {MOST} statements: {too_many}"
    add_rows(app)
    many = statements_per_page(app, world)
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert not grown, f"one statement per row: {grown}"
    count("pages", len(few))
    count("statements of the busiest page", max(few.values()))
