"""What the administrator's screens read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from core import clock
from core.db.base import db
from core.identity.models import Membership, Post, Role, RolePermission, User
from core.tenancy.models import Unit
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post in the list of users."""

    public_id: str
    title: str
    unit_name: str
    role_title: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user of this tenant with the posts held here."""

    public_id: str
    login: str
    display_name: str
    active: bool
    posts: tuple[PostRow, ...]


def list_users(scope: Scope, limit: int = 500) -> list[UserRow]:
    """Users with a running post in this tenant; posts elsewhere are not shown."""
    rows = db.session.execute(
        select(User, Post, Unit.name, Role.title)
        .join(Post, Post.user_id == User.id)
        .join(Unit, Unit.id == Post.unit_id)
        .join(Role, Role.id == Post.role_id)
        .where(or_(Post.valid_to.is_(None), Post.valid_to > clock.today()))
        .order_by(User.display_name, Post.id)
        .limit(limit)
    ).all()
    found: dict[int, tuple[User, list[PostRow]]] = {}
    for user, post, unit, role in rows:
        found.setdefault(user.id, (user, []))[1].append(
            PostRow(post.public_id, post.title, unit, role, post.valid_from, post.valid_to)
        )
    return [
        UserRow(user.public_id, user.login, user.display_name, user.active, tuple(posts))
        for user, posts in found.values()
    ]


def get_member(scope: Scope, public_id: str) -> User | None:
    """A user who has posts in this tenant."""
    return db.session.scalar(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(User.public_id == public_id, Membership.tenant_id == scope.tenant_id)
    )


def posts_ever(scope: Scope, user_id: int) -> list[tuple[str, str]]:
    """(id, title) of every post a user holds or held here."""
    rows = db.session.execute(select(Post.public_id, Post.title).where(Post.user_id == user_id).order_by(Post.id))
    return [(row.public_id, row.title) for row in rows]


def list_units(scope: Scope) -> list[Unit]:
    """All units, in the order they were made."""
    return list(db.session.scalars(select(Unit).order_by(Unit.id)))


def list_roles(scope: Scope) -> list[tuple[Role, frozenset[str]]]:
    """Roles with what they may do."""
    rows = db.session.execute(
        select(Role, RolePermission.permission)
        .outerjoin(RolePermission, RolePermission.role_id == Role.id)
        .order_by(Role.id)
    ).all()
    found: dict[int, tuple[Role, set[str]]] = {}
    for role, permission in rows:
        found.setdefault(role.id, (role, set()))[1].update([permission] if permission else [])
    return [(role, frozenset(names)) for role, names in found.values()]
