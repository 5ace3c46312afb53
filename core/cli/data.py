"""``tiepdan db``: migrations and their state."""

from __future__ import annotations

import click
from flask import Flask
from sqlalchemy import create_engine

from core.cli.common import application, configuration, fail, plain_errors
from core.config import Config
from core.db import migrate
from core.db.base import db
from core.db.session import tune_sqlite
from core.law.loading import load_shipped


def chains_of(app: Flask) -> list[migrate.Chain]:
    """The chains of core and of the loaded plugins, in order."""
    manifests = app.extensions["tiepdan.registry"].manifests
    return migrate.chains((name, manifest.migrations) for name, manifest in manifests.items())


def upgrade_all(app: Flask, config: Config, to: str = "head") -> None:
    """Bring the database to ``to``, as the migrator role where there is one."""
    if config.is_postgres and not config.migration_url:
        fail("Set TIEPDAN_MIGRATION_URL to the address of the migrator role; the web role may not migrate.")
    engine = create_engine(config.migration_url or config.database_url)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    role = migrate.app_role_of(config.database_url) if config.is_postgres else None
    migrate.upgrade(engine, chains_of(app), to, role)
    engine.dispose()
    if to == "head":
        load_shipped_packs(app)


def load_shipped_packs(app: Flask) -> None:
    """Load the packs of law that come with the plugins; say which would move running clocks."""
    with app.test_request_context():
        for pack in load_shipped(app.extensions["tiepdan.registry"]):
            click.echo(f"The pack of rules {pack.id} would move due dates: see 'tiepdan law load {pack.id} --dry-run'.")
        db.engine.dispose()  # whoever only migrates ends here and closes nothing else


@click.group("db")
def db_group() -> None:
    """Migrations of the database."""


@db_group.command()
@plain_errors
def upgrade() -> None:
    """Bring every chain to its newest migration."""
    config = configuration()
    app = application(config)
    upgrade_all(app, config)
    click.echo("The database is up to date.")


@db_group.command()
@plain_errors
def status() -> None:
    """Show where each chain stands; exit code 1 when one is behind."""
    app = application()
    behind = False
    with app.app_context(), db.engine.connect() as connection:
        for chain in chains_of(app):
            current, head = migrate.state(connection, chain)
            behind = behind or current != head
            click.echo(f"{chain.name:20} {current or '-':20} newest {head}")
    if behind:
        fail("Run 'tiepdan db upgrade'.")
