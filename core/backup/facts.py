"""What is read of a database past the ORM, as its owner: tables, revisions, heads of the audit chains."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby

from sqlalchemy import Connection, inspect, select, text

from core.audit.models import AuditEntry
from core.audit.verify import Finding, verify_chain

VERSION_TABLE = "alembic_version_"


def tables(connection: Connection) -> list[str]:
    """All tables with data, also those of plugins that are not loaded."""
    return sorted(name for name in inspect(connection).get_table_names() if not name.startswith(VERSION_TABLE))


def revisions(connection: Connection) -> dict[str, str]:
    """Chain -> newest migration that ran."""
    names = [name for name in inspect(connection).get_table_names() if name.startswith(VERSION_TABLE)]
    found = {}
    for name in sorted(names):
        revision = connection.scalar(text(f"select version_num from {quoted(connection, name)}"))  # noqa: S608
        if revision:
            found[name.removeprefix(VERSION_TABLE)] = str(revision)
    return found


def quoted(connection: Connection, name: str) -> str:
    """A name of the database's own, safe inside a statement."""
    return connection.dialect.identifier_preparer.quote_identifier(name)


def counted(connection: Connection, names: list[str]) -> dict[str, int]:
    """Table -> number of rows."""
    return {
        name: int(connection.scalar(text(f"select count(*) from {quoted(connection, name)}")) or 0)  # noqa: S608
        for name in names
    }


def audit_heads(connection: Connection) -> dict[str, dict[str, str]]:
    """Slug -> {number: hash} of the newest entry of each chain, as ``tiepdan audit heads`` prints them."""
    if not inspect(connection).has_table("core_audit"):  # a database of the first version
        return {}
    rows = connection.execute(
        text(
            "select t.slug, a.seq, a.hash from core_audit a join core_tenant t on t.id = a.actor_tenant_id"
            " where a.seq = (select max(b.seq) from core_audit b where b.actor_tenant_id = a.actor_tenant_id)"
            " order by t.id"
        )
    )
    return {row.slug: {str(row.seq): row.hash} for row in rows}


def stored_files(connection: Connection) -> Iterator[tuple[str, str]]:
    """(path below the folder ``files``, SHA-256) of every stored file."""
    if not inspect(connection).has_table("core_file"):
        return
    rows = connection.execute(text("select tenant_id, public_id, sha256 from core_file order by tenant_id, id"))
    for row in rows:
        yield f"{row.tenant_id}/{row.public_id[:2]}/{row.public_id}", row.sha256


def chain_findings(connection: Connection, heads: dict[str, dict[str, str]]) -> tuple[int, list[Finding]]:
    """(entries checked, findings) over all chains, against the heads in the form of ``audit_heads``."""
    slugs = {row.id: row.slug for row in connection.execute(text("select id, slug from core_tenant"))}
    known = {key: {int(seq): value for seq, value in heads.get(slug, {}).items()} for key, slug in slugs.items()}
    table = AuditEntry.__table__
    query = select(table).order_by(table.c.actor_tenant_id, table.c.seq)
    rows = connection.execute(query, execution_options={"yield_per": 2000})
    numbers = count()
    found: list[Finding] = []
    seen: set[int] = set()
    for key, chain in groupby(rows, key=lambda row: row.actor_tenant_id):
        seen.add(key)
        found += verify_chain(key, (row for row in chain if next(numbers) >= 0), known.get(key))
    for key in sorted(set(known) - seen):
        found += verify_chain(key, [], known[key])
    lost = sorted(set(heads) - set(slugs.values()))
    return next(numbers), [
        *found,
        *(Finding(0, 0, f"the tenant {slug} of a witnessed head is missing") for slug in lost),
    ]
