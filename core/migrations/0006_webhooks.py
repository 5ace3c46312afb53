"""Where a tenant's events are told to other programs, and what became of each telling."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0006"
down_revision = "core_0005"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "core_webhook",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=80), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_webhook_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_webhook")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_webhook_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_webhook_tenant_id_public_id")),
    )
    op.create_table(
        "core_webhook_delivery",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("webhook_id", Key, nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=40), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed')", name=op.f("ck_core_webhook_delivery_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_webhook_delivery_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "webhook_id"],
            ["core_webhook.tenant_id", "core_webhook.id"],
            name=op.f("fk_core_webhook_delivery_tenant_id_webhook_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_webhook_delivery")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_webhook_delivery_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_webhook_delivery_tenant_id_public_id")),
    )
    op.create_index(
        "ix_core_webhook_delivery_tenant_webhook",
        "core_webhook_delivery",
        ["tenant_id", "webhook_id", "id"],
        unique=False,
    )
    protect("core_webhook")
    protect("core_webhook_delivery")
