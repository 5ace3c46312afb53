"""The audit log against its own program, against the owner of the database, and against both verifiers (P30)."""

from __future__ import annotations

import copy
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from core.audit.log import append, entries_after, head, history
from core.audit.models import AuditEntry
from core.audit.verify import verify_chain
from core.cli.main import cli
from core.db.base import db
from core.db.session import acting_in
from core.errors import CrossTenant
from core.events.core_events import CalendarDayNoted, PostEnded
from core.events.publish import publish
from core.tenancy.resolve import system_scope
from core.testing.counts import Count
from core.testing.rows import owner_engine
from core.testing.servers import FOLDER_KEY
from core.testing.world import World, printable
from plugins.reception.tests.typed import visit_form
from tests.rails import audit_verifier
from tests.rails.tampering import mutations

SEED = 20261123
SMALL, FULL = 100, 2000
Rows = list[dict[str, Any]]


def fill(app: Flask, entries: int = 30, tenant: str = "a-comm") -> None:
    """Entries of two kinds by several actors; every fifth is erased lawfully."""
    with app.app_context():
        for number in range(entries):
            scope = system_scope(tenant, actor_id=number % 4 or None)
            with acting_in(scope, writes=True):
                day = f"2027-01-{number % 28 + 1:02d}"
                if number % 3:
                    publish(scope, CalendarDayNoted(subject=f"core:calendar:{day}", day=day, kind="off"))
                else:
                    publish(scope, PostEnded(subject=f"core:post:p{number}"))
        with acting_in(scope, writes=True):
            for row in entries_after(scope, 0)[::5]:
                row.payload = row.salt = None


def exported(app: Flask, tenant: str = "a-comm") -> Rows:
    """One chain as plain SQL gives it, read beside the program."""
    engine = owner_engine(app.extensions["tiepdan.config"])
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "select a.* from core_audit a join core_tenant t on t.id = a.actor_tenant_id"
                " where t.slug = :slug order by a.seq"
            ),
            {"slug": tenant},
        )
        rows = [dict(row) for row in found.mappings()]
    engine.dispose()
    for row in rows:
        if isinstance(row["payload"], str):
            row["payload"] = json.loads(row["payload"])
        moment = audit_verifier.written_moment(row["at"])
        row["at"] = datetime.fromisoformat(moment)
    return rows


def verdicts(rows: Rows, heads: dict[int, str]) -> tuple[Sequence[Any], Sequence[Any]]:
    """What our verifier and the independent one say."""
    own = verify_chain(heads_tenant(rows), [SimpleNamespace(**row) for row in rows], heads)
    return own, audit_verifier.complaints(rows, heads)


def heads_tenant(rows: Rows) -> int:
    """Whose chain it claims to be: the most frequent owner."""
    return int(Counter(row["actor_tenant_id"] for row in rows).most_common(1)[0][0]) if rows else 0


def tamper_and_count(rows: Rows, times: int, count: Count) -> None:
    """Apply ``times`` mutations from the seed; every one must be seen by both verifiers."""
    heads = {rows[-1]["seq"]: rows[-1]["hash"]}
    assert verdicts(rows, heads) == ([], []), "an untouched chain, partly erased, is sound"
    chance = random.Random(SEED)
    ways = mutations(chance)
    missed: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for number in range(times):
        name, act = ways[number % len(ways)]
        touched = copy.deepcopy(rows)
        act(chance, touched)
        assert touched != rows, f"{name} changed nothing"
        own, independent = verdicts(touched, heads)
        done[name] += 1
        if not own:
            missed[f"{name}: tiepdan audit verify"] += 1
        if not independent:
            missed[f"{name}: independent verifier"] += 1
    assert not missed
    count("mutations seen by both verifiers", times)
    count("ways of tampering", len(done))


def test_every_mutation_is_seen_by_both_verifiers(app: Flask, count: Count) -> None:
    fill(app)
    tamper_and_count(exported(app), SMALL, count)


@pytest.mark.prove
def test_thousands_of_mutations_are_seen_by_both_verifiers(app: Flask, engine_name: str, count: Count) -> None:
    fill(app, 120)
    tamper_and_count(exported(app), FULL, count)


