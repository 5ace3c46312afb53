"""Backup and restore through the program itself, on both engines: what comes back, and what is refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import clock
from core.app import create_app
from core.backup.note import last_backup
from core.cli.main import cli
from core.config import Config
from core.db.base import db
from core.testing.counts import Count
from core.testing.fixtures import Place, make_config
from core.testing.rows import Fingerprint, owner_engine
from core.testing.servers import FOLDER_KEY
from core.testing.world import World, log_client_in
from plugins.reception.tests.test_papers import PAPERS
from plugins.reception.tests.typed import sealed_form, visit_form
from tests.rails.test_audit import fill, without_triggers
from tests.rails_files import canaries
from tests.robustness.test_upgrade import Old, old

Login = Callable[[str], FlaskClient]
MakeApp = Callable[..., tuple[Flask, World]]
__all__ = ["old"]
#: Restoring ends all logins, which is a change of that one table.
LOGINS = frozenset({"core_login_session"})


def tiepdan(config: Config, *words: str) -> Result:
    """The command as the operator of ``config`` calls it."""
    environment = {
        "TIEPDAN_DATABASE_URL": config.database_url,
        "TIEPDAN_MIGRATION_URL": config.migration_url or "",
        "TIEPDAN_DATA": str(config.data),
        "TIEPDAN_LOG_LEVEL": "ERROR",
        FOLDER_KEY: None,
    }
    return CliRunner(env=environment).invoke(cli, words)


def config_of(app: Flask) -> Config:
    found: Config = app.extensions["tiepdan.config"]
    return found


@pytest.fixture
def busy(engine_name: str, app: Flask, world: World, login: Login) -> Flask:
    """An installation with chains, a visit with a scanned paper, and a denunciation in paper custody."""
    fill(app, 6)
    desk = login(world.login("a-comm", "reception_officer"))
    place = desk.post("/t/a-comm/reception/visits/new", data=visit_form(**PAPERS)).headers["Location"]
    scan = {"paper": "0", "file": (io.BytesIO(canaries.jpeg()), "to-1.jpg")}
    assert desk.post(f"{place}/scans", data=scan, content_type="multipart/form-data").status_code == 303
    return app


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Iterator[Config]:
    """A machine on which nothing was done yet."""
    if engine_name == "sqlite":
        yield make_config(tmp_path / "other", Place(f"sqlite:///{tmp_path}/other/tiepdan.db", None))
        return
    from core.testing.postgres import create_database, drop_database

    urls = create_database(f"restore_{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}")
    yield make_config(tmp_path / "other", Place(urls.app, urls.migration))
    drop_database(urls.name)


def saved(app: Flask, folder: Path) -> Path:
    done = tiepdan(config_of(app), "backup", str(folder))
    assert done.exit_code == 0, done.output
    return next(folder.glob("tiepdan-*.tar"))


def prints(app: Flask) -> dict[str, str]:
    taker = Fingerprint(app, LOGINS)
    found = taker.take()
    taker.close()
    return found


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def parts_of(bundle: Path) -> dict[str, bytes]:
    with tarfile.open(bundle) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def write(target: Path, parts: dict[str, bytes]) -> Path:
    with tarfile.open(target, "w") as archive:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


def with_fresh_hashes(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A manifest that fits the parts again, as a careful forger writes it."""
    manifest = json.loads(parts["manifest.json"])
    manifest["parts"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
        if name != "manifest.json"
    }
    return parts | {"manifest.json": json.dumps(manifest).encode()}


