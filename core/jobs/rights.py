"""Whether somebody who ordered a job may still have it done at the moment it runs (P7)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import or_, select

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Forbidden
from core.identity.models import Post, RolePermission, User
from core.tenancy.scope import Scope


def with_rights(scope: Scope, permission: str) -> Scope:
    """The scope with the rights of the actor's oldest valid post that carries ``permission``.

    Opens frames of its own. Raises Forbidden when there is no actor, the account is closed, or no
    post of the actor in this tenant carries the right today.
    """
    with internal():
        user = db.session.get(User, scope.actor_id) if scope.actor_id is not None else None
    if user is None or not user.active:
        raise Forbidden(permission)
    today = clock.today()
    with acting_in(scope):
        rows = db.session.execute(
            select(Post.id, Post.unit_id, Post.title, RolePermission.permission)
            .join(RolePermission, RolePermission.role_id == Post.role_id)
            .where(
                Post.user_id == user.id,
                Post.valid_from <= today,
                or_(Post.valid_to.is_(None), Post.valid_to > today),
            )
            .order_by(Post.id)
        ).all()
    carrying = next((row for row in rows if row.permission == permission), None)
    if carrying is None:
        raise Forbidden(permission)
    return replace(
        scope,
        post_id=carrying.id,
        unit_id=carrying.unit_id,
        permissions=frozenset(row.permission for row in rows if row.id == carrying.id) | {"core.member"},
        actor_name=user.display_name,
        post_title=carrying.title,
    )
