"""Promise P3: every read and write of core and the plugins fails without a tenant, none gives all or nothing."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
from flask import Flask, g

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import CrossTenant, NoScope
from core.identity.models import User
from core.tenancy.scope import Scope
from core.testing.counts import Count
from core.testing.world import World, scope_of
from core.web.paging import Keyset

CORE = (
    "core.identity.queries",
    "core.identity.people",
    "core.tenancy.calendar",
    "core.tenancy.agency",
    "core.db.numbering",
)
Made = Callable[..., tuple[Flask, World]]


def modules() -> list[ModuleType]:
    """Queries and services of every plugin, and the core's functions that take a scope."""
    found = [import_module(name) for name in CORE]
    for plugin in iter_modules(import_module("plugins").__path__):
        for part in ("queries", "services"):
            try:
                found.append(import_module(f"plugins.{plugin.name}.{part}"))
            except ModuleNotFoundError:
                continue
    return found


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """(name, function) of everything public that takes a scope first."""
    for module in modules():
        for name, value in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(value) or value.__module__ != module.__name__:
                continue
            first = next(iter(inspect.signature(value).parameters), "")
            if first == "scope":
                yield f"{module.__name__}.{name}", value


def argument(hint: Any, scope: Scope) -> Any:
    """A harmless value of a type. Raises TypeError for a type nobody named here."""
    plain: dict[Any, Any] = {
        Scope: scope,
        str: "reception.visit",
        int: 2026,
        bool: True,
        date: clock.today(),
        datetime: clock.now(),
        timedelta: timedelta(1),
        Keyset: Keyset(None, None),
        User: User(id=1),
    }
    if hint in plain:
        return plain[hint]
    origin = typing.get_origin(hint)
    if origin in {list, tuple, set, frozenset, dict}:
        return origin()
    if origin is not None and type(None) in typing.get_args(hint):
        return argument(next(a for a in typing.get_args(hint) if a is not type(None)), scope)
    if inspect.isclass(hint) and hint.__name__.endswith("Input"):
        return import_module(hint.__module__.replace(".inputs", ".tests.factories")).visit_input()
    if inspect.isclass(hint):
        return hint()
    raise TypeError(f"say in tests/isolation/test_no_scope.py what a {hint} may be")


def call(function: Callable[..., Any], scope: Scope) -> Any:
    hints = typing.get_type_hints(function)
    needed = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    return function(**{name: argument(hints[name], scope) for name in needed})


def test_no_function_answers_without_a_frame(make_app: Made, count: Count) -> None:
    app, _world = make_app("sqlite")
    for name, function in functions():
        with app.app_context():
            scope = scope_of("a-comm")
            try:
                given = call(function, scope)
            except (NoScope, CrossTenant):
                count("functions refused", 1)
            else:
                pytest.fail(f"{name} gave {given!r} outside every frame")
            finally:
                db.session.remove()


def test_no_function_answers_in_a_frame_without_tenant(make_app: Made, count: Count) -> None:
    app, _world = make_app("sqlite")
    for name, function in functions():
        if name in WITHOUT_TENANTS_ROWS:
            continue
        with app.app_context():
            scope = scope_of("a-comm")
            with internal(writes=True) as frame:
                frame.give_up()
                try:
                    given = call(function, scope)
                except (NoScope, CrossTenant):
                    count("functions refused", 1)
                else:
                    pytest.fail(f"{name} gave {given!r} in a frame without tenant")


#: Functions that read only what the core keeps about tenants and users, with the tenant in the query.
WITHOUT_TENANTS_ROWS = {
    "core.identity.queries.get_member": "memberships name the tenant",
    "core.tenancy.agency.agency_of": "names of tenants",
}


def test_hooks_give_nothing_without_a_frame(make_app: Made) -> None:
    app, _world = make_app("sqlite")
    dispatcher = app.extensions["tiepdan.registry"].dispatcher
    for hook in ("start_cards", "nav_badges"):
        with app.app_context(), app.test_request_context():
            scope = scope_of("a-comm")
            full = Scope(scope.tenant, 1, permissions=frozenset({"reception.visit.view"}), plugins=scope.plugins)
            g.scope = full
            assert "reception" not in dict(dispatcher.contribute(hook, full))
            db.session.remove()
            with acting_in(full):
                assert "reception" in dict(dispatcher.contribute(hook, full))
