"""A unit's own .docx in place of forms of ours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.base import UtcDateTime
from core.db.rls import protect

revision = "petitions_0006"
down_revision = "petitions_0005"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of own forms and protect it: each belongs to a tenant."""
    op.create_table(
        "petitions_own_form",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_own_form_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_own_form")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_own_form_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "kind", name=op.f("uq_petitions_own_form_tenant_id_kind")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_own_form_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    protect("petitions_own_form")
