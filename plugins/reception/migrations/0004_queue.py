"""The waiting hall: counters, numbers, their periods, and what remains of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "reception_0004"
down_revision = "reception_0003"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MADE = ("reception_counter", "reception_seat", "reception_ticket", "reception_ticket_step", "reception_hall_day")


def _common(table: str) -> list[sa.SchemaItem]:
    return [
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
    ]


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("tenant_id", *columns, name=op.f("_".join(("uq", table, "tenant_id", *columns))))


def upgrade() -> None:
    """Create the tables, protect them, and let a visit name its number."""
    table = "reception_counter"
    op.create_table(
        table,
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("place_id", Key, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("serves", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_common(table),
        _unique(table, "public_id"),
        _link(table, "place_id", "reception_place"),
    )
    op.create_index("ix_reception_counter_tenant_place", table, ["tenant_id", "place_id"])
    table = "reception_seat"
    op.create_table(
        table,
        sa.Column("id", Key, nullable=False),
        sa.Column("post_id", Key, nullable=False),
        sa.Column("counter_id", Key, nullable=False),
        *_common(table),
        _unique(table, "post_id"),
        _link(table, "counter_id", "reception_counter"),
    )
    _tickets()
    table = "reception_ticket_step"
    op.create_table(
        table,
        sa.Column("id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("officer_id", Key, nullable=True),
        sa.Column("counter_id", Key, nullable=True),
        *_common(table),
        _link(table, "ticket_id", "reception_ticket"),
    )
    op.create_index("ix_reception_ticket_step_tenant_ticket", table, ["tenant_id", "ticket_id"])
    table = "reception_hall_day"
    op.create_table(
        table,
        sa.Column("id", Key, nullable=False),
        sa.Column("place_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=True),
        sa.Column("lasted", sa.Integer(), nullable=True),
        *_common(table),
        _unique(table, "place_id", "day"),
        _link(table, "place_id", "reception_place"),
    )
    for name in MADE:
        protect(name)
    with op.batch_alter_table("reception_visit") as visits:
        visits.add_column(sa.Column("queue_ref", sa.String(length=64), nullable=False, server_default=""))


def _tickets() -> None:
    table = "reception_ticket"
    op.create_table(
        table,
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("place_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("letter", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("held_from", sa.String(length=12), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("serves", sa.String(length=120), nullable=False),
        sa.Column("counter_id", Key, nullable=True),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit_ref", sa.String(length=64), nullable=False),
        *_common(table),
        _unique(table, "public_id"),
        _unique(table, "place_id", "day", "number"),
        _unique(table, "once"),
        _unique(table, "token_hash"),
        _link(table, "place_id", "reception_place"),
        _link(table, "counter_id", "reception_counter"),
        sa.CheckConstraint(
            "state in ('waiting', 'called', 'in_session', 'held', 'finished', 'missed', 'left')",
            name=op.f("ck_reception_ticket_state"),
        ),
        sa.CheckConstraint(
            "ground in ('', 'elderly', 'disabled', 'pregnant', 'small_child')", name=op.f("ck_reception_ticket_ground")
        ),
        sa.CheckConstraint(
            "kind in ('', 'complaint', 'recommendation', 'other')", name=op.f("ck_reception_ticket_kind")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_reception_ticket_number")),
    )
    op.create_index("ix_reception_ticket_tenant_day", table, ["tenant_id", "day", "place_id"])
    op.create_index("ix_reception_ticket_tenant_ended", table, ["tenant_id", "place_id", "ended_at"])
