"""The head's reception days, who is paid an allowance, and which visits the head received."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "reception_0008"
down_revision = "reception_0007"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables, protect them, and add the column."""
    # a plain text default: with an expression SQLite would make the table anew, and drop what refers to it
    op.add_column("reception_visit", sa.Column("by_head", sa.Boolean(), nullable=False, server_default="0"))
    op.create_table(
        "reception_head_day",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(length=300), nullable=False),
        sa.Column("attends", sa.String(length=300), nullable=False),
        sa.Column("unscheduled", sa.String(length=20), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("changed_by_id", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "ground in ('', 'summoned', 'business', 'leave', 'disaster', 'vacant', 'other')",
            name=op.f("ck_reception_head_day_ground"),
        ),
        sa.CheckConstraint(
            "state in ('planned', 'postponed', 'absent', 'alone')", name=op.f("ck_reception_head_day_state")
        ),
        sa.CheckConstraint("unscheduled in ('', 'heated', 'urgent')", name=op.f("ck_reception_head_day_unscheduled")),
        sa.CheckConstraint("opens < closes", name=op.f("ck_reception_head_day_hours")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_head_day_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_head_day")),
        sa.UniqueConstraint("tenant_id", "day", name=op.f("uq_reception_head_day_tenant_id_day")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_head_day_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_head_day_tenant_id_public_id")),
    )
    op.create_table(
        "reception_entitlement",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("officer_id", Key, nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("vocational", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("group_no between 1 and 4", name=op.f("ck_reception_entitlement_group_no")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_entitlement_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_entitlement")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_entitlement_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_entitlement_tenant_id_public_id")),
    )
    op.create_index(
        "ix_reception_entitlement_tenant_officer", "reception_entitlement", ["tenant_id", "officer_id"], unique=False
    )
    protect("reception_head_day")
    protect("reception_entitlement")
