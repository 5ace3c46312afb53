"""Declared worlds brought into a database, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from core.app import create_app
from core.cli.data import upgrade_all
from core.config import Config
from core.db.base import db
from core.errors import Refused
from core.tenancy.apply import apply_world
from core.tenancy.declarations import WorldDeclaration, export_world, load_world
from core.tenancy.stored import stored_world
from core.testing.fixtures import Place, make_config
from core.testing.rows import Fingerprint

TENANTS = Path(__file__).parents[2] / "tenants"
MakeEmpty = Callable[[], Flask]


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Iterator[MakeEmpty]:
    """Makes applications over migrated databases without any tenant."""
    made: list[tuple[Flask, str]] = []

    def make() -> Flask:
        folder, name = tmp_path / uuid4().hex[:8], ""
        if engine_name == "sqlite":
            config: Config = make_config(folder, Place(f"sqlite:///{folder}/x.db", None))
        else:
            from core.testing.postgres import create_database

            urls = create_database(f"apply_{uuid4().hex[:12]}")
            name, config = urls.name, make_config(folder, Place(urls.app, urls.migration))
        app = create_app(config)
        upgrade_all(app, config)
        made.append((app, name))
        return app

    yield make
    for app, name in made:
        with app.app_context():
            db.engine.dispose()
        if name:
            from core.testing.postgres import drop_database

            drop_database(name)


def go(app: Flask, world: WorldDeclaration, *, write: bool = True) -> list[str]:
    with app.app_context():
        return [str(change) for change in apply_world(app.extensions["tiepdan.registry"], world, write=write)]


def kon_ray() -> WorldDeclaration:
    return load_world(TENANTS / "kon-ray")


def test_plan_writes_nothing_and_tells_what_apply_does(empty: MakeEmpty) -> None:
    app = empty()
    fingerprint = Fingerprint(app)
    before = dict(fingerprint.take())
    planned = go(app, kon_ray(), write=False)
    assert fingerprint.take() == before
    assert planned
    made = go(app, kon_ray())
    assert sorted(made) == sorted(planned)
    assert fingerprint.take() != before
    fingerprint.close()


def test_a_second_apply_finds_no_difference(empty: MakeEmpty) -> None:
    app = empty()
    assert go(app, kon_ray())
    fingerprint = Fingerprint(app)
    before = dict(fingerprint.take())
    assert go(app, kon_ray()) == go(app, kon_ray(), write=False) == []
    assert fingerprint.take() == before
    fingerprint.close()


def test_a_changed_name_is_shown_and_made(empty: MakeEmpty) -> None:
    app, world = empty(), kon_ray()
    go(app, world)
    first, *others = world.tenants
    unit, *units = first.units
    changed = replace(first, name="Tên mới", units=(replace(unit, name="Tổ mới"), *units))
    wanted = [
        f"~ tenant {first.slug}: name “{first.name}” → “Tên mới”",
        f"~ unit {first.slug}/{unit.key}: name “{unit.name}” → “Tổ mới”",
    ]
    renamed = replace(world, tenants=(changed, *others))
    assert go(app, renamed, write=False) == wanted
    assert go(app, renamed) == wanted
    assert go(app, renamed) == []


def test_nothing_is_deleted_and_operators_keep_their_switches(empty: MakeEmpty) -> None:
    from core.plugins.state import switch

    app, world = empty(), kon_ray()
    go(app, world)
    slug = next(t.slug for t in world.tenants if "massorg" in t.plugins)
    with app.test_request_context():
        assert switch(app.extensions["tiepdan.registry"], slug, "massorg", on=False, actor_id=None)
    assert go(app, world) == []
    assert go(app, replace(world, tenants=world.tenants[:1])) == []
    with app.app_context():
        assert {t.slug for t in stored_world().tenants} == {t.slug for t in world.tenants}
        assert "massorg" not in next(t.plugins for t in stored_world().tenants if t.slug == slug)


@pytest.mark.parametrize("wrong", ["plugin", "grant"])
def test_an_unknown_name_changes_nothing(empty: MakeEmpty, wrong: str) -> None:
    app, world = empty(), kon_ray()
    fingerprint = Fingerprint(app)
    before = dict(fingerprint.take())
    if wrong == "plugin":
        bad = replace(world, tenants=(*world.tenants[:-1], replace(world.tenants[-1], plugins=("telepathy",))))
    else:
        bad = replace(world, grants=(*world.grants[:-1], replace(world.grants[-1], kind="reception.souls")))
    with pytest.raises(Refused, match="telepathy" if wrong == "plugin" else "reception.souls"):
        go(app, bad)
    assert fingerprint.take() == before
    fingerprint.close()


@pytest.mark.parametrize(
    ("name", "include"), [("kon-ray", ()), ("quang-ngai", ()), ("quang-ngai", ("successions-2025",))]
)
def test_what_is_exported_can_be_applied_elsewhere(
    empty: MakeEmpty, tmp_path: Path, name: str, include: tuple[str, ...]
) -> None:
    first, second = empty(), empty()
    if include:
        go(first, kon_ray())
    go(first, load_world(TENANTS / name, include=include))
    folder = tmp_path / "exported"
    folder.mkdir()
    with first.app_context():
        for file, content in export_world(stored_world()).items():
            (folder / file).write_text(content, encoding="utf-8")
    again = load_world(folder)
    assert go(second, again)
    assert go(second, again) == []
    assert go(first, again) == []
    with first.app_context():
        before = stored_world()
    with second.app_context():
        assert stored_world() == before


def test_the_successions_of_2025_join_two_worlds(empty: MakeEmpty) -> None:
    app = empty()
    world = load_world(TENANTS / "quang-ngai", include=("successions-2025",))
    go(app, kon_ray())
    assert go(app, world)
    assert go(app, world) == go(app, kon_ray()) == []
    with app.app_context():
        known = {t.slug for t in stored_world().tenants}
        for fact in world.successions:
            assert {*fact.sources, *fact.targets} <= known
        assert world.successions
        stored = {(f.day, f.kind, f.sources, f.targets, f.basis) for f in stored_world().successions}
        assert stored == {(f.day, f.kind, f.sources, f.targets, f.basis) for f in world.successions}
