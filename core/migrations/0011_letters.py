"""Letters between tenants: each side's own copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0011"
down_revision = "core_0010"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table under row security."""
    op.create_table(
        "core_letter",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("box", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("other_id", Key, nullable=True),
        sa.Column("other_slug", sa.String(length=63), nullable=False),
        sa.Column("other_name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("search", sa.String(length=500), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", Key, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recall_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", Key, nullable=True),
        sa.Column("ignored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_no", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("box in ('in', 'out')", name=op.f("ck_core_letter_box")),
        sa.CheckConstraint(
            "state in ('sent', 'delivered', 'accepted', 'refused', 'returned', 'recalled')",
            name=op.f("ck_core_letter_state"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_letter_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_letter")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_letter_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_letter_tenant_id_public_id")),
        sa.UniqueConstraint(
            "tenant_id", "box", "year", "number", name=op.f("uq_core_letter_tenant_id_box_year_number")
        ),
    )
    op.create_index("ix_core_letter_tenant_state", "core_letter", ["tenant_id", "box", "state", "due_on"])
    op.create_index("ix_core_letter_tenant_reference", "core_letter", ["tenant_id", "reference"])
    protect("core_letter")
