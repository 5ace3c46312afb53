"""Creating users and changing what they have; used by screens, the command line and the demo."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import or_, select

from core import clock
from core.db.base import db, new_public_id
from core.errors import Invalid, NotFound, Refused
from core.events.core_events import PostEnded, PostGiven, RoleChanged, UnitChanged
from core.events.publish import publish
from core.identity.models import Membership, Post, Role, RolePermission, User
from core.identity.passwords import hash_password, password_problem, verify_password
from core.identity.sessions import end_sessions
from core.tenancy.models import Unit
from core.tenancy.scope import Scope
from core.text import fold

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def create_user(
    login: str,
    display_name: str,
    password: str,
    *,
    operator: bool = False,
    must_change: bool = True,
    cheap: bool = False,
) -> User:
    """A new account without any right. Raises Invalid naming the field that is wrong."""
    login = login.strip().lower()
    problems: dict[str, str] = {}
    if not LOGIN.fullmatch(login):
        problems["login"] = "login_shape"
    elif db.session.scalar(select(User.id).where(User.login == login)):
        problems["login"] = "login_taken"
    if not display_name.strip():
        problems["display_name"] = "required"
    if problem := password_problem(password, login):
        problems["password"] = f"password_{problem}"
    if problems:
        raise Invalid(problems)
    user = User(
        public_id=new_public_id(),
        login=login,
        display_name=display_name.strip(),
        password_hash=hash_password(password, cheap=cheap),
        is_operator=operator,
        must_change_password=must_change,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    return user


def change_password(user_id: int, old: str, new: str, keep_session: int) -> None:
    """Change one's own password and end all other logins. Raises Invalid."""
    user = db.session.get(User, user_id)
    if user is None or not verify_password(user.password_hash, old):
        raise Invalid({"old": "password_wrong"})
    if problem := password_problem(new, user.login):
        raise Invalid({"new": f"password_{problem}"})
    if old == new:
        raise Invalid({"new": "password_same"})
    user.password_hash = hash_password(new)
    user.must_change_password = False
    end_sessions(user_id, keep=keep_session)


def give_post(
    scope: Scope,
    user: User,
    unit_key: str,
    role_key: str,
    title: str,
    valid_from: date | None = None,
) -> Post:
    """Put a user into a unit with a role from a day on. Raises NotFound for unit or role."""
    unit = db.session.scalar(select(Unit).where(Unit.key == unit_key, Unit.active))
    role = db.session.scalar(select(Role).where(Role.key == role_key))
    if unit is None or role is None:
        raise NotFound("unit or role")
    post = Post(
        user_id=user.id,
        unit_id=unit.id,
        role_id=role.id,
        title=title,
        valid_from=valid_from or clock.today(),
    )
    db.session.add(post)
    if db.session.get(Membership, (user.id, scope.tenant_id)) is None:
        db.session.add(Membership(user_id=user.id, tenant_id=scope.tenant_id))
    db.session.flush()
    publish(scope, PostGiven(subject=f"core:post:{post.public_id}", role=role.key[:64], unit=unit.key[:64]))
    return post


def end_post(scope: Scope, public_id: str) -> Post:
    """A post ends today; its rights are gone with the next request.

    Raises NotFound, and Refused for the post one acts as: an administrator could lock everybody out.
    """
    post = db.session.scalar(select(Post).where(Post.public_id == public_id))
    if post is None:
        raise NotFound("post")
    if post.id == scope.post_id:
        raise Refused("own_post")
    today = clock.today()
    post.valid_to = today
    still = db.session.scalar(
        select(Post.id).where(
            Post.user_id == post.user_id, Post.id != post.id, or_(Post.valid_to.is_(None), Post.valid_to > today)
        )
    )
    membership = db.session.get(Membership, (post.user_id, scope.tenant_id))
    if still is None and membership is not None:
        db.session.delete(membership)
    publish(scope, PostEnded(subject=f"core:post:{public_id}"))
    return post


def seed_roles(scope: Scope, templates: list[tuple[str, str, str, list[str]]]) -> None:
    """Copy role templates (key, title, English title, permission names) that are not there yet."""
    known = set(db.session.scalars(select(Role.key)))
    for key, title, title_en, permissions in templates:
        if key in known:
            continue
        role = Role(key=key, title=title, title_en=title_en)
        db.session.add(role)
        db.session.flush()
        db.session.add_all(RolePermission(role_id=role.id, permission=p) for p in permissions)


def set_role_permissions(scope: Scope, role_public_id: str, permissions: set[str]) -> Role:
    """Replace what a role may do. Raises NotFound."""
    role = db.session.scalar(select(Role).where(Role.public_id == role_public_id))
    if role is None:
        raise NotFound("role")
    rows = list(db.session.scalars(select(RolePermission).where(RolePermission.role_id == role.id)))
    for row in rows:
        if row.permission not in permissions:
            db.session.delete(row)
    have = {row.permission for row in rows}
    db.session.add_all(RolePermission(role_id=role.id, permission=p) for p in sorted(permissions - have))
    publish(scope, RoleChanged(subject=f"core:role:{role.public_id}", rights=len(permissions)))
    return role


def _key(name: str) -> str:
    """A plain key from a name: folded, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60]


def add_role(scope: Scope, title: str, title_en: str) -> Role:
    """A role of the tenant's own, without rights yet. Raises Invalid when the name is taken or empty."""
    key = _key(title)
    if not key or db.session.scalar(select(Role.id).where(Role.key == key)):
        raise Invalid({"title": "role_taken"})
    role = Role(public_id=new_public_id(), key=key, title=title, title_en=title_en)
    db.session.add(role)
    publish(scope, RoleChanged(subject=f"core:role:{role.public_id}", rights=0))
    return role


def save_unit(scope: Scope, public_id: str | None, name: str, name_en: str) -> Unit:
    """Add or rename a unit. Raises NotFound for an unknown id, Invalid when the name is taken."""
    if public_id is None:
        key = _key(name)
        if not key or db.session.scalar(select(Unit.id).where(Unit.key == key)):
            raise Invalid({"name": "unit_taken"})
        unit = Unit(public_id=new_public_id(), key=key, name=name, name_en=name_en)
        db.session.add(unit)
    else:
        found = db.session.scalar(select(Unit).where(Unit.public_id == public_id))
        if found is None:
            raise NotFound("unit")
        unit = found
        unit.name, unit.name_en = name, name_en
    publish(scope, UnitChanged(subject=f"core:unit:{unit.public_id}"))
    return unit
