"""``tiepdan tenants``: declarations in, differences shown, database out."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import application, configuration, fail, plain_errors
from core.tenancy.apply import apply_world
from core.tenancy.declarations import (
    DeclarationError,
    WorldDeclaration,
    export_world,
    load_world,
)
from core.tenancy.stored import stored_world


@click.group()
def tenants() -> None:
    """The tree of tenants."""


def read_world(folder: str, include: tuple[str, ...] = ()) -> WorldDeclaration:
    """A world by folder, or by name under the tenants folder; fails with file, line and reason."""
    path = Path(folder)
    if not path.is_dir():
        path = configuration().tenants / folder
    if not path.is_dir():
        fail(f"There is no folder {folder}.")
    try:
        return load_world(path, include=include)
    except DeclarationError as error:
        fail("\n".join(f"{p.file}:{p.line}: {p.reason}" for p in error.problems) + "\nNothing was changed.")


def _go(world: str, include: tuple[str, ...], *, write: bool) -> None:
    declared = read_world(world, include)
    app = application()
    with app.app_context():
        changes = apply_world(app.extensions["tiepdan.registry"], declared, write=write)
    for change in changes:
        click.echo(str(change))
    if not changes:
        click.echo("No difference.")
    elif write:
        click.echo(f"{len(changes)} changes made.")
    else:
        click.echo(f"{len(changes)} changes; 'tiepdan tenants apply' makes them.")


@tenants.command()
@click.argument("world")
@click.option("--include", multiple=True, help="Also read this file that is left out by default.")
@plain_errors
def plan(world: str, include: tuple[str, ...]) -> None:
    """Show what 'apply' would change for WORLD (a folder, or a name under tenants/)."""
    _go(world, include, write=False)


@tenants.command()
@click.argument("world")
@click.option("--include", multiple=True, help="Also read this file that is left out by default.")
@plain_errors
def apply(world: str, include: tuple[str, ...]) -> None:
    """Bring the database to WORLD; never deletes."""
    _go(world, include, write=True)


@tenants.command()
@click.argument("folder", type=click.Path(file_okay=False))
@plain_errors
def export(folder: str) -> None:
    """Write the tenants of the database as declarations into FOLDER."""
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        fail(f"The folder {folder} is not empty; nothing was written.")
    app = application()
    with app.app_context():
        files = export_world(stored_world())
    target.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(files)} files written to {folder}.")
