"""The outbox, schedules and the append-only audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect_log

revision = "core_0003"
down_revision = "core_0002"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; the log only grows, whoever asks."""
    op.create_table(
        "core_schedule",
        sa.Column("job", sa.String(length=120), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_core_schedule")),
    )
    op.create_table(
        "core_audit",
        sa.Column("id", Key, nullable=False),
        sa.Column("actor_tenant_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("post_id", Key, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_tenant_id"], ["core_tenant.id"], name=op.f("fk_core_audit_actor_tenant_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_audit_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_audit")),
        sa.UniqueConstraint("actor_tenant_id", "seq", name=op.f("uq_core_audit_actor_tenant_id_seq")),
    )
    op.create_index("ix_core_audit_tenant_subject", "core_audit", ["tenant_id", "subject", "id"], unique=False)
    op.create_table(
        "core_outbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("plugin", sa.String(length=40), nullable=False),
        sa.Column("job", sa.String(length=120), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("dedupe", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=40), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'running', 'done', 'dead')", name=op.f("ck_core_outbox_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_outbox_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_outbox")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_core_outbox_dedupe")),
    )
    op.create_index("ix_core_outbox_ready", "core_outbox", ["state", "run_at", "id"], unique=False)
    op.create_index("ix_core_outbox_tenant", "core_outbox", ["tenant_id", "id"], unique=False)
    protect_log("core_audit")
