"""What must be right before this process should get requests, each check with one plain sentence.

``failed`` keeps the process out of service; ``warning`` asks the operator to look, while intake
goes on (a stuck outbox loses nothing, so it is no reason to turn citizens away: promise P35).
Nothing here says an address, a password or anybody's name.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from core import clock
from core.backup.note import is_old, last_backup
from core.config import Config
from core.db import migrate
from core.db.base import db
from core.db.rls import LEAKPROOF, log_policies, policies, role_problems
from core.db.session import internal
from core.events.models import STATES, OutboxEntry
from core.i18n import dmyhm, ngettext
from core.i18n import gettext as _
from core.jobs.clockwatch import unconfirmed

#: Files without which pages lose their looks or their scripts.
ASSETS = ("htmx.min.js", "bootstrap.css", "icons.svg", "be-vietnam-pro-400.woff2", "be-vietnam-pro-600.woff2")
#: An entry that is ready and waits longer than this means that nobody works the outbox.
LONGEST_LAG_SECONDS = 300
#: From so many searchable records on it is felt when the text index may not be used (some 10 ms).
MANY_RECORDS = 20_000
#: Less room than this on the data disk is worth a warning (bytes).
LEAST_DISK = 1024**3

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its key for machines, how it is, and a sentence in the reader's language."""

    key: str
    title: str
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class OutboxNumbers:
    """Entries by state, and how long the oldest ready one has waited (seconds)."""

    by_state: dict[str, int]
    lag: int

    @property
    def dead(self) -> int:
        """Entries that failed too often and wait for the operator."""
        return self.by_state["dead"]


def outbox_numbers() -> OutboxNumbers:
    """Count the outbox; opens a frame of its own."""
    with internal():
        rows = db.session.execute(select(OutboxEntry.state, func.count()).group_by(OutboxEntry.state))
        counted = {state: number for state, number in rows}  # noqa: C416 - a Row is a tuple to mypy only here
        oldest = db.session.scalar(select(func.min(OutboxEntry.run_at)).where(OutboxEntry.state == "waiting"))
    lag = int((clock.now() - oldest).total_seconds()) if oldest else 0
    return OutboxNumbers({state: counted.get(state, 0) for state in STATES}, max(0, lag))


def checks(app: Flask) -> list[Check]:
    """Look at everything; needs an application context, opens its own connection."""
    config: Config = app.extensions["tiepdan.config"]
    found = [_assets(app), _disk(config), _backup(config)]
    try:
        with db.engine.connect() as connection:
            found = [
                Check("database", _("Database"), "ok", _("It answers.")),
                *(
                    [_role(connection), _row_security(connection), _text_index(connection)]
                    if connection.dialect.name == "postgresql"
                    else []
                ),
                _migrations(app, connection),
                *found,
            ]
        found += [_outbox(), _clock()]
    except SQLAlchemyError as error:
        kind = type(error).__name__
        found.insert(0, Check("database", _("Database"), "failed", _("It does not answer (%(kind)s).", kind=kind)))
    return found


def _role(connection: Connection) -> Check:
    words = {
        "is a superuser": _("is a superuser"),
        "bypasses row-level security": _("bypasses row-level security"),
        "owns tables": _("owns tables"),
    }
    problems = [words[problem] for problem in role_problems(connection)]
    title = _("Database role")
    if problems:
        sentence = _(
            "The role of the web process %(problems)s; give it a role of its own.", problems=", ".join(problems)
        )
        return Check("database_role", title, "failed", sentence)
    return Check("database_role", title, "ok", _("It can neither switch off nor go round the lock of the tenants."))


def unguarded(connection: Connection) -> list[str]:
    """Tables of tenants that PostgreSQL does not guard as the models say."""
    rows = connection.execute(
        text(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity,"
            " array(select p.policyname::text from pg_policies p"
            "  where p.schemaname = n.nspname and p.tablename = c.relname)"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind = 'r'"
        )
    )
    guarded = {name: set(found) for name, forced, found in rows if forced}
    missing = []
    for name, table in db.metadata.tables.items():
        kind = table.info.get("class")
        if kind not in ("scoped", "log"):
            continue
        wanted = log_policies(name) if kind == "log" else policies(name, table.info.get("oversight", ""))
        if not set(wanted) <= guarded.get(name, set()):
            missing.append(name)
    return sorted(missing)


def _row_security(connection: Connection) -> Check:
    missing, title = unguarded(connection), _("Lock of the tenants")
    if missing:
        sentence = _("Tables without their row security: %(names)s.", names=", ".join(missing))
        return Check("row_security", title, "failed", sentence)
    return Check("row_security", title, "ok", _("Every table with rows of tenants has its row security."))