def test_a_chain_is_sound_on_both_engines_and_erasing_keeps_it_so(app: Flask, engine_name: str) -> None:
    before = exported(app)
    fill(app, 20)
    rows = exported(app)
    witnessed = {rows[-1]["seq"]: rows[-1]["hash"]}
    assert [row["seq"] for row in rows] == list(range(1, len(before) + 21))
    assert verdicts(rows, witnessed) == ([], [])
    with app.app_context(), acting_in(system_scope("a-comm"), writes=True):
        for row in entries_after(system_scope("a-comm"), 0):
            row.payload = row.salt = None
    erased = exported(app)
    assert all(row["payload"] is None and row["salt"] is None for row in erased)
    assert verdicts(erased, witnessed) == ([], [])


@pytest.mark.parametrize(
    "statement",
    [
        "delete from core_audit where seq = 2",
        "update core_audit set payload = null where seq = 2",
        "update core_audit set salt = null where seq = 2",
        "update core_audit set payload = null, salt = null, subject = 'x' where seq = 2",
        "update core_audit set payload = null, salt = null, seq = 99 where seq = 2",
        "update core_audit set hash = previous where seq = 2",
    ],
)
def test_the_program_itself_can_only_add_and_erase(app: Flask, engine_name: str, statement: str) -> None:
    fill(app, 3)
    before = exported(app)
    with app.app_context(), suppress(DBAPIError), acting_in(system_scope("a-comm"), writes=True):
        db.session.connection().execute(text(statement))
    assert exported(app) == before


def test_the_owner_of_the_database_is_found_out(app: Flask, engine_name: str, tmp_path: Path) -> None:
    """Triggers stop the program; who drops them leaves a chain that does not fit its head."""
    fill(app, 12)
    config = app.extensions["tiepdan.config"]
    operator = CliRunner(
        env={"TIEPDAN_DATABASE_URL": config.database_url, "TIEPDAN_DATA": str(config.data), FOLDER_KEY: None}
    )

    def audit(*words: str) -> tuple[int, str]:
        result = operator.invoke(cli, ["audit", *words])
        return result.exit_code, result.stdout

    code, printed = audit("heads")
    assert code == 0
    witness = tmp_path / "heads.json"
    witness.write_text(printed, encoding="utf-8")
    assert audit("verify", "--heads", str(witness))[0] == 0
    newest = exported(app)[-1]
    last, tenant = newest["seq"], newest["actor_tenant_id"]
    engine = owner_engine(config)
    with engine.begin() as connection:
        without_triggers(connection)
        connection.execute(
            text("delete from core_audit where seq = :seq and actor_tenant_id = :tenant"),
            {"seq": last, "tenant": tenant},
        )
    engine.dispose()
    assert audit("verify")[0] == 0, "a cut tail alone looks like a shorter chain"
    code, printed = audit("verify", "--heads", str(witness))
    assert code == 1
    assert f"entry {last}: is missing" in printed
    heads = {last: json.loads(witness.read_text(encoding="utf-8"))["a-comm"][str(last)]}
    assert audit_verifier.complaints(exported(app), heads)


def digits_of(receipt: bytes) -> str:
    """NUMBER:HASH as somebody reads it off the foot of a printed receipt."""
    if receipt[:2] == b"PK":
        section = docx.Document(io.BytesIO(receipt)).sections[0]
        assert section.footer.paragraphs[0].text == section.first_page_footer.paragraphs[0].text
        words = section.footer.paragraphs[0].text
    else:
        words = " ".join(printable(receipt).split())
    found = re.search(r"Dấu đối chiếu nhật ký: số (\d+), mã ((?:[0-9a-f]{4} ?){4})", words)
    assert found, words
    return f"{found[1]}:{found[2].strip()}"


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_receipt_proves_a_chain_that_was_rebuilt(
    engine_name: str, app: Flask, world: World, login: Callable[[str], FlaskClient], form: str, tmp_path: Path
) -> None:
    """P31: the case vanishes, the whole chain is computed anew without it, and only the paper knows (both verifiers)."""
    desk = login(world.login("a-comm", "reception_officer"))
    place = desk.post("/t/a-comm/reception/visits/new", data=visit_form()).headers["Location"]
    printed = digits_of(desk.get(f"{place}/receipt.{form}").data)
    fill(app, 4)
    config = app.extensions["tiepdan.config"]
    operator = CliRunner(
        env={"TIEPDAN_DATABASE_URL": config.database_url, "TIEPDAN_DATA": str(config.data), FOLDER_KEY: None}
    )

    def verify(*words: str) -> tuple[int, str]:
        result = operator.invoke(cli, ["audit", "verify", *words])
        return result.exit_code, result.output

    seq = int(printed.partition(":")[0])
    code, said = verify("--tenant", "a-comm", "--head", printed)
    assert (code, f"still contains entry {seq} as it was witnessed" in said) == (0, True)
    rows = exported(app)
    assert audit_verifier.complaints(rows, audit_verifier.heads_from([printed])) == []
    rebuilt = rebuild_without(rows, seq)
    store_anew(app, rebuilt)
    assert verify()[0] == 0, "a chain rebuilt whole looks honest"
    code, said = verify("--tenant", "a-comm", "--head", printed)
    assert (code, f"entry {seq}: is not the one that was witnessed" in said) == (1, True)
    assert "still contains" not in said
    sheet = tmp_path / "rows.json"
    sheet.write_text(json.dumps(exported(app), default=str), encoding="utf-8")
    assert audit_verifier.main([str(sheet)]) == 0
    assert audit_verifier.main([str(sheet), printed]) == 1


