"""Inside a case: pauses, extensions, tasks, dialogues, withdrawals, conflicts of interest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "petitions_0003"
down_revision = "petitions_0002"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect them: each belongs to a tenant."""
    op.create_table(
        "petitions_conflict",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("conflicted", sa.Boolean(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_conflict_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_conflict_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_conflict")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_conflict_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "petition_id", "user_id", name=op.f("uq_petitions_conflict_tenant_id_petition_id_user_id")
        ),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_table(
        "petitions_dialogue",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("notice_no", sa.String(length=60), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("hour", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("chair", sa.String(length=120), nullable=False),
        sa.Column("others", sa.String(length=1000), nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=True),
        sa.Column("agreed", sa.String(length=4000), nullable=False),
        sa.Column("open_points", sa.String(length=4000), nullable=False),
        sa.Column("minutes_no", sa.String(length=60), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "state in ('called', 'held', 'absent', 'postponed')", name=op.f("ck_petitions_dialogue_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["petitions_case.tenant_id", "petitions_case.id"],
            name=op.f("fk_petitions_dialogue_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_dialogue_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_dialogue_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_dialogue")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_dialogue_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_dialogue_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_dialogue_tenant_petition", "petitions_dialogue", ["tenant_id", "petition_id"], unique=False
    )
    op.create_table(
        "petitions_pause",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("open_kind", sa.String(length=20), nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("kind in ('suspension', 'assessment')", name=op.f("ck_petitions_pause_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["petitions_case.tenant_id", "petitions_case.id"],
            name=op.f("fk_petitions_pause_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_pause_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_pause_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_pause")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "open_kind", name=op.f("uq_petitions_pause_tenant_id_case_id_open_kind")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_pause_tenant_id_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index("ix_petitions_pause_tenant_petition", "petitions_pause", ["tenant_id", "petition_id"], unique=False)
    op.create_table(
        "petitions_prolongation",
        sa.Column("id", Key, nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("rule_id", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("approver_id", Key, nullable=True),
        sa.Column("approver_post", sa.String(length=120), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("days >= 1", name=op.f("ck_petitions_prolongation_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["petitions_case.tenant_id", "petitions_case.id"],
            name=op.f("fk_petitions_prolongation_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_prolongation_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_prolongation_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_prolongation")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_prolongation_tenant_id_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_prolongation_tenant_petition",
        "petitions_prolongation",
        ["tenant_id", "petition_id"],
        unique=False,
    )
    op.create_table(
        "petitions_task",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("officer_id", Key, nullable=True),
        sa.Column("question", sa.String(length=2000), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", Key, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=4000), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("state in ('given', 'done', 'returned')", name=op.f("ck_petitions_task_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["petitions_case.tenant_id", "petitions_case.id"],
            name=op.f("fk_petitions_task_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_task_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_task_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_task")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_task_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_task_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index("ix_petitions_task_tenant_petition", "petitions_task", ["tenant_id", "petition_id"], unique=False)
    op.create_index("ix_petitions_task_tenant_unit", "petitions_task", ["tenant_id", "unit_id", "state"], unique=False)
    op.create_table(
        "petitions_withdrawal",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("petition_id", Key, nullable=False),
        sa.Column("roster_place", sa.Integer(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(length=1000), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("taken_by", Key, nullable=True),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("pressed", sa.Boolean(), nullable=False),
        sa.Column("cools_until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("channel in ('desk', 'post', 'online')", name=op.f("ck_petitions_withdrawal_channel")),
        sa.CheckConstraint(
            "state in ('asked', 'confirmed', 'taken_back', 'kept_going')", name=op.f("ck_petitions_withdrawal_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "petition_id"],
            ["petitions_petition.tenant_id", "petitions_petition.id"],
            name=op.f("fk_petitions_withdrawal_tenant_id_petition_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_petitions_withdrawal_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions_withdrawal")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_petitions_withdrawal_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_petitions_withdrawal_tenant_id_public_id")),
        info={"class": "scoped", "oversight": ""},
    )
    op.create_index(
        "ix_petitions_withdrawal_tenant_petition", "petitions_withdrawal", ["tenant_id", "petition_id"], unique=False
    )
    protect("petitions_pause")
    protect("petitions_prolongation")
    protect("petitions_task")
    protect("petitions_dialogue")
    protect("petitions_withdrawal")
    protect("petitions_conflict")