def _text_index(connection: Connection) -> Check:
    """Whether row security lets searches use the text index, once there is enough for it to matter."""
    leakproof, rows = connection.execute(
        text(
            "select (select proleakproof from pg_proc where oid = 'ts_match_vq(tsvector,tsquery)'::regprocedure),"
            " (select reltuples from pg_class where oid = to_regclass('core_search_entry'))"
        )
    ).one()
    title = _("Search")
    if not leakproof and (rows or 0) > MANY_RECORDS:
        sentence = _("It reads all records of a unit; let a superuser run: %(statement)s", statement=LEAKPROOF)
        return Check("search", title, "warning", sentence)
    return Check("search", title, "ok", _("It is as quick as it can be with this many records."))


@lru_cache(maxsize=64)
def _head(chain: migrate.Chain) -> str | None:
    """Newest migration of a chain; the folder does not change under a running program."""
    return ScriptDirectory.from_config(migrate.alembic_config(chain)).get_current_head()


def _migrations(app: Flask, connection: Connection) -> Check:
    manifests = app.extensions["tiepdan.registry"].manifests
    behind = []
    for chain in migrate.chains((name, manifest.migrations) for name, manifest in manifests.items()):
        context = MigrationContext.configure(connection, opts={"version_table": chain.version_table})
        if context.get_current_revision() != _head(chain):
            behind.append(chain.name)
    title = _("Migrations")
    if behind:
        names = ", ".join(behind)
        sentence = _("The tables of %(names)s are not those the program needs; run 'tiepdan db upgrade'.", names=names)
        return Check("migrations", title, "failed", sentence)
    return Check("migrations", title, "ok", _("The tables are those the program needs."))


def _assets(app: Flask) -> Check:
    vendor = Path(app.static_folder or "") / "vendor"
    missing, title = [name for name in ASSETS if not (vendor / name).is_file()], _("Files of the pages")
    if missing:
        sentence = _("Missing: %(names)s; run 'python3 dev.py assets'.", names=", ".join(missing))
        return Check("assets", title, "failed", sentence)
    return Check("assets", title, "ok", _("Style, scripts, letters and pictures are there."))


def disk_left(config: Config) -> int:
    """Free bytes on the disk that holds the data folder."""
    return shutil.disk_usage(config.data).free


def _disk(config: Config) -> Check:
    left, title = disk_left(config), _("Disk")
    size = f"{left / 1024**3:.1f} GiB"
    if left < LEAST_DISK:
        return Check("disk", title, "warning", _("Only %(size)s are left on the data disk.", size=size))
    return Check("disk", title, "ok", _("%(size)s are left on the data disk.", size=size))


def _backup(config: Config) -> Check:
    made, title = last_backup(config), _("Backup")
    if made is None:
        return Check("backup", title, "warning", _("None was made here yet; run 'tiepdan backup FOLDER'."))
    if is_old(made):
        sentence = _(
            "The last one was made on %(when)s; make a new one with 'tiepdan backup FOLDER'.", when=dmyhm(made)
        )
        return Check("backup", title, "warning", sentence)
    return Check("backup", title, "ok", _("The last one was made on %(when)s.", when=dmyhm(made)))


def _outbox() -> Check:
    numbers, title = outbox_numbers(), _("Jobs")
    if numbers.lag > LONGEST_LAG_SECONDS:
        return Check(
            "outbox", title, "warning", _("The oldest job waits for %(lag)d s; is a worker running?", lag=numbers.lag)
        )
    if numbers.dead:
        sentence = ngettext(
            "%(num)d job failed too often; look at it.", "%(num)d jobs failed too often; look at them.", numbers.dead
        )
        return Check("outbox", title, "warning", sentence)
    return Check("outbox", title, "ok", _("Nothing waits too long and nothing is given up."))


def _clock() -> Check:
    jumped, title = unconfirmed(), _("Clock")
    if jumped is None:
        return Check("clock", title, "ok", _("It runs evenly."))
    seconds = abs(jumped[1])
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    span = _("%(days)d d %(hours)d h %(minutes)d min", days=days, hours=hours, minutes=minutes)
    forward = _("It jumped forward by %(span)s, or the installation was off for so long.", span=span)
    back = _("It jumped back by %(span)s.", span=span)
    remedy = _("Check the time of the machine, then confirm it under State of the installation.")
    return Check("clock", title, "warning", f"{forward if jumped[1] > 0 else back} {remedy}")


def database_facts() -> tuple[str, int]:
    """(product and version, size in bytes) of the database."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            version = str(connection.scalar(text("show server_version"))).split()[0]
            size = connection.scalar(text("select pg_database_size(current_database())"))
            return f"PostgreSQL {version}", int(size or 0)
        version = str(connection.scalar(text("select sqlite_version()")))
        pages = connection.scalar(text("select page_count * page_size from pragma_page_count(), pragma_page_size()"))
        return f"SQLite {version}", int(pages or 0)
