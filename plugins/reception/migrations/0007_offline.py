"""Slip and moment of visits that were taken without network."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "reception_0007"
down_revision = "reception_0006"


def upgrade() -> None:
    """Add the two columns; within a year no two visits hold the same slip."""
    with op.batch_alter_table("reception_visit") as visits:
        visits.add_column(sa.Column("slip", sa.String(length=20), nullable=True))
        visits.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("uq_reception_visit_tenant_slip", "reception_visit", ["tenant_id", "year", "slip"], unique=True)
