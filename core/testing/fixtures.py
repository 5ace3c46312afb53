"""Pytest fixtures for core and plugins: a fresh application with the test world, on both engines.

Every test gets a database of its own, copied from one that was migrated and filled once per run;
so tests commit for real, as production does. No application context is open around a test client
(isolation.md D8 tells what leaks otherwise).
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from core import clock
from core.app import create_app
from core.cli.data import upgrade_all
from core.config import Config
from core.db.base import db
from core.testing.kept import keep
from core.testing.world import World, build_world, log_client_in

keep()
ENGINES = ("sqlite", "postgres")
SECRET = "0123456789abcdef" * 4


@dataclass(frozen=True)
class Place:
    """Where a database is; ``migration`` is None on SQLite."""

    app: str
    migration: str | None


def make_config(data: Path, place: Place, **changes: object) -> Config:
    """Settings of a test application."""
    data.mkdir(parents=True, exist_ok=True)
    config = Config(
        data=data,
        database_url=place.app,
        migration_url=place.migration,
        secret_key=SECRET,
        testing=True,
        log_level="ERROR",
        tenants=Path(__file__).parents[2] / "tenants",
    )
    return dataclasses.replace(config, **changes)  # type: ignore[arg-type]


def _fill(config: Config, note: Path) -> None:
    app = create_app(config)
    upgrade_all(app, config)
    world = build_world(app, config.migration_url)
    with app.app_context():
        db.engine.dispose()
    note.write_text(
        json.dumps(
            {
                "users": [[*k, v] for k, v in world.users.items()],
                "public_ids": [[*k, v] for k, v in world.public_ids.items()],
                "roles": world.roles,
            }
        ),
        encoding="utf-8",
    )


def read_world(note: Path) -> World:
    """The world as it was noted when the template was filled."""
    raw = json.loads(note.read_text(encoding="utf-8"))
    return World(
        users={(a, b): c for a, b, c in raw["users"]},
        public_ids={(a, b): c for a, b, c in raw["public_ids"]},
        roles=tuple(raw["roles"]),
    )


def real_day() -> date:
    """Today, whatever moment the test stands still at: a world is kept until midnight, for tickets are of their day."""
    return Context().run(clock.today)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Place, Path]]:
    """Engine -> (template database, note of its world); filled once per run, day and engine."""
    made: dict[tuple[str, date], tuple[Place, Path]] = {}

    def get(engine: str) -> tuple[Place, Path]:
        key = engine, real_day()
        if key in made:
            return made[key]
        folder = tmp_path_factory.mktemp("templates")
        note = folder / f"{engine}.json"
        if engine == "sqlite":
            place = Place(f"sqlite:///{folder}/template.db", None)
            Context().run(_fill, make_config(folder, place), note)  # whatever moment the test stands still at
        else:
            from core.testing.postgres import create_database

            urls = create_database(f"template_{uuid4().hex[:12]}")
            place = Place(urls.app, urls.migration)
            Context().run(_fill, make_config(folder, place), note)  # whatever moment the test stands still at
        made[key] = (place, note)
        return made[key]

    return get


def copy_template(template: tuple[Place, Path], engine: str, folder: Path) -> tuple[Place, World]:
    """A database of one's own, copied from the filled one, and what is in it."""
    place, note = template
    if engine == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{uuid4().hex[:8]}.db"
        shutil.copyfile(place.app.removeprefix("sqlite:///"), path)
        return Place(f"sqlite:///{path}", None), read_world(note)
    from core.testing.postgres import create_database

    urls = create_database(f"test_{uuid4().hex[:12]}", template=database_name(place))
    return Place(urls.app, urls.migration), read_world(note)


def database_name(place: Place) -> str:
    """The PostgreSQL database an address leads to."""
    return place.app.split("/")[3].split("?")[0]


def drop(place: Place) -> None:
    """Remove a copy; SQLite's lies in a temporary folder anyway."""
    if place.migration is not None:
        from core.testing.postgres import drop_database

        drop_database(database_name(place))


@pytest.fixture
def fresh(
    templates: Callable[[str], tuple[Place, Path]], tmp_path: Path
) -> Iterator[Callable[[str], tuple[Place, World]]]:
    """Engine -> (a copy of the template for this test alone, its world)."""
    made: list[Place] = []

    def get(engine: str) -> tuple[Place, World]:
        place, world = copy_template(templates(engine), engine, tmp_path)
        made.append(place)
        return place, world

    yield get
    for place in made:
        drop(place)


@pytest.fixture(scope="session")
def shared(
    templates: Callable[[str], tuple[Place, Path]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., tuple[Flask, World]]]:
    """(engine, name, prepare) -> one application per run and day for tests that change nothing.

    ``prepare`` gets the fresh application and its world once, to bring it into the state that
    ``name`` stands for.
    """
    made: dict[tuple[str, str, date], tuple[Flask, World, Place]] = {}
    folder = tmp_path_factory.mktemp("shared")

    def get(engine: str, name: str = "", prepare: Callable[[Flask, World], None] | None = None) -> tuple[Flask, World]:
        key = engine, name, real_day()
        if key not in made:
            place, world = copy_template(templates(engine), engine, folder)
            app = create_app(make_config(folder / "data", place, csrf=False))
            if prepare:
                prepare(app, world)
            made[key] = app, world, place
        return made[key][:2]

    yield get
    for app, _world, place in made.values():
        with app.app_context():
            db.engine.dispose()
        drop(place)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Runs the test once per engine; ask for it before ``app``."""
    return str(request.param)


@pytest.fixture
def make_app(
    fresh: Callable[[str], tuple[Place, World]], tmp_path: Path
) -> Iterator[Callable[..., tuple[Flask, World]]]:
    """(engine, **config changes) -> application with its own copy of the world."""
    made: list[Flask] = []

    def get(engine: str = "sqlite", **changes: object) -> tuple[Flask, World]:
        place, world = fresh(engine)
        app = create_app(make_config(tmp_path / "data", place, **changes))
        made.append(app)
        return app, world

    yield get
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app_world(make_app: Callable[..., tuple[Flask, World]], request: pytest.FixtureRequest) -> tuple[Flask, World]:
    """The application on SQLite, or on the engine of ``engine_name`` when the test asks for it."""
    engine = request.getfixturevalue("engine_name") if "engine_name" in request.fixturenames else "sqlite"
    return make_app(engine, csrf=False)


@pytest.fixture
def app(app_world: tuple[Flask, World]) -> Flask:
    """The application; CSRF is off, tests of CSRF switch it on with ``make_app``."""
    return app_world[0]


@pytest.fixture
def world(app_world: tuple[Flask, World]) -> World:
    """What is in the database of ``app``."""
    return app_world[1]


@pytest.fixture
def login(app: Flask) -> Callable[[str], FlaskClient]:
    """Login name -> client of that user."""
    assert not has_app_context(), "an open application context would leak between requests"
    return lambda name: log_client_in(app, name)
