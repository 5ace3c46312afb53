"""What came in online: the matter until it is registered, hashes of code and secret, lines of both sides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "petitions_0004"
down_revision = "petitions_0003"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect them: each belongs to a tenant."""
    op.create_table(
        "petitions_filing",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("petition_id", Key, nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("satisfied", sa.String(length=10), nullable=False),
        sa.Column("satisfied_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("state in ('waiting', 'registered', 'refused')", name=op.f("ck_petitions_filing_state")),
        sa.CheckConstraint("satisfied in ('', 'yes', 'partly', 'no')", name=op.f("ck_petitions_filing_satisfied")),
        sa.CheckConstraint(
            "(state = 'registered') = (petition_id is not null)", name=op.f("ck_petitions_filing_registered")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_filing_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_filing_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_filing")),
        sa.UniqueConstraint("tenant_id", "code_hash", name=op.f("uq_petitions_filing_tenant_id_code_hash")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_filing_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "petition_id", name=op.f("uq_petitions_filing_tenant_id_petition_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_filing_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index("ix_petitions_filing_tenant_state", "petitions_filing", ["tenant_id", "state", "id"], unique=False)
    op.create_table(
        "petitions_filing_note",
        sa.Column("id", Key, nullable=False),
        sa.Column("filing_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("kind in ('paper', 'contest', 'reply')", name=op.f("ck_petitions_filing_note_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "filing_id"],
            ["petitions_filing.tenant_id", "petitions_filing.id"],
            name=op.f("fk_petitions_filing_note_tenant_id_filing_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_filing_note_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_filing_note")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_filing_note_tenant_id_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_filing_note_tenant_filing",
        "petitions_filing_note",
        ["tenant_id", "filing_id", "id"],
        unique=False,
    )
    protect("petitions_filing")
    protect("petitions_filing_note")
