"""Lock 2: PostgreSQL row-level security, its text computed from the table alone.

Facts behind each line are in isolation.md D4: settings vanish at commit and then read as the empty
string, so they are wrapped in nullif; the list is split once in a scalar sub-select.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

TENANT = "(nullif(current_setting('tiepdan.tenant', true), ''))::bigint"
READ_LIST = (
    "(tenant_id = any ((select string_to_array(nullif(current_setting('tiepdan.read', true), ''), ','))::bigint[]))"
)

#: Once per database, by a superuser: lets row security use the text index (decision 0011).
LEAKPROOF = "alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof"


def policies(table: str, oversight_column: str = "") -> dict[str, tuple[str, str, str]]:
    """Policy name -> (command, using, with check); empty text where a part does not apply.

    ``oversight_column`` names the column that holds the kind a grant is given for; such rows can
    also be read by a tenant whose frame carries the matching kind and list.
    """
    own = f"(tenant_id = {TENANT})"
    read = own
    if oversight_column:
        kind = f"({oversight_column} = current_setting('tiepdan.kind', true))"
        read = f"({own} or ({kind} and {READ_LIST}))"
    return {
        f"{table}_read": ("select", read, ""),
        f"{table}_insert": ("insert", "", own),
        f"{table}_update": ("update", own, own),
        f"{table}_delete": ("delete", own, ""),
    }


def protect_statements(table: str, oversight_column: str = "") -> list[str]:
    """SQL that switches row security on for a Scoped table, also against the table's owner."""
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
    ]
    for name, (command, using, check) in policies(table, oversight_column).items():
        statement = f"create policy {name} on {table} for {command}"
        statement += f" using {using}" if using else ""
        statement += f" with check {check}" if check else ""
        statements.append(statement)
    return statements


def protect(table: str, oversight_column: str = "") -> None:
    """For migrations: protect a new Scoped table (does nothing on SQLite)."""
    from alembic import op  # only inside a migration there is an operation context

    if op.get_context().dialect.name == "postgresql":
        for statement in protect_statements(table, oversight_column):
            op.execute(statement)


def log_policies(table: str) -> dict[str, tuple[str, str, str]]:
    """Policies of an append-only log: written by who acts, read by who acted and whose data it was."""
    actor = f"(actor_tenant_id = {TENANT})"
    return {
        f"{table}_read": ("select", f"({actor} or (tenant_id = {TENANT}))", ""),
        f"{table}_insert": ("insert", "", actor),
        f"{table}_erase": ("update", actor, actor),
    }


def protect_log(table: str) -> None:
    """For migrations: nobody deletes rows of ``table``; an update may only erase payload and salt.

    Triggers are the inner fence against the program's own mistakes; against the owner of the
    database the hash chain and its heads outside stand.
    """
    from alembic import op

    if op.get_context().dialect.name == "postgresql":
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        for name, (command, using, check) in log_policies(table).items():
            statement = f"create policy {name} on {table} for {command}"
            op.execute(statement + (f" using {using}" if using else "") + (f" with check {check}" if check else ""))
        op.execute(
            f"create function {table}_keep() returns trigger language plpgsql as $$ begin"
            " if tg_op = 'UPDATE' and new.payload is null and new.salt is null"
            " and (to_jsonb(new) - 'payload' - 'salt') = (to_jsonb(old) - 'payload' - 'salt') then return new; end if;"
            " raise exception 'the audit log only grows'; end $$"
        )
        op.execute(
            f"create trigger {table}_keep before update or delete on {table}"
            f" for each row execute function {table}_keep()"
        )
        return
    kept = (
        "id",
        "actor_tenant_id",
        "seq",
        "tenant_id",
        "actor_id",
        "post_id",
        "at",
        "event",
        "version",
        "subject",
        "commitment",
        "previous",
        "hash",
    )
    same = " and ".join(f"new.{column} is old.{column}" for column in kept)
    op.execute(
        f"create trigger {table}_keep_rows before delete on {table}"
        " begin select raise(abort, 'the audit log only grows'); end"
    )
    op.execute(
        f"create trigger {table}_keep_fields before update on {table}"
        f" when not (new.payload is null and new.salt is null and {same})"
        " begin select raise(abort, 'the audit log only grows'); end"
    )


def grant_to_app(connection: Connection, role: str) -> None:
    """Give the web role what it needs and no more: no ownership, no TRUNCATE, no DDL."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for statement in (
        f"grant usage on schema public to {quoted}",
        f"grant select, insert, update, delete on all tables in schema public to {quoted}",
        f"grant usage on all sequences in schema public to {quoted}",
    ):
        connection.execute(text(statement))


def role_problems(connection: Connection) -> list[str]:
    """Why the connected role may not serve pages; empty when it is harmless enough."""
    row = connection.execute(
        text(
            "select rolsuper, rolbypassrls, exists (select 1 from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind = 'r' and c.relowner = r.oid)"
            " from pg_roles r where rolname = current_user"
        )
    ).one()
    words = ("is a superuser", "bypasses row-level security", "owns tables")
    return [word for word, found in zip(words, row, strict=True) if found]
