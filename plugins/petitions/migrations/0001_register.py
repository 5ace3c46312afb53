"""The register: petitions, parties, steps, screens, cases and clocks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "petitions_0001"
down_revision = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect them: each belongs to a tenant."""
    op.create_table(
        "petitions_petition",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("book", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_ref", sa.String(length=120), nullable=False),
        sa.Column("source_body", sa.String(length=300), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", Key, nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("respondent", sa.String(length=300), nullable=False),
        sa.Column("respondent_level", sa.String(length=40), nullable=False),
        sa.Column("decision_no", sa.String(length=60), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("earlier_settlement", sa.String(length=500), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("originals", sa.Boolean(), nullable=False),
        sa.Column("candidate", sa.Boolean(), nullable=False),
        sa.Column("envelope_no", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=True),
        sa.Column("competence", sa.String(length=20), nullable=False),
        sa.Column("competent_body", sa.String(length=300), nullable=False),
        sa.Column("officer_id", Key, nullable=True),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("proposal", sa.String(length=20), nullable=False),
        sa.Column("proposal_reason", sa.String(length=1000), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_body", sa.String(length=300), nullable=False),
        sa.Column("original_id", Key, nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "(kind = 'denunciation') = (book = 'denunciation')", name=op.f("ck_petitions_petition_own_book")
        ),
        sa.CheckConstraint(
            "kind in ('complaint', 'denunciation', 'recommendation', 'mixed')", name=op.f("ck_petitions_petition_kind")
        ),
        sa.CheckConstraint(
            "source in ('visit', 'handed_in', 'post', 'other_body', 'leader', 'online', 'transfer')",
            name=op.f("ck_petitions_petition_source"),
        ),
        sa.CheckConstraint(
            "state in ('received', 'classified', 'proposed', 'accepted', 'guided', 'transferred', 'returned', 'filed', 'answered', 'duplicate', 'split')",
            name=op.f("ck_petitions_petition_state"),
        ),
        sa.CheckConstraint("headcount >= 1", name=op.f("ck_petitions_petition_headcount")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_petition_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_petition")),
        sa.UniqueConstraint(
            "tenant_id", "book", "year", "number", name=op.f("uq_petitions_petition_tenant_id_book_year_number")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_petition_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "once", name=op.f("uq_petitions_petition_tenant_id_once")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_petition_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_petition_tenant_matter", "petitions_petition", ["tenant_id", "decision_no"], unique=False
    )
    op.create_index(
        "ix_petitions_petition_tenant_officer", "petitions_petition", ["tenant_id", "officer_id", "state"], unique=False
    )
    op.create_index(
        "ix_petitions_petition_tenant_state", "petitions_petition", ["tenant_id", "state", "received_on"], unique=False
    )
    op.create_table(
        "petitions_case",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("resumes_to", sa.String(length=20), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", Key, nullable=True),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("complex_paper", sa.String(length=60), nullable=False),
        sa.Column("verification", sa.String(length=4000), nullable=False),
        sa.Column("differs", sa.Boolean(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=4000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "kind in ('complaint', 'denunciation', 'recommendation')", name=op.f("ck_petitions_case_kind")
        ),
        sa.CheckConstraint(
            "state in ('accepted', 'verifying', 'reported', 'dialogue', 'decided', 'concluded', 'sent', 'published', 'in_force', 'enforcing', 'acting', 'answered', 'suspended', 'terminated', 'closed')",
            name=op.f("ck_petitions_case_state"),
        ),
        sa.CheckConstraint("level in (1, 2)", name=op.f("ck_petitions_case_level")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_case_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_case_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_case")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_case_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "petition_id", "level", name=op.f("uq_petitions_case_tenant_id_petition_id_level")
        ),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_case_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_case_tenant_officer", "petitions_case", ["tenant_id", "officer_id", "state"], unique=False
    )
    op.create_index("ix_petitions_case_tenant_state", "petitions_case", ["tenant_id", "state"], unique=False)
    op.create_table(
        "petitions_clock",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("rule_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("derivation", sa.JSON(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "state in ('running', 'stopped', 'met', 'missed', 'ended')", name=op.f("ck_petitions_clock_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_clock_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_clock_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_clock")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_clock_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "petition_id", "kind", "live", name=op.f("uq_petitions_clock_tenant_id_petition_id_kind_live")
        ),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_clock_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index("ix_petitions_clock_tenant_due", "petitions_clock", ["tenant_id", "live", "due_on"], unique=False)
    op.create_table(
        "petitions_party",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("commune", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("id_type", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("mandate_signed", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("role in ('petitioner', 'representative', 'proxy')", name=op.f("ck_petitions_party_role")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_party_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_party_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_party")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_party_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_party_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index("ix_petitions_party_tenant_petition", "petitions_party", ["tenant_id", "petition_id"], unique=False)
    op.create_table(
        "petitions_screen",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=True),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("(user_id is null) <> (unit_id is null)", name=op.f("ck_petitions_screen_one")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_screen_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_screen_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_screen")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_screen_tenant_id_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_screen_tenant_petition", "petitions_screen", ["tenant_id", "petition_id"], unique=False
    )
    op.create_index("ix_petitions_screen_tenant_unit", "petitions_screen", ["tenant_id", "unit_id"], unique=False)
    op.create_index("ix_petitions_screen_tenant_user", "petitions_screen", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "petitions_step",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("machine", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_step_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_step_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_step")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_step_tenant_id_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_step_tenant_petition", "petitions_step", ["tenant_id", "petition_id", "id"], unique=False
    )
    protect("petitions_petition")
    protect("petitions_party")
    protect("petitions_step")
    protect("petitions_screen")
    protect("petitions_case")
    protect("petitions_clock")
