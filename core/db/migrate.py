"""Runs the migration chains: core first, then each plugin's own linear chain.

One chain and one version table per plugin (architecture C9 tells why not one graph), through
Alembic's command API. A plugin's migration may touch only its own tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url

from core.db.rls import grant_to_app

ENVIRONMENT = Path(__file__).parent / "environment"
CORE = Path(__file__).parents[1] / "migrations"


@dataclass(frozen=True, slots=True)
class Chain:
    """One linear line of migrations; ``name`` is ``core`` or the plugin's name."""

    name: str
    folder: Path

    @property
    def version_table(self) -> str:
        """Where this chain notes how far it came."""
        return f"alembic_version_{self.name}"


def chains(plugins: Iterable[tuple[str, Path]]) -> list[Chain]:
    """The core chain, then those plugins (in boot order) that have tables."""
    found = [Chain("core", CORE)]
    found += [Chain(name, folder) for name, folder in plugins if folder.is_dir()]
    return found


def alembic_config(chain: Chain, connection: Connection | None = None) -> AlembicConfig:
    """Alembic's settings for one chain, bound to an open connection."""
    config = AlembicConfig()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(chain.folder))
    config.attributes.update(connection=connection, chain=chain)
    return config


def upgrade(engine: Engine, all_chains: Iterable[Chain], to: str = "head", app_role: str | None = None) -> None:
    """Bring every chain up to ``to``; on PostgreSQL also grant the web role its rights."""
    for chain in all_chains:
        with engine.begin() as connection:
            upgrade_on(connection, [chain], to)
    if app_role and engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            grant_to_app(connection, app_role)


def upgrade_on(connection: Connection, all_chains: Iterable[Chain], to: str = "head") -> None:
    """The same inside the caller's transaction."""
    for chain in all_chains:
        command.upgrade(alembic_config(chain, connection), to)


def state(connection: Connection, chain: Chain) -> tuple[str | None, str | None]:
    """(revision in the database, newest revision in the folder) of one chain."""
    context = MigrationContext.configure(connection, opts={"version_table": chain.version_table})
    head = ScriptDirectory.from_config(alembic_config(chain)).get_current_head()
    return context.get_current_revision(), head


def app_role_of(database_url: str) -> str | None:
    """The role the web process logs in as."""
    return make_url(database_url).username
