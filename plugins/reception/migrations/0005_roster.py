"""Event windows, rosters, shifts, gaps, leave and swaps of the officers who receive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "reception_0005"
down_revision = "reception_0004"

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect them."""
    op.create_table(
        "reception_campaign",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_campaign_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_campaign")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_campaign_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_campaign_tenant_id_public_id")),
    )
    op.create_table(
        "reception_campaign_window",
        sa.Column("id", Key, nullable=False),
        sa.Column("campaign_id", Key, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_reception_campaign_window_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["reception_campaign.tenant_id", "reception_campaign.id"],
            name=op.f("fk_reception_campaign_window_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_campaign_window_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_campaign_window")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_campaign_window_tenant_id_id")),
    )
    op.create_index(
        "ix_reception_campaign_window_tenant_campaign",
        "reception_campaign_window",
        ["tenant_id", "campaign_id"],
        unique=False,
    )
    op.create_table(
        "reception_roster",
        sa.Column("id", Key, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", Key, nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_roster_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_roster")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_roster_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "month", name=op.f("uq_reception_roster_tenant_id_month")),
    )
    op.create_table(
        "reception_roster_gap",
        sa.Column("id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=2), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("half in ('am', 'pm')", name=op.f("ck_reception_roster_gap_half")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_roster_gap_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_roster_gap")),
        sa.UniqueConstraint("tenant_id", "day", "half", name=op.f("uq_reception_roster_gap_tenant_id_day_half")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_roster_gap_tenant_id_id")),
    )
    op.create_table(
        "reception_shift",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=2), nullable=False),
        sa.Column("officer_id", Key, nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("held_minutes", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", Key, nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint("half in ('am', 'pm')", name=op.f("ck_reception_shift_half")),
        sa.CheckConstraint("held_minutes between 0 and 720", name=op.f("ck_reception_shift_minutes")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_shift_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_shift")),
        sa.UniqueConstraint(
            "tenant_id", "day", "half", "officer_id", name=op.f("uq_reception_shift_tenant_id_day_half_officer_id")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_shift_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_shift_tenant_id_public_id")),
    )
    op.create_index(
        "ix_reception_shift_tenant_officer", "reception_shift", ["tenant_id", "officer_id", "day"], unique=False
    )
    op.create_table(
        "reception_leave",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("officer_id", Key, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=2), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "ground in ('leave', 'business', 'training', 'exempt', 'other')", name=op.f("ck_reception_leave_ground")
        ),
        sa.CheckConstraint("half in ('', 'am', 'pm')", name=op.f("ck_reception_leave_half")),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_reception_leave_days")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_leave_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_leave")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_leave_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_leave_tenant_id_public_id")),
    )
    op.create_index(
        "ix_reception_leave_tenant_days", "reception_leave", ["tenant_id", "last_on", "first_on"], unique=False
    )
    op.create_table(
        "reception_swap",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("shift_id", Key, nullable=True),
        sa.Column("return_id", Key, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=2), nullable=False),
        sa.Column("asker_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'accepted', 'declined', 'withdrawn', 'lapsed')", name=op.f("ck_reception_swap_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "return_id"],
            ["reception_shift.tenant_id", "reception_shift.id"],
            name=op.f("fk_reception_swap_tenant_id_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shift_id"],
            ["reception_shift.tenant_id", "reception_shift.id"],
            name=op.f("fk_reception_swap_tenant_id_shift_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_reception_swap_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_swap")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reception_swap_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_reception_swap_tenant_id_public_id")),
    )
    op.create_index("ix_reception_swap_tenant_shift", "reception_swap", ["tenant_id", "shift_id"], unique=False)
    op.create_index("ix_reception_swap_tenant_state", "reception_swap", ["tenant_id", "state"], unique=False)
    protect("reception_campaign")
    protect("reception_campaign_window")
    protect("reception_roster")
    protect("reception_roster_gap")
    protect("reception_shift")
    protect("reception_leave")
    protect("reception_swap")
