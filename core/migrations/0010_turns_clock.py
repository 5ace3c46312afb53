"""An index for taking entries by tenant in turn, and what is known of the clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0010"
down_revision = "core_0009"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the index and the table; both hold rows of the installation."""
    op.create_index("ix_core_outbox_turn", "core_outbox", ["state", "tenant_id", "run_at", "id"], unique=False)
    op.create_table(
        "core_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("jumped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("jumped_by", Key, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_clock")),
    )
