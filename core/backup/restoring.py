"""Bringing an installation back from a backup: all of it, checked, or nothing."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, text, update

from core import clock
from core.backup import facts, postgres, sqlite
from core.backup.bundle import BackupRefused, Bundle, Manifest, Say, hash_of, opened
from core.config import Config
from core.db import migrate
from core.db.rls import grant_to_app
from core.identity.models import LoginSession

STORED = re.compile(r"files/([0-9]{1,19}/([a-z0-9]{2})/\2[a-z0-9]{1,24})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    manifest: Manifest
    entries: int
    files: int


def restore(app: Flask, path: Path, say: Say, *, replace: bool = False, sha256: str = "") -> Restored:
    """Put the backup in place of this installation's database and files.

    Every hash, row count and audit chain is checked before anything is replaced. Without ``replace``
    an installation that holds anything is refused. Raises BackupRefused; then all is as before.
    """
    config: Config = app.extensions["tiepdan.config"]
    if sha256 and path.is_file() and hash_of(path) != sha256.lower():
        raise BackupRefused("The file is not the one whose SHA-256 you gave; nothing was restored.")
    with opened(path) as bundle:
        _fits(app, config, bundle.manifest)
        if not replace and not _is_empty(config):
            raise BackupRefused("This installation is not empty. Give --replace to put the backup in its place.")
        _tidy(config)
        bundle.check(say)
        with tempfile.TemporaryDirectory(dir=config.data, prefix=".restore-") as name:
            folder = Path(name)
            files = _unpack_files(bundle, folder / "files", say)
            checked = (
                _postgres(app, config, bundle, folder, say)
                if config.is_postgres
                else _sqlite(app, config, bundle, folder, say)
            )
        return Restored(bundle.manifest, checked, files)


def _chains(app: Flask) -> list[migrate.Chain]:
    manifests = app.extensions["tiepdan.registry"].manifests
    return migrate.chains((name, manifest.migrations) for name, manifest in manifests.items())


def _fits(app: Flask, config: Config, manifest: Manifest) -> None:
    wanted = "postgres" if config.is_postgres else "sqlite"
    if manifest.engine != wanted:
        raise BackupRefused(f"The backup was made on {manifest.engine}, this installation runs on {wanted}.")
    known = {chain.name: chain for chain in _chains(app)}
    for name, revision in manifest.chains.items():
        if name not in known:
            raise BackupRefused(f"The backup holds tables of the plugin {name}, which is not installed here.")
        scripts = ScriptDirectory.from_config(migrate.alembic_config(known[name])).walk_revisions()
        if revision not in {script.revision for script in scripts}:
            raise BackupRefused(
                f"The backup was made by a newer program ({manifest.program}; {revision}); install that one first."
            )


def _is_empty(config: Config) -> bool:
    stored = config.data / "files"
    if stored.is_dir() and any(path.is_file() for path in stored.rglob("*")):
        return False
    return postgres.is_empty(config) if config.is_postgres else sqlite.is_empty(config)


def _tidy(config: Config) -> None:
    """Remove what a killed restore left, unless it holds the files that stood here before."""
    for left in config.data.glob(".restore-*"):
        if (left / "old").exists():
            raise BackupRefused(
                f"An earlier restore was killed in its last step. {left / 'old'} holds the files of before: put them "
                f"back in place of {config.data / 'files'} or remove them, remove {left}, then try again."
            )
        shutil.rmtree(left)


def _unpack_files(bundle: Bundle, target: Path, say: Say) -> int:
    """Write the stored files into a folder of their own; gives how many."""
    target.mkdir(mode=0o700)
    names = [name for name in bundle.manifest.parts if name.startswith("files/")]
    for number, name in enumerate(names, start=1):
        found = STORED.fullmatch(name)
        if found is None:
            raise BackupRefused(f"The backup holds something that does not belong there: {name[:100]!r}.")
        place = target / found[1]
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
        with bundle.open(name) as content, place.open("wb") as out:
            shutil.copyfileobj(content, out)
        if number % 100 == 0 or number == len(names):
            say(f"files: {number} of {len(names)}")
    return len(names)


def _checked(connection: Connection, bundle: Bundle) -> int:
    """Compare heads and chains with the manifest; gives the entries checked. All logins end."""
    checked, found = facts.chain_findings(connection, bundle.manifest.audit_heads)
    if found:
        listed = "\n".join(f"- {finding}" for finding in found[:20])
        raise BackupRefused(f"The audit log of the backup does not hold; nothing was restored.\n{listed}")
    if facts.audit_heads(connection) != bundle.manifest.audit_heads:
        raise BackupRefused("The audit log of the backup is not the one its manifest speaks of; nothing was restored.")
    connection.execute(update(LoginSession).where(LoginSession.ended_at.is_(None)).values(ended_at=clock.now()))
    return checked


def _counted(connection: Connection, manifest: Manifest) -> None:
    names = facts.tables(connection)
    if facts.counted(connection, names) != manifest.rows:
        raise BackupRefused("The rows of the backup are not as many as its manifest says; nothing was restored.")


def _sqlite(app: Flask, config: Config, bundle: Bundle, folder: Path, say: Say) -> int:
    engine = sqlite.unpacked(bundle, folder)
    try:
        with engine.connect() as connection:
            if connection.scalar(text("pragma integrity_check")) != "ok":
                raise BackupRefused("The database in the backup is damaged (integrity_check); nothing was restored.")
            if facts.revisions(connection) != bundle.manifest.chains:
                raise BackupRefused("The database in the backup is not the one its manifest speaks of.")
            _counted(connection, bundle.manifest)
        migrate.upgrade(engine, _chains(app))
        say("checking the audit log")
        with engine.begin() as connection:
            checked = _checked(connection, bundle)
        with _files_in_place(config, folder):
            sqlite.put_in_place(config, engine)
    finally:
        engine.dispose()
    return checked


def _postgres(app: Flask, config: Config, bundle: Bundle, folder: Path, say: Say) -> int:
    engine = postgres.owner_engine(config)
    try:
        with ExitStack() as undo, engine.begin() as connection:
            postgres.load(connection, _chains(app), bundle, say)
            _counted(connection, bundle.manifest)
            migrate.upgrade_on(connection, _chains(app))
            if role := migrate.app_role_of(config.database_url):
                grant_to_app(connection, role)
            say("checking the audit log")
            checked = _checked(connection, bundle)
            undo.enter_context(_files_in_place(config, folder))
        return checked
    finally:
        engine.dispose()


@contextmanager
def _files_in_place(config: Config, folder: Path) -> Iterator[None]:
    """Swap the folder of stored files; back again when what follows (the commit) fails."""
    place, old, new = config.data / "files", folder / "old", folder / "files"
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
        yield
    except BaseException:
        if not new.exists():
            place.rename(new)
        if old.exists():
            old.rename(place)
        raise
