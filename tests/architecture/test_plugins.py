"""Every plugin keeps the contract, can be absent, and cannot break a page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType
from typing import Any

import pytest
from flask import Flask

from core.app import create_app
from core.plugins.dispatch import LIMIT, WINDOW
from core.plugins.hookspecs import CHECKS, CONTRIBUTIONS, DECLARATIONS, LIFECYCLE, hookimpl
from core.plugins.manifest import Manifest, ManifestError
from core.tenancy.scope import Scope
from core.testing.fixtures import Place, make_config
from core.testing.world import World, log_client_in

PLUGINS = tuple(sorted(m.name for m in iter_modules(import_module("plugins").__path__) if m.ispkg))


def module_of(plugin: str) -> Any:
    return import_module(f"plugins.{plugin}.plugin")


def made_of(**content: object) -> ModuleType:
    """A plugin module made on the spot."""
    module = ModuleType("made")
    vars(module).update(content)
    return module


def boot(tmp_path: Path, **changes: object) -> Flask:
    return create_app(make_config(tmp_path, Place(f"sqlite:///{tmp_path}/boot.db", None), **changes))


@pytest.mark.parametrize(
    "plugins", [(), *((name,) for name in PLUGINS)], ids=lambda names: names[0] if names else "none"
)
def test_the_system_boots_with_any_single_plugin(plugins: tuple[str, ...], tmp_path: Path) -> None:
    needed = {name for plugin in plugins for name in module_of(plugin).manifest.requires}
    app = boot(tmp_path, plugins=(*plugins, *needed))
    assert set(app.extensions["tiepdan.registry"].manifests) == {*plugins, *needed}
    assert app.test_client().get("/login").status_code == 200


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_system_boots_without_each_plugin(plugin: str, tmp_path: Path) -> None:
    gone = {plugin} | {name for name in PLUGINS if plugin in module_of(name).manifest.requires}
    app = boot(tmp_path, plugins=tuple(name for name in PLUGINS if name not in gone))
    assert not [rule for rule in app.url_map.iter_rules() if f"/{plugin}/" in rule.rule]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_manifest_says_who_it_is(plugin: str) -> None:
    manifest = module_of(plugin).manifest
    assert manifest.problems() == []
    assert manifest.name == plugin == manifest.folder.name
    assert str(manifest.owner_unit).strip()
    assert set(manifest.requires) | set(manifest.optional) <= set(PLUGINS)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_hooks_exist_and_declarations_carry_the_name(plugin: str, tmp_path: Path) -> None:
    module = module_of(plugin)
    named = {name: value for name, value in vars(module).items() if type(value) is FunctionType}
    hooks = {name for name, value in named.items() if getattr(value, "tiepdan_impl", None)}
    assert hooks <= {*DECLARATIONS, *CONTRIBUTIONS, *CHECKS, *LIFECYCLE}, "hooks the core does not know"
    registry = boot(tmp_path).extensions["tiepdan.registry"]
    own = [p for p in registry.permissions.values() if p.plugin == plugin]
    assert own, f"{plugin} declares no right"
    rights = {p.name for p in own}
    for role in registry.roles.get(plugin, ()):
        assert role.key.startswith(plugin), role.key
        assert {p.name for p in role.permissions} <= rights, f"{role.key} hands out rights of others"
    for owner, item in registry.navigation:
        if owner == plugin:
            assert item.key.startswith(f"{plugin}.")
            assert item.permission.name in rights


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_readme_lists_every_right(plugin: str, tmp_path: Path) -> None:
    readme = module_of(plugin).manifest.folder / "README.md"
    assert readme.is_file(), f"{plugin} has no README.md"
    words = readme.read_text(encoding="utf-8")
    rights = boot(tmp_path).extensions["tiepdan.registry"].permissions.values()
    missing = [p.name for p in rights if p.plugin == plugin and p.name not in words]
    assert not missing, f"{readme.name} of {plugin} does not name {missing}"


def broken_plugin(calls: list[str]) -> Any:
    """A plugin whose contributions always fail."""

    @hookimpl
    def start_cards(scope: Scope) -> list[Any]:
        calls.append("start_cards")
        raise RuntimeError("no cards today")

    @hookimpl
    def nav_badges(scope: Scope) -> dict[str, int]:
        calls.append("nav_badges")
        raise RuntimeError("no numbers today")

    manifest = Manifest(name="broken", title="Broken", version="1", folder=Path(__file__).parent, owner_unit="test")
    return made_of(manifest=manifest, start_cards=start_cards, nav_badges=nav_badges)


def test_a_failing_hook_never_breaks_a_page(
    make_app: Callable[..., tuple[Flask, World]], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    app, world = make_app("sqlite", plugin_modules=(broken_plugin(calls),))
    from core.plugins.state import switch

    with app.app_context():
        switch(app.extensions["tiepdan.registry"], "a-comm", "broken", on=True, actor_id=None)
    client = log_client_in(app, world.login("a-comm", "reception_officer"))
    for _visit in range(LIMIT + 3):
        page = client.get("/t/a-comm/")
        assert page.status_code == 200
        assert "/t/a-comm/reception" in page.text, "the other plugins' parts are there"
    assert calls.count("start_cards") == calls.count("nav_badges") == LIMIT, "muted after so many failures"
    from core.plugins import dispatch

    later = dispatch.time.monotonic() + WINDOW + 1
    monkeypatch.setattr(dispatch.time, "monotonic", lambda: later)
    client.get("/t/a-comm/")
    assert calls.count("start_cards") == LIMIT + 1, "asked again after a minute"


def test_a_hook_that_does_not_exist_stops_the_boot(tmp_path: Path) -> None:
    @hookimpl
    def start_card(scope: Scope) -> None:
        """Misspelt."""

    manifest = Manifest(name="odd", title="Odd", version="1", folder=tmp_path, owner_unit="test")
    with pytest.raises(ManifestError, match="hook that does not exist"):
        boot(tmp_path, plugin_modules=(made_of(manifest=manifest, start_card=start_card),))


def test_a_foreign_permission_name_stops_the_boot(tmp_path: Path) -> None:
    from core.access.permissions import Permission

    @hookimpl
    def declare_permissions() -> list[Permission]:
        return [Permission("reception.visit.steal", "x")]

    manifest = Manifest(name="odd", title="Odd", version="1", folder=tmp_path, owner_unit="test")
    with pytest.raises(ManifestError, match=r"may not declare 'reception\.visit\.steal'"):
        boot(tmp_path, plugin_modules=(made_of(manifest=manifest, declare_permissions=declare_permissions),))
