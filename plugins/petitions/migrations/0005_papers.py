"""Papers: drafted, issued under a number, signed, sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.base import UtcDateTime
from core.db.rls import protect

revision = "petitions_0005"
down_revision = "petitions_0004"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of papers and protect it: each belongs to a tenant."""
    op.create_table(
        "petitions_paper",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("addressee", sa.String(length=1000), nullable=False),
        sa.Column("grounds", sa.String(length=2000), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recipients", sa.String(length=1000), nullable=False),
        sa.Column("capacity", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", Key, nullable=True),
        sa.Column("book", sa.String(length=20), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by", Key, nullable=True),
        sa.Column("attested_by", Key, nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_how", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("(state = 'draft') = (issued_on is null)", name=op.f("ck_petitions_paper_issued")),
        sa.CheckConstraint(
            "state in ('draft', 'issued', 'signed', 'sent', 'taken_back')", name=op.f("ck_petitions_paper_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_paper_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_paper_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_paper")),
        sa.UniqueConstraint(
            "tenant_id", "book", "year", "number", name=op.f("uq_petitions_paper_tenant_id_book_year_number")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_paper_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "once", name=op.f("uq_petitions_paper_tenant_id_once")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_paper_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_paper_tenant_petition", "petitions_paper", ["tenant_id", "petition_id", "id"], unique=False
    )
    protect("petitions_paper")
