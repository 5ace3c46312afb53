"""Bookings of a time, closures, and how many may come at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "reception_0009"
down_revision = "reception_0008"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _common(table: str) -> list[sa.SchemaItem]:
    return [
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("place_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "place_id"],
            ["reception_place.tenant_id", "reception_place.id"],
            name=op.f(f"fk_{table}_tenant_id_place_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f(f"uq_{table}_tenant_id_public_id")),
    ]


def upgrade() -> None:
    """Create the tables, protect them, and give places their seats: none can be booked until some are named."""
    op.create_table(
        "reception_closure",
        *_common("reception_closure"),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_reception_closure_days")),
        sa.CheckConstraint("opens < closes", name=op.f("ck_reception_closure_hours")),
    )
    op.create_index("ix_reception_closure_tenant_place", "reception_closure", ["tenant_id", "place_id", "last_on"])
    op.create_table(
        "reception_booking",
        *_common("reception_booking"),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("notice", sa.String(length=12), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticket_ref", sa.String(length=64), nullable=False),
        sa.UniqueConstraint("tenant_id", "code_hash", name=op.f("uq_reception_booking_tenant_id_code_hash")),
        sa.CheckConstraint(
            "state in ('held', 'confirmed', 'cancelled', 'arrived', 'no_show')",
            name=op.f("ck_reception_booking_state"),
        ),
        sa.CheckConstraint("source in ('public', 'internal')", name=op.f("ck_reception_booking_source")),
        sa.CheckConstraint("notice in ('', 'moved', 'called_off')", name=op.f("ck_reception_booking_notice")),
        sa.CheckConstraint(
            "kind in ('', 'complaint', 'recommendation', 'other')", name=op.f("ck_reception_booking_kind")
        ),
        sa.CheckConstraint("starts < ends", name=op.f("ck_reception_booking_hours")),
    )
    op.create_index("ix_reception_booking_tenant_place", "reception_booking", ["tenant_id", "place_id", "day"])
    for table in ("reception_closure", "reception_booking"):
        protect(table)
    for name, default in (("slot_minutes", "30"), ("public_seats", "0"), ("internal_seats", "0")):
        op.add_column("reception_place", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
