"""The search index: one table for all plugins, FTS5 beside it on SQLite, GIN on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from core.db.rls import protect

revision = "core_0012"
down_revision = "core_0011"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table and what is searched."""
    op.create_table(
        "core_search_entry",
        sa.Column("id", Key, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tokens", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_search_entry_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_search_entry")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_search_entry_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "subject", name=op.f("uq_core_search_entry_tenant_id_subject")),
    )
    protect("core_search_entry")
    if op.get_context().dialect.name == "postgresql":
        op.execute("create index ix_core_search_entry_tokens on core_search_entry using gin (tokens)")
        return
    # The tokens are made by core.search.words: split at spaces, keep every other character.
    op.execute(
        "create virtual table core_search_fts using fts5 (tokens, content='core_search_entry', content_rowid='id',"
        " tokenize=\"ascii tokenchars '-='\", detail=none, columnsize=0)"
    )