def test_everything_comes_back_on_an_empty_machine(
    busy: Flask, world: World, empty: Config, tmp_path: Path, count: Count
) -> None:
    bundle = saved(busy, tmp_path)
    assert bundle.stat().st_mode & 0o777 == 0o600
    manifest = json.loads(parts_of(bundle)["manifest.json"])
    assert manifest["audit_heads"] == json.loads(tiepdan(config_of(busy), "audit", "heads").stdout)
    done = tiepdan(empty, "restore", str(bundle), "--sha256", hashlib.sha256(bundle.read_bytes()).hexdigest())
    assert done.exit_code == 0, done.output
    assert "entries of the audit log checked, 0 findings" in done.output
    restored = create_app(empty)
    try:
        assert prints(restored) == prints(busy)
        assert files_below(empty.data / "files") == files_below(config_of(busy).data / "files")
        assert len(files_below(empty.data / "files")) == 1
        witness = tmp_path / "heads.json"
        witness.write_text(json.dumps(manifest["audit_heads"]), encoding="utf-8")
        assert tiepdan(empty, "audit", "verify", "--heads", str(witness)).exit_code == 0
        assert tiepdan(empty, "db", "status").exit_code == 0
        answer = restored.test_client().get("/readyz")
        assert (answer.status_code, answer.get_json()["failed"]) == (200, [])
        desk = log_client_in(restored, world.login("a-comm", "reception_officer"))
        page = desk.get("/t/a-comm/reception/visits")
        assert page.status_code == 200
        assert "Thu hồi đất làm đường" in page.text
        fill(restored, 3)
        assert tiepdan(empty, "audit", "verify", "--heads", str(witness)).exit_code == 0
    finally:
        with restored.app_context():
            db.engine.dispose()
    count("rows brought back and compared", sum(manifest["rows"].values()))
    count("tables compared", len(manifest["rows"]))


def test_an_installation_that_holds_anything_is_replaced_only_when_told(busy: Flask, tmp_path: Path) -> None:
    bundle, config = saved(busy, tmp_path), config_of(busy)
    before = prints(busy)
    fill(busy, 5)
    changed = prints(busy)
    assert changed != before
    with busy.app_context():
        db.engine.dispose()
    refused = tiepdan(config, "restore", str(bundle))
    assert (refused.exit_code, prints(busy)) == (1, changed)
    assert "not empty" in refused.output
    assert tiepdan(config, "restore", str(bundle), "--replace").exit_code == 0
    assert prints(busy) == before
    with busy.app_context():
        db.engine.dispose()


def test_old_logins_and_the_key_do_not_come_back(
    busy: Flask, world: World, login: Login, empty: Config, tmp_path: Path
) -> None:
    (config_of(busy).data / "secret.key").write_text("CANARYKEY" * 8, encoding="ascii")
    login(world.login("a-comm", "reception_officer"))
    parts = parts_of(saved(busy, tmp_path))
    assert "secret.key" not in parts
    assert not [name for name, content in parts.items() if b"CANARYKEY" in plain(content)]
    assert tiepdan(empty, "restore", str(next(tmp_path.glob("*.tar")))).exit_code == 0
    engine = owner_engine(empty)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from core_login_session")) > 0
        assert connection.scalar(text("select count(*) from core_login_session where ended_at is null")) == 0
    engine.dispose()


