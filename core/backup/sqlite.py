"""SQLite: the whole database through its online backup, and putting one file in place of another."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url

from core.backup import facts
from core.backup.bundle import BackupRefused, Bundle, Manifest, Say, Writer, pack, unpack
from core.config import Config
from core.db.session import tune_sqlite

PART = "database.sqlite.gz"
#: Pages copied between two looks at the progress; 4 KB each.
PAGES = 5000


def path_of(config: Config) -> Path:
    """The database file."""
    return Path(make_url(config.database_url).database or "")


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")
    tune_sqlite(engine)
    return engine


def dump(config: Config, manifest: Manifest, writer: Writer, folder: Path, say: Say) -> list[tuple[str, str]]:
    """Add the database as of one moment; gives the (path, hash) of the files its rows speak of.

    Others go on writing meanwhile: the copy reads in one transaction, which in WAL mode sees one
    state and keeps nobody waiting.
    """
    path, copy = path_of(config), folder / "database.sqlite"
    if not path.is_file():
        raise BackupRefused(f"There is no database {path}; run 'tiepdan db upgrade'.")
    with closing(sqlite3.connect(path, isolation_level=None)) as source, closing(sqlite3.connect(copy)) as target:
        source.execute("BEGIN")
        source.execute("select count(*) from sqlite_master").fetchone()
        source.backup(
            target, pages=PAGES, progress=lambda _s, left, of: say(f"database: {of - left} of {of} pages"), sleep=0
        )
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE")
        if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupRefused("The database is damaged (integrity_check); nothing was saved. Keep the last backup.")
    engine = create_engine(f"sqlite:///{copy}")
    with engine.connect() as connection:
        names = facts.tables(connection)
        manifest.chains = facts.revisions(connection)
        manifest.rows = facts.counted(connection, names)
        manifest.audit_heads = facts.audit_heads(connection)
        files = list(facts.stored_files(connection))
    engine.dispose()
    packed = folder / PART
    pack(copy, packed)
    copy.unlink()
    writer.add(PART, packed)
    return files


def is_empty(config: Config) -> bool:
    """Whether nothing was ever stored here."""
    path = path_of(config)
    if not path.exists() or not path.stat().st_size:
        return True
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return not any(facts.counted(connection, facts.tables(connection)).values())
    finally:
        engine.dispose()


def unpacked(bundle: Bundle, folder: Path) -> Engine:
    """The database of a backup as a file of its own, on which it can be brought up to date and checked."""
    if PART not in bundle.manifest.parts:
        raise BackupRefused("The backup holds no SQLite database.")
    copy = folder / "database.sqlite"
    with bundle.open(PART) as content:
        unpack(content, copy)
    copy.chmod(0o600)
    return _engine(copy)


def put_in_place(config: Config, engine: Engine) -> None:
    """Replace the database by the file behind ``engine``, at once or not at all.

    Raises BackupRefused when somebody still has the old one open.
    """
    made, target = Path(engine.url.database or ""), path_of(config)
    engine.dispose()
    _leave_wal(made)
    if target.exists() and not _leave_wal(target):
        raise BackupRefused("Something still uses the database; stop 'tiepdan run' and the workers, then try again.")
    with made.open("rb") as content:
        os.fsync(content.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    made.replace(target)


def _leave_wal(path: Path) -> bool:
    """Fold the log into the file; SQLite lets only the last one who has it open do that."""
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as raw:
        try:
            return bool(raw.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",))
        except sqlite3.OperationalError:
            return False
