"""Creating users and changing what they have; used by screens, the command line and the demo."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from core import clock
from core.db.base import db, new_public_id
from core.errors import Invalid, NotFound
from core.identity.models import Membership, Post, Role, RolePermission, User
from core.identity.passwords import hash_password, password_problem, verify_password
from core.identity.sessions import end_sessions
from core.tenancy.models import Unit
from core.tenancy.scope import Scope

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
    return post


def end_post(scope: Scope, public_id: str) -> Post:
    """A post ends today; its rights are gone with the next request. Raises NotFound."""
    post = db.session.scalar(select(Post).where(Post.public_id == public_id))
    if post is None:
        raise NotFound("post")
    post.valid_to = clock.today()
    still = db.session.scalar(
        select(Post.id).where(Post.user_id == post.user_id, Post.id != post.id, Post.valid_to.is_(None))
    )
    membership = db.session.get(Membership, (post.user_id, scope.tenant_id))
    if still is None and membership is not None:
        db.session.delete(membership)
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
    return role