def rebuild_without(rows: Rows, seq: int) -> Rows:
    """The chain as a forger computes it: without one entry, numbers closed up, every hash anew."""
    kept = [copy.deepcopy(row) for row in rows if row["seq"] != seq]
    before = audit_verifier.ZEROS
    for number, row in enumerate(kept, start=1):
        row["seq"], row["previous"] = number, before
        row["hash"] = before = audit_verifier.expected_hash(row)
    return kept


def store_anew(app: Flask, rows: Rows) -> None:
    """Put a forged chain in place of the true one, as the owner of the database can."""
    engine = owner_engine(app.extensions["tiepdan.config"])
    table = AuditEntry.__table__
    with engine.begin() as connection:
        without_triggers(connection)
        connection.execute(table.delete().where(table.c.actor_tenant_id == rows[0]["actor_tenant_id"]))
        connection.execute(table.insert(), rows)
    engine.dispose()


def without_triggers(connection: Connection) -> None:
    """Take the triggers away that stop the program's own mistakes."""
    postgres = connection.dialect.name == "postgresql"
    for name in ["core_audit_keep on core_audit"] if postgres else ["core_audit_keep_rows", "core_audit_keep_fields"]:
        connection.exec_driver_sql(f"drop trigger {name}")


@pytest.mark.parametrize("head", ["57", "x:9f2c77ab01de5b30", "57:9f2c", "57:9f2c77ab01de5b3g", "57:" + "a" * 65])
def test_a_head_nobody_can_have_read_is_refused(app: Flask, head: str) -> None:
    config = app.extensions["tiepdan.config"]
    operator = CliRunner(env={"TIEPDAN_DATABASE_URL": config.database_url, "TIEPDAN_DATA": str(config.data)})
    result = operator.invoke(cli, ["audit", "verify", "--tenant", "a-comm", "--head", head])
    assert result.exit_code == 2
    assert operator.invoke(cli, ["audit", "verify", "--head", "1:9f2c77ab01de5b30"]).exit_code == 2


def test_the_exported_file_can_be_checked_by_anybody(app: Flask, tmp_path: Path) -> None:
    fill(app, 10)
    rows = exported(app)
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps({rows[-1]["seq"]: rows[-1]["hash"]}), encoding="utf-8")
    sound, cut = tmp_path / "sound.json", tmp_path / "cut.json"
    sound.write_text(json.dumps(rows, default=str), encoding="utf-8")
    cut.write_text(json.dumps(rows[:-2], default=str), encoding="utf-8")
    assert audit_verifier.main([str(sound), str(heads)]) == 0
    assert audit_verifier.main([str(cut)]) == 0
    assert audit_verifier.main([str(cut), str(heads)]) == 1


def test_who_acted_and_whose_data_it_was_read_the_entry_and_nobody_else(app: Flask, engine_name: str) -> None:
    with app.app_context():
        overseer, subject, stranger = (system_scope(slug) for slug in ("d-dist", "a-comm", "b-comm"))
        with acting_in(overseer, writes=True):
            append(overseer, "core.post_ended", 1, "core:post:seen", {}, tenant_id=subject.tenant_id)
        readers = []
        for scope in (overseer, subject, stranger):
            with acting_in(scope):
                query = select(AuditEntry).where(AuditEntry.subject == "core:post:seen")
                readers.append(len(list(db.session.scalars(query))))
        assert readers == [1, 1, 0]
        with acting_in(subject):
            assert [row.subject for row in history(subject, "core:post:seen")] == ["core:post:seen"]
            assert head(subject)[0] == len(entries_after(subject, 0)), "it is in the overseer's chain, not in ours"
        with acting_in(stranger, writes=True) as frame:
            with pytest.raises((CrossTenant, DBAPIError)):
                append(overseer, "core.post_ended", 1, "core:post:forged", {})
            frame.give_up()
