"""Calls for assistance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "police_0001"
down_revision = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table and protect it."""
    op.create_table(
        "police_call",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("source_ref", sa.String(length=64), nullable=False),
        sa.Column("place_ref", sa.String(length=64), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_police_call_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_police_call")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_police_call_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_police_call_tenant_id_public_id")),
        sa.UniqueConstraint("tenant_id", "source_ref", name=op.f("uq_police_call_tenant_id_source_ref")),
    )
    op.create_index("ix_police_call_tenant_closed", "police_call", ["tenant_id", "closed_at"])
    protect("police_call")
