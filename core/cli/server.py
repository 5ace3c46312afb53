"""``tiepdan run``: serves with granian; threads, limits and stop time are set here."""

from __future__ import annotations

import ipaddress
import logging
import os
from typing import Any

import click
from flask import Flask

from core.app import check_database
from core.cli.common import application, configuration, fail, plain_errors
from core.cli.data import chains_of
from core.config import Config
from core.db import migrate
from core.db.base import db


def wsgi() -> Flask:
    """What each worker process loads."""
    from core.jobs.runner import Runner
    from core.live.ending import when_stopping

    app = application()
    Runner(app).start()
    when_stopping(app.extensions["tiepdan.live"].stop)
    return app


def refuse_bad_state(app: Flask, config: Config) -> None:
    """Do not serve from a database that is behind, or with a role that could see everything."""
    problems = check_database(app)
    if problems:
        fail(
            f"The database role of the web process {' and '.join(problems)}. It would make the "
            "tenant lock void; use a role of its own (see README, PostgreSQL)."
        )
    with app.app_context(), db.engine.connect() as connection:
        for chain in chains_of(app):
            current, head = migrate.state(connection, chain)
            if current != head:
                fail(
                    f"The tables of {chain.name} are at {current or 'nothing'}, the program needs "
                    f"{head}. Run 'tiepdan db upgrade' first."
                )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class WithoutThreadAdvice(logging.Filter):
    """Drops granian's advice to use fewer threads: ours wait for the database, not for the CPU."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is shown."""
        return "Python threads" not in record.getMessage()


def serve(host: str, port: int, config: Config) -> None:
    """Serve until a signal comes. SQLite is served by one process, as its one writer."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LOGGING_CONFIG, LogLevels

    # standard output belongs to what the command prints; a script reads it
    console: dict[str, Any] = dict(LOGGING_CONFIG["handlers"])  # type: ignore[call-overload]
    handlers = {
        name: {**handler, "stream": "ext://sys.stderr", "filters": ["thread_advice"]}
        for name, handler in console.items()
    }
    os.environ["TIEPDAN_DATA"] = str(config.data)
    Granian(
        "core.cli.server:wsgi",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=config.threads,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
        log_dictconfig={
            **LOGGING_CONFIG,
            "handlers": handlers,
            "filters": {"thread_advice": {"()": "core.cli.server.WithoutThreadAdvice"}},
        },
        websockets=False,
    ).serve()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@plain_errors
def run(host: str, port: int) -> None:
    """Serve the installation of the data folder."""
    config = configuration()
    if not is_loopback(host) and not (config.https and config.proxies):
        fail(
            "Passwords would cross the network in the clear. Put a TLS proxy in front and set "
            "TIEPDAN_HTTPS=1 and TIEPDAN_PROXIES=1, or serve on 127.0.0.1."
        )
    app = application(config)
    refuse_bad_state(app, config)
    click.echo(f"Tiếp Dân answers at http://{host}:{port}/", err=True)
    serve(host, port, config)
