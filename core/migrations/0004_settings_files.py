"""What tenants set themselves, what of it is offered downward, and stored files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0004"
down_revision = "core_0003"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "core_setting",
        sa.Column("id", Key, nullable=False),
        sa.Column("plugin", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_setting_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_setting")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_setting_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "plugin", "name", name=op.f("uq_core_setting_tenant_id_plugin_name")),
    )
    protect("core_setting")
    op.create_table(
        "core_setting_offer",
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("plugin", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_setting_offer_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "plugin", "name", name=op.f("pk_core_setting_offer")),
    )
    op.create_table(
        "core_file",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("state in ('ready', 'quarantined')", name=op.f("ck_core_file_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_file_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_file")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_file_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_file_tenant_id_public_id")),
    )
    op.create_index("ix_core_file_tenant_subject", "core_file", ["tenant_id", "subject", "id"])
    protect("core_file")
