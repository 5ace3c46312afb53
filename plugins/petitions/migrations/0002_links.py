"""Links, transfers, reminders, the register of envelopes; what sets a petition apart, and until when it is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "petitions_0002"
down_revision = "petitions_0001"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables, add the columns, protect: each row belongs to a tenant."""
    op.create_table(
        "petitions_custody",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("second_id", Key, nullable=True),
        sa.Column("to_body", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("kind <> 'opened' or second_id is not null", name=op.f("ck_petitions_custody_two")),
        sa.CheckConstraint(
            "kind in ('sealed', 'checked', 'handed_over', 'opened', 'returned')", name=op.f("ck_petitions_custody_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_custody_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_custody_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_custody")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_custody_tenant_id_id")),
    )
    op.create_index(
        "ix_petitions_custody_tenant_petition", "petitions_custody", ["tenant_id", "petition_id", "id"], unique=False
    )
    op.create_table(
        "petitions_link",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", Key, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("kind in ('duplicate', 'split', 'related')", name=op.f("ck_petitions_link_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_link_tenant_id_other_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_link_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_link_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_link")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_link_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "petition_id",
            "other_id",
            "kind",
            "live",
            name=op.f("uq_petitions_link_tenant_id_petition_id_other_id_kind_live"),
        ),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_link_tenant_id_public_id")),
    )
    op.create_index("ix_petitions_link_tenant_other", "petitions_link", ["tenant_id", "other_id"], unique=False)
    op.create_table(
        "petitions_transfer",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=True),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("letter_id", sa.String(length=26), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("receipt_no", sa.String(length=120), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply_no", sa.String(length=60), nullable=False),
        sa.Column("reply", sa.String(length=1000), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "state in ('sent', 'received', 'refused', 'returned', 'answered')", name=op.f("ck_petitions_transfer_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_transfer_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_transfer_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_transfer")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_transfer_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "petition_id", "live", name=op.f("uq_petitions_transfer_tenant_id_petition_id_live")
        ),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_transfer_tenant_id_public_id")),
    )
    op.create_index(
        "ix_petitions_transfer_tenant_letter", "petitions_transfer", ["tenant_id", "letter_id"], unique=False
    )
    op.create_index(
        "ix_petitions_transfer_tenant_state", "petitions_transfer", ["tenant_id", "state", "sent_on"], unique=False
    )
    op.create_table(
        "petitions_urge",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("transfer_id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_urge_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transfer_id"],
            ["petitions_transfer.tenant_id", "petitions_transfer.id"],
            name=op.f("fk_petitions_urge_tenant_id_transfer_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_urge_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_urge")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_urge_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "petition_id", "number", name=op.f("uq_petitions_urge_tenant_id_petition_id_number")
        ),
    )
    op.add_column("petitions_petition", sa.Column("special", sa.String(length=30), nullable=False, server_default=""))
    op.add_column(
        "petitions_petition", sa.Column("lower_overdue", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "petitions_petition", sa.Column("outcome_no", sa.String(length=60), nullable=False, server_default="")
    )
    op.add_column("petitions_petition", sa.Column("keep_until", sa.Date(), nullable=True))
    for table in ("petitions_link", "petitions_transfer", "petitions_urge", "petitions_custody"):
        protect(table)
