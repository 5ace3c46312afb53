"""The tenant tree, users and posts, roles, counters, grants and monthly numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db.rls import protect

revision = "core_0001"
down_revision = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and protect those that belong to a tenant."""
    op.create_table(
        "core_login_failure",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_core_login_failure")),
    )
    op.create_table(
        "core_node_kind",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label_vi", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=80), nullable=False),
        sa.Column("level_order", sa.Integer(), nullable=False),
        sa.Column("overseer_title_vi", sa.String(length=120), nullable=False),
        sa.Column("overseer_title_en", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_core_node_kind")),
    )
    op.create_table(
        "core_user",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_user")),
        sa.UniqueConstraint("login", name=op.f("uq_core_user_login")),
        sa.UniqueConstraint("public_id", name=op.f("uq_core_user_public_id")),
    )
    op.create_table(
        "core_login_session",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("acting_posts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_login_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_core_login_session_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_core_login_session_token_hash")),
    )
    op.create_index("ix_core_login_session_user", "core_login_session", ["user_id"], unique=False)
    op.create_table(
        "core_tenant",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("place_en", sa.String(length=200), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["kind"], ["core_node_kind.key"], name=op.f("fk_core_tenant_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_tenant")),
        sa.UniqueConstraint("public_id", name=op.f("uq_core_tenant_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_core_tenant_slug")),
    )
    op.create_table(
        "core_counter",
        sa.Column("id", Key, nullable=False),
        sa.Column("book", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_counter_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_counter")),
        sa.UniqueConstraint("tenant_id", "book", "year", name=op.f("uq_core_counter_tenant_id_book_year")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_counter_tenant_id_id")),
    )
    op.create_table(
        "core_membership",
        sa.Column("user_id", Key, nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_membership_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_membership_user_id")),
        sa.PrimaryKeyConstraint("user_id", "tenant_id", name=op.f("pk_core_membership")),
    )
    op.create_index("ix_core_membership_tenant", "core_membership", ["tenant_id"], unique=False)
    op.create_table(
        "core_metric",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_metric_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_metric")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_metric_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "period", "name", name=op.f("uq_core_metric_tenant_id_kind_period_name")
        ),
    )
    op.create_table(
        "core_oversight_grant",
        sa.Column("id", Key, nullable=False),
        sa.Column("overseer_id", Key, nullable=False),
        sa.Column("subject_id", Key, nullable=False),
        sa.Column("subtree", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["overseer_id"], ["core_tenant.id"], name=op.f("fk_core_oversight_grant_overseer_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["core_tenant.id"], name=op.f("fk_core_oversight_grant_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_oversight_grant")),
        sa.UniqueConstraint(
            "overseer_id",
            "subject_id",
            "kind",
            "valid_from",
            name=op.f("uq_core_oversight_grant_overseer_id_subject_id_kind_valid_from"),
        ),
    )
    op.create_table(
        "core_role",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_role_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_role_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_core_role_tenant_id_key")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_role_tenant_id_public_id")),
    )
    op.create_table(
        "core_succession",
        sa.Column("id", Key, nullable=False),
        sa.Column("from_id", Key, nullable=False),
        sa.Column("to_id", Key, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["core_tenant.id"], name=op.f("fk_core_succession_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["core_tenant.id"], name=op.f("fk_core_succession_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_succession")),
        sa.UniqueConstraint("from_id", "to_id", "on", name=op.f("uq_core_succession_from_id_to_id_on")),
    )
    op.create_table(
        "core_tenant_name",
        sa.Column("id", Key, nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_tenant_name_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_tenant_name")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_core_tenant_name_tenant_id_name")),
    )
    op.create_table(
        "core_tenant_parent",
        sa.Column("id", Key, nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("parent_id", Key, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["core_tenant.id"], name=op.f("fk_core_tenant_parent_parent_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_tenant_parent_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_tenant_parent")),
        sa.UniqueConstraint(
            "tenant_id", "parent_id", "valid_from", name=op.f("uq_core_tenant_parent_tenant_id_parent_id_valid_from")
        ),
    )
    op.create_index("ix_core_tenant_parent_parent", "core_tenant_parent", ["parent_id"], unique=False)
    op.create_table(
        "core_tenant_plugin",
        sa.Column("tenant_id", Key, nullable=False),
        sa.Column("plugin", sa.String(length=40), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["core_user.id"], name=op.f("fk_core_tenant_plugin_changed_by")),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_tenant_plugin_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "plugin", name=op.f("pk_core_tenant_plugin")),
    )
    op.create_table(
        "core_unit",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_unit_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_unit")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_unit_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_core_unit_tenant_id_key")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_unit_tenant_id_public_id")),
    )
    op.create_table(
        "core_post",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("role_id", Key, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "role_id"],
            ["core_role.tenant_id", "core_role.id"],
            name=op.f("fk_core_post_tenant_id_role_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["core_unit.tenant_id", "core_unit.id"],
            name=op.f("fk_core_post_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_post_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], name=op.f("fk_core_post_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_post")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_post_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_core_post_tenant_id_public_id")),
    )
    op.create_index("ix_core_post_tenant_user", "core_post", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "core_role_permission",
        sa.Column("id", Key, nullable=False),
        sa.Column("role_id", Key, nullable=False),
        sa.Column("permission", sa.String(length=80), nullable=False),
        sa.Column("tenant_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "role_id"],
            ["core_role.tenant_id", "core_role.id"],
            name=op.f("fk_core_role_permission_tenant_id_role_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["core_tenant.id"], name=op.f("fk_core_role_permission_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role_permission")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_core_role_permission_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "role_id", "permission", name=op.f("uq_core_role_permission_tenant_id_role_id_permission")
        ),
    )
    protect("core_unit")
    protect("core_metric", "kind")
    protect("core_counter")
    protect("core_role")
    protect("core_role_permission")
    protect("core_post")
