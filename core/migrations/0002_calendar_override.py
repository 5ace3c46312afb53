"""Days on which a tenant works or rests other than the national calendar says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0002"
down_revision = "core_0001"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect those that belong to a tenant."""
    op.create_table(
        "core_calendar_override",
        sa.Column("id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_calendar_override_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_calendar_override")),
        sa.UniqueConstraint("tenant_id", "day", name=op.f("uq_core_calendar_override_tenant_id_day")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_calendar_override_tenant_id_id")),
    )
    protect("core_calendar_override")
