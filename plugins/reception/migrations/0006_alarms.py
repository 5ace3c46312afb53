"""Calls for help from the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "reception_0006"
down_revision = "reception_0005"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table and protect it."""
    op.create_table(
        "reception_alarm",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("place_id", Key, nullable=True),
        sa.Column("counter_id", Key, nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", Key, nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", Key, nullable=True),
        sa.Column("ending", sa.String(length=12), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("ending in ('', 'handled', 'false_alarm', 'drill')", name=op.f("ck_reception_alarm_ending")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_alarm_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "place_id"],
            ["reception_place.tenant_id", "reception_place.id"],
            name=op.f("fk_reception_alarm_tenant_id_place_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "counter_id"],
            ["reception_counter.tenant_id", "reception_counter.id"],
            name=op.f("fk_reception_alarm_tenant_id_counter_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_alarm")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_alarm_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_alarm_tenant_id_public_id")),
    )
    op.create_index("ix_reception_alarm_tenant_stopped", "reception_alarm", ["tenant_id", "stopped_at"])
    protect("reception_alarm")
