"""``tiepdan doctor``: what is wrong with this installation, in plain words."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core import clock
from core.backup.note import is_old, last_backup
from core.cli.common import application, configuration
from core.cli.data import chains_of
from core.config import Config
from core.db import migrate
from core.db.base import db
from core.db.rls import role_problems
from core.db.session import internal
from core.identity.models import User
from core.tenancy.models import Tenant


def findings(app: Flask, config: Config) -> list[str]:
    """One sentence per problem, each with what to do."""
    found: list[str] = []
    static = app.static_folder or ""
    if not (config.data / "secret.key").exists() and len(config.secret_key) < 32:
        found.append("The secret key is too short; set TIEPDAN_SECRET_KEY to 64 random characters.")
    found += [
        f"The file static/{name} is missing; run 'python3 dev.py assets'."
        for name in ("vendor/htmx.min.js", "vendor/bootstrap.css")
        if not Path(static, name).is_file()
    ]
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                for chain in chains_of(app):
                    current, head = migrate.state(connection, chain)
                    if current != head:
                        found.append(
                            f"The tables of {chain.name} are at {current or 'nothing'}, "
                            f"the program needs {head}; run 'tiepdan db upgrade'."
                        )
                if config.is_postgres:
                    found += [
                        f"The database role of the web process {problem}; give it a role of its own."
                        for problem in role_problems(connection)
                    ]
            if not found:
                with internal():
                    if db.session.scalar(select(Tenant.id).limit(1)) is None:
                        found.append("There is no tenant yet; run 'tiepdan tenants apply tenants/kon-ray'.")
                    if db.session.scalar(select(User.id).where(User.is_operator).limit(1)) is None:
                        found.append("There is no operator; run 'tiepdan users create LOGIN NAME --operator'.")
        except SQLAlchemyError as error:
            found.append(f"The database does not answer ({type(error).__name__}); check TIEPDAN_DATABASE_URL.")
    return found


def backup_line(config: Config) -> str:
    """When the last backup was made; no problem of the installation, but worth a line."""
    made = last_backup(config)
    if made is None:
        return "No backup was made here yet; 'tiepdan backup FOLDER' makes one."
    age = clock.now() - made
    past = f"{age.days} days ago" if age.days > 1 else f"{int(age.total_seconds() // 3600)} hours ago"
    advice = "; 'tiepdan backup FOLDER' makes a new one" if is_old(made) else ""
    return f"The last backup was made on {made.astimezone(clock.ZONE):%d/%m/%Y at %H:%M}, {past}{advice}."


@click.command()
def doctor() -> None:
    """Check settings, files, database role, migrations and first accounts; exit code 1 on problems."""
    config = configuration()
    found = findings(application(config), config)
    for line in found:
        click.echo(f"- {line}")
    click.echo(backup_line(config))
    if found:
        raise SystemExit(1)
    click.echo("Nothing wrong was found.")
