"""``tiepdan backup`` and ``tiepdan restore``: everything in one file, and back again."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from core.backup.bundle import BackupRefused
from core.backup.making import make_backup
from core.backup.restoring import restore as restore_backup
from core.cli.common import application, fail, plain_errors


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.command()
@click.argument("target", metavar="DIR|FILE")
@plain_errors
def backup(target: str) -> None:
    """Save database and stored files as of now into DIR (named by the time) or into the new FILE ending with .tar.

    Others go on working. The key that signs cookies is left out.
    """
    try:
        made = make_backup(application(), target, _say)
    except BackupRefused as error:
        fail(str(error))
    except OSError as error:
        fail(f"The backup could not be written: {error.strerror}.")
    rows, files = sum(made.manifest.rows.values()), sum(name.startswith("files/") for name in made.manifest.parts)
    if missing := made.manifest.missing_files:
        _say(f"{len(missing)} stored files were gone or damaged already and are not in it; the manifest names them.")
    click.echo(f"{made.path}: {rows} rows, {files} files, {made.size} bytes.")
    click.echo(f"SHA-256 {made.sha256}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--replace", is_flag=True, help="Put it in place of what this installation holds.")
@click.option("--sha256", default="", help="What 'tiepdan backup' printed; another file is refused.")
@plain_errors
def restore(file: str, replace: bool, sha256: str) -> None:
    """Bring back the backup FILE; everything is checked first, and on any doubt nothing changes.

    Stop 'tiepdan run' and the workers before. All logins end.
    """
    try:
        done = restore_backup(application(), Path(file), _say, replace=replace, sha256=sha256)
    except BackupRefused as error:
        fail(str(error))
    except OSError as error:
        fail(f"The backup could not be restored: {error.strerror}.")
    except SQLAlchemyError as error:
        fail(f"The database refused the backup ({type(error).__name__}); nothing was restored.")
    rows = sum(done.manifest.rows.values())
    click.echo(f"Restored the state of {done.manifest.made_at}: {rows} rows, {done.files} files.")
    click.echo(f"{done.entries} entries of the audit log checked, 0 findings.")
