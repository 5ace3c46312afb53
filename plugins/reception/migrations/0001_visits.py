"""Visits, who came, papers left, corrections, places and hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "reception_0001"
down_revision = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect those that belong to a tenant."""
    op.create_table(
        "reception_place",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("access", sa.String(length=500), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_place_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_place")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_place_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_place_tenant_id_public_id")),
    )
    op.create_table(
        "reception_visit",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", Key, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("prior_settlement", sa.String(length=500), nullable=False),
        sa.Column("envelope_no", sa.String(length=40), nullable=False),
        sa.Column("in_competence", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("outcome_body", sa.String(length=300), nullable=False),
        sa.Column("outcome_paper", sa.String(length=100), nullable=False),
        sa.Column("refusal_ground", sa.String(length=10), nullable=False),
        sa.Column("refusal_explained", sa.Boolean(), nullable=False),
        sa.Column("earlier_notice", sa.String(length=100), nullable=False),
        sa.Column("notice_due_on", sa.Date(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answer_basis", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(length=1000), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "kind in ('complaint', 'denunciation', 'recommendation', 'other')", name=op.f("ck_reception_visit_kind")
        ),
        sa.CheckConstraint(
            "outcome in ('received', 'guided', 'registered', 'transferred', 'refused', 'left')",
            name=op.f("ck_reception_visit_outcome"),
        ),
        sa.CheckConstraint("headcount >= 1", name=op.f("ck_reception_visit_headcount")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_visit_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_visit")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_visit_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "once", name=op.f("uq_reception_visit_tenant_id_once")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_visit_tenant_id_public_id")),
        sa.UniqueConstraint("tenant_id", "year", "number", name=op.f("uq_reception_visit_tenant_id_year_number")),
    )
    op.create_index(
        "ix_reception_visit_tenant_due", "reception_visit", ["tenant_id", "answered", "answer_due_on"], unique=False
    )
    op.create_index("ix_reception_visit_tenant_received", "reception_visit", ["tenant_id", "received_on"], unique=False)
    op.create_table(
        "reception_opening",
        sa.Column("id", Key, nullable=False),
        sa.Column("place_id", Key, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_reception_opening_hours")),
        sa.CheckConstraint("weekday between 0 and 6", name=op.f("ck_reception_opening_weekday")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "place_id"],
            ["reception_place.tenant_id", "reception_place.id"],
            name=op.f("fk_reception_opening_tenant_id_place_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_opening_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_opening")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_opening_tenant_id_id")),
    )
    op.create_index("ix_reception_opening_tenant_place", "reception_opening", ["tenant_id", "place_id"], unique=False)
    op.create_table(
        "reception_paper",
        sa.Column("id", Key, nullable=False),
        sa.Column("visit_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=100), nullable=False),
        sa.Column("copy_kind", sa.String(length=20), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "visit_id"],
            ["reception_visit.tenant_id", "reception_visit.id"],
            name=op.f("fk_reception_paper_tenant_id_visit_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_paper_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_paper")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_paper_tenant_id_id")),
    )
    op.create_index("ix_reception_paper_tenant_visit", "reception_paper", ["tenant_id", "visit_id"], unique=False)
    op.create_table(
        "reception_person",
        sa.Column("id", Key, nullable=False),
        sa.Column("visit_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("commune", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("id_type", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "visit_id"],
            ["reception_visit.tenant_id", "reception_visit.id"],
            name=op.f("fk_reception_person_tenant_id_visit_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_person_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_person")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_person_tenant_id_id")),
    )
    op.create_index("ix_reception_person_tenant_visit", "reception_person", ["tenant_id", "visit_id"], unique=False)
    op.create_table(
        "reception_visit_change",
        sa.Column("id", Key, nullable=False),
        sa.Column("visit_id", Key, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", Key, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "visit_id"],
            ["reception_visit.tenant_id", "reception_visit.id"],
            name=op.f("fk_reception_visit_change_tenant_id_visit_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_visit_change_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_visit_change")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_visit_change_tenant_id_id")),
    )
    op.create_index(
        "ix_reception_visit_change_tenant_visit", "reception_visit_change", ["tenant_id", "visit_id"], unique=False
    )
    protect("reception_visit")
    protect("reception_person")
    protect("reception_paper")
    protect("reception_visit_change")
    protect("reception_place")
    protect("reception_opening")