def plain(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def test_no_denouncer_stands_in_a_backup(
    engine_name: str, app: Flask, world: World, login: Login, tmp_path: Path
) -> None:
    """Names typed for a denunciation are searched in every byte; those of another visit prove that the search finds."""
    names = {
        "people__0__name": "CANARYDENOUNCER",
        "people__0__commune": "CANARYHOME",
        "people__0__id_number": "062190777777",
    }
    desk = login(world.login("a-comm", "reception_officer"))
    desk.post("/t/a-comm/reception/visits/new", data=sealed_form(**names))
    assert desk.post("/t/a-comm/reception/visits/new", data=sealed_form()).status_code == 303
    planted = {"people__0__name": "PLANTEDNAME", "people__0__commune": "PLANTEDHOME"}
    assert desk.post("/t/a-comm/reception/visits/new", data=visit_form(**planted)).status_code == 303
    found = b"".join(map(plain, parts_of(saved(app, tmp_path)).values()))
    for name in planted.values():
        assert name.encode() in found
    for name in names.values():
        assert name.encode() not in found


def test_a_changed_or_cut_backup_is_refused_and_changes_nothing(busy: Flask, tmp_path: Path, count: Count) -> None:
    bundle, config = saved(busy, tmp_path), config_of(busy)
    whole, parts = bundle.read_bytes(), parts_of(bundle)
    before = prints(busy)
    with busy.app_context():
        db.engine.dispose()
    name = next(iter(sorted(parts.keys() - {"manifest.json"})))
    scan = next(n for n in parts if n.startswith("files/"))
    manifest = json.loads(parts["manifest.json"])
    wrong: dict[str, dict[str, bytes]] = {
        "a flipped bit": parts | {name: bytes([*parts[name][:-1], parts[name][-1] ^ 1])},
        "another scan": parts | {scan: b"x" * len(parts[scan])},
        "a part too many": parts | {"files/1/ab/abcdefghijkmnpqrstvw": b"x"},
        "a part too few": {n: c for n, c in parts.items() if n != scan},
        "no manifest": {n: c for n, c in parts.items() if n != "manifest.json"},
        "a manifest of nonsense": parts | {"manifest.json": b"[]"},
        "a later format": parts | {"manifest.json": json.dumps(manifest | {"format": 2}).encode()},
        "other heads": parts
        | {"manifest.json": json.dumps(manifest | {"audit_heads": {"a-comm": {"1": "0" * 64}}}).encode()},
        "other counts": parts
        | {"manifest.json": json.dumps(manifest | {"rows": manifest["rows"] | {"core_user": 1}}).encode()},
        "a later program": parts | {"manifest.json": json.dumps(manifest | {"chains": {"core": "core_9999"}}).encode()},
        "an unknown plugin": parts | {"manifest.json": json.dumps(manifest | {"chains": {"gone": "gone_1"}}).encode()},
        "the other engine": parts | {"manifest.json": json.dumps(manifest | {"engine": "db2"}).encode()},
        "a way out of the folder": with_fresh_hashes(parts | {"files/../../evil": b"x"}),
    }
    bad = [write(tmp_path / f"bad-{number}.tar", content) for number, content in enumerate(wrong.values())]
    cut, noise = tmp_path / "cut.tar", tmp_path / "noise.tar"
    cut.write_bytes(whole[: len(whole) // 2])
    noise.write_bytes(b"no archive at all" * 100)
    link = tmp_path / "link.tar"
    with tarfile.open(link, "w") as archive:
        entry = tarfile.TarInfo("manifest.json")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    for path in (*bad, cut, noise, link, tmp_path / "missing.tar"):
        done = tiepdan(config, "restore", str(path), "--replace")
        assert done.exit_code == 1, (path, done.output)
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
    assert tiepdan(config, "restore", str(bundle), "--replace", "--sha256", "0" * 64).exit_code == 1
    assert prints(busy) == before
    assert len(files_below(config.data / "files")) == 1
    assert not list(config.data.glob(".restore-*"))
    count("damaged backups refused", len(bad) + 5)
    with busy.app_context():
        db.engine.dispose()


def test_a_forged_log_inside_a_fitting_backup_is_refused(busy: Flask, empty: Config, tmp_path: Path) -> None:
    """All hashes of the file fit, but one entry of the log was changed before it was saved."""
    engine = owner_engine(config_of(busy))
    with engine.begin() as connection:
        without_triggers(connection)
        connection.execute(text("update core_audit set subject = 'core:post:forged' where seq = 3"))
    engine.dispose()
    done = tiepdan(empty, "restore", str(saved(busy, tmp_path)))
    assert done.exit_code == 1
    assert "entry 3: was changed" in done.output
    assert tiepdan(empty, "db", "status").exit_code == 1, "nothing was put in place"


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    old: Old, engine_name: str, empty: Config, tmp_path: Path
) -> None:
    done = tiepdan(old.config, "backup", str(tmp_path))
    assert done.exit_code == 0, done.output
    bundle = next(tmp_path.glob("tiepdan-*.tar"))
    done = tiepdan(empty, "restore", str(bundle))
    assert done.exit_code == 0, done.output
    assert tiepdan(empty, "db", "status").exit_code == 0


def test_a_backup_never_overwrites_and_leaves_nothing_half_written(app: Flask, tmp_path: Path) -> None:
    config, target = config_of(app), tmp_path / "mine.tar"
    assert tiepdan(config, "backup", str(target)).exit_code == 0
    kept = target.read_bytes()
    assert tiepdan(config, "backup", str(target)).exit_code == 1
    assert target.read_bytes() == kept
    for wrong in (tmp_path / "no-folder", tmp_path / "no" / "such.tar"):
        assert tiepdan(config, "backup", str(wrong)).exit_code == 1
    assert not list(tmp_path.glob(".tiepdan-backup-*"))
    assert tiepdan(config, "backup").exit_code == 2


def test_a_lost_file_is_named_and_the_rest_is_saved(busy: Flask, tmp_path: Path) -> None:
    stored = next(p for p in (config_of(busy).data / "files").rglob("*") if p.is_file())

    def missing(name: str) -> set[str]:
        (tmp_path / name).mkdir()
        manifest = json.loads(parts_of(saved(busy, tmp_path / name))["manifest.json"])
        return {path.rpartition("/")[2] for path in manifest["missing_files"]}

    before = missing("first")
    stored.write_bytes(b"damaged")
    assert missing("second") - before == {stored.name}


def test_a_backup_holds_one_moment_while_others_write(
    engine_name: str, app: Flask, empty: Config, tmp_path: Path
) -> None:
    """Entries keep coming in all the time; what was saved is one sound state of the log all the same."""
    stop, written = threading.Event(), [0]

    def keep_writing() -> None:
        while not stop.is_set():
            fill(app, 3)
            written[0] += 3

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        while not written[0]:
            stop.wait(0.01)
        bundle = saved(app, tmp_path)
        at_end = written[0]
    finally:
        stop.set()
        writer.join()
    assert at_end > 0
    done = tiepdan(empty, "restore", str(bundle))
    assert done.exit_code == 0, done.output
    (tmp_path / "heads.json").write_text(tiepdan(empty, "audit", "heads").stdout, encoding="utf-8")
    assert tiepdan(config_of(app), "audit", "verify", "--heads", str(tmp_path / "heads.json")).exit_code == 0


def test_what_a_killed_restore_left_is_removed_but_never_the_files_of_before(app: Flask, tmp_path: Path) -> None:
    bundle, config = saved(app, tmp_path), config_of(app)
    with app.app_context():
        db.engine.dispose()
    left = config.data / ".restore-killed"
    (left / "old").mkdir(parents=True)
    (left / "old" / "paper").write_bytes(b"kept")
    done = tiepdan(config, "restore", str(bundle), "--replace")
    assert (done.exit_code, (left / "old" / "paper").read_bytes()) == (1, b"kept")
    assert "killed in its last step" in done.output
    (left / "old").rename(tmp_path / "mended")
    (left / "database.sqlite").write_bytes(b"half")
    assert tiepdan(config, "restore", str(bundle), "--replace").exit_code == 0
    assert not left.exists()


def test_sqlite_in_use_is_not_replaced_under_its_users(app: Flask, tmp_path: Path) -> None:
    bundle, config = saved(app, tmp_path), config_of(app)
    with app.app_context():
        db.engine.dispose()
    kept = config.data / "files" / "kept"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"kept")
    with closing(sqlite3.connect(config.database_url.removeprefix("sqlite:///"))) as user:
        user.execute("select count(*) from core_user").fetchone()
        done = tiepdan(config, "restore", str(bundle), "--replace")
    assert done.exit_code == 1
    assert "still uses the database" in done.output
    assert files_below(kept.parent) == {"kept": b"kept"}, "files and database change together or not at all"


def test_the_time_of_the_last_backup_is_told(app: Flask, world: World, login: Login, tmp_path: Path) -> None:
    config = config_of(app)

    def seen() -> tuple[str, str]:
        health = login(world.operator).get("/ops/health").text
        return health, tiepdan(config, "doctor").output

    health, doctor = seen()
    assert "Chưa có bản sao lưu nào" in health
    assert "No backup was made here yet" in doctor
    saved(app, tmp_path)
    made = last_backup(config)
    assert isinstance(made, datetime)
    when = f"{made.astimezone(clock.ZONE):%d/%m/%Y}"
    health, doctor = seen()
    assert f"Bản gần nhất lập lúc {made.astimezone(clock.ZONE):%d/%m/%Y %H:%M}" in health
    assert f"The last backup was made on {when}" in doctor
    with clock.freeze(clock.now() + timedelta(days=9)):
        assert "makes a new one" in tiepdan(config, "doctor").output
