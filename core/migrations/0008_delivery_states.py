"""A delivery can be under way (``sending``), and stay unknown when its process died meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0008"
down_revision = "core_0007"

TABLE, CHECK = "core_notice_delivery", "ck_core_notice_delivery_state"
RULE = "state in ('waiting', 'sending', 'sent', 'failed', 'off', 'unknown')"
Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Allow the two states; SQLite writes the table anew for that, PostgreSQL keeps its row security."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint(op.f(CHECK), TABLE, type_="check")
        op.create_check_constraint(op.f(CHECK), TABLE, RULE)
        return
    with op.batch_alter_table(TABLE, copy_from=_table(), recreate="always"):
        pass


def _table() -> sa.Table:
    return sa.Table(
        TABLE,
        sa.MetaData(),
        sa.Column("id", Key, nullable=False),
        sa.Column("notice_id", Key, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(RULE, name=CHECK),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name="fk_core_notice_delivery_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_id"],
            ["core_notice.tenant_id", "core_notice.id"],
            name="fk_core_notice_delivery_tenant_id_notice_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_core_notice_delivery"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_core_notice_delivery_tenant_id_id"),
        sa.UniqueConstraint(
            "tenant_id", "notice_id", "channel", name="uq_core_notice_delivery_tenant_id_notice_id_channel"
        ),
    )
