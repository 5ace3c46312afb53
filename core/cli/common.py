"""What all commands share: the application, plain errors, exit codes."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.config import Config, ConfigError, load_config
from core.errors import TiepDanError
from core.plugins.manifest import ManifestError

#: 1: it could not be done; 2: wrong usage (click's own).
FAILED = 1


class OrderedGroup(click.Group):
    """Commands in the order they were added, the order an operator meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in order of adding."""
        return list(self.commands)


def fail(message: str) -> NoReturn:
    """Say what is wrong on standard error and stop with exit code 1."""
    click.echo(message, err=True)
    sys.exit(FAILED)


def configuration() -> Config:
    """Settings from the environment, or a plain message and exit code 1."""
    try:
        return load_config()
    except ConfigError as error:
        fail(str(error))


def application(config: Config | None = None) -> Flask:
    """The application, or a plain message and exit code 1."""
    from core.app import BootError, create_app

    try:
        app = create_app(config or configuration())
    except (ManifestError, BootError) as error:
        fail(str(error))
    if command := click.get_current_context(silent=True):
        command.call_on_close(functools.partial(_hang_up, app))
    return app


def _hang_up(app: Flask) -> None:
    """Close the connections a command opened."""
    from core.db.base import db

    with app.app_context():
        db.engine.dispose()


def plain_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn expected errors into one sentence; a stack trace is for bugs only."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (OperationalError, ProgrammingError) as error:
            fail(
                f"The database refused: {str(error.orig).splitlines()[0]}. "
                "Is it running, and did 'tiepdan db upgrade' run?"
            )
        except TiepDanError as error:
            fail(f"Not done ({type(error).__name__}): {error}")

    return guarded
