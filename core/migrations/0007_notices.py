"""Inboxes, deliveries, and what users chose about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0007"
down_revision = "core_0006"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; those of tenants get their row security."""
    op.create_table(
        "core_notice",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_notice_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_notice")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_notice_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_notice_tenant_id_public_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "key",
            "subject",
            "day",
            name=op.f("uq_core_notice_tenant_id_user_id_key_subject_day"),
        ),
    )
    op.create_index("ix_core_notice_tenant_unread", "core_notice", ["tenant_id", "user_id", "read_at"], unique=False)
    protect("core_notice")
    op.create_table(
        "core_notice_delivery",
        sa.Column("id", Key, nullable=False),
        sa.Column("notice_id", Key, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed', 'off')", name=op.f("ck_core_notice_delivery_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_notice_delivery_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_id"],
            ["core_notice.tenant_id", "core_notice.id"],
            name=op.f("fk_core_notice_delivery_tenant_id_notice_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_notice_delivery")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_notice_delivery_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "notice_id", "channel", name=op.f("uq_core_notice_delivery_tenant_id_notice_id_channel")
        ),
    )
    protect("core_notice_delivery")
    op.create_table(
        "core_notice_address",
        sa.Column("user_id", Key, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_notice_address_user_id")),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_core_notice_address")),
    )
    op.create_table(
        "core_notice_preference",
        sa.Column("user_id", Key, nullable=False),
        sa.Column("notice", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_notice_preference_user_id")),
        sa.PrimaryKeyConstraint("user_id", "notice", "channel", name=op.f("pk_core_notice_preference")),
    )
