"""Packs of rules that were loaded into this installation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0009"
down_revision = "core_0008"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table; it is reference data of the whole installation."""
    op.create_table(
        "core_law_pack",
        sa.Column("id", Key, nullable=False),
        sa.Column("pack_id", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_law_pack")),
        sa.UniqueConstraint("pack_id", name=op.f("uq_core_law_pack_pack_id")),
    )
