"""Tokens of programs and the answers they already got."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0005"
down_revision = "core_0004"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "core_api_token",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("post_ref", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_api_token_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_api_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_api_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_core_api_token_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_core_api_token_token_hash")),
    )
    op.create_index("ix_core_api_token_user", "core_api_token", ["user_id"], unique=False)
    op.create_table(
        "core_idempotency",
        sa.Column("id", Key, nullable=False),
        sa.Column("token_id", Key, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_idempotency_tenant_id")),
        sa.ForeignKeyConstraint(["token_id"], ["core_api_token.id"], name=op.f("fk_core_idempotency_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_idempotency")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_idempotency_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "token_id", "key", name=op.f("uq_core_idempotency_tenant_id_token_id_key")),
    )
    op.create_index("ix_core_idempotency_tenant_expires", "core_idempotency", ["tenant_id", "expires_at"], unique=False)
    protect("core_idempotency")
