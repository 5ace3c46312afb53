"""Logging in and out: throttled, with a new token each time; logins can be listed and ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import select

from core import clock
from core.db.base import db
from core.identity.models import LoginFailure, LoginSession, User
from core.identity.passwords import dummy_hash, verify_password
from core.text import fold

#: After so many failures each further one doubles the wait, from 30 seconds up to an hour.
FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
#: No login lasts longer, however busy (ASVS 7.3).
ABSOLUTE = timedelta(hours=12)
#: The last use is noted this often, not on each request.
NOTE_EVERY = timedelta(minutes=2)
#: Clocks of several machines may differ by this much; a login from further ahead ends, or a clock
#: that was ahead for a while would have made it last as much longer (P36).
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LoggedIn(UserMixin):  # type: ignore[misc]
    """The person behind a request, for flask-login. ``token`` is the bearer secret."""

    id: int
    public_id: str
    login: str
    display_name: str
    is_operator: bool
    must_change_password: bool
    language: str
    session_id: int
    token: str
    acting_posts: tuple[tuple[str, str], ...]

    def get_id(self) -> str:
        """What flask-login keeps in the signed cookie."""
        return self.token


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many failures; try again at ``until``."""

    until: datetime


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _name_hash(login: str, secret: str) -> str:
    return hmac.new(secret.encode(), fold(login).encode(), hashlib.sha256).hexdigest()


def device_label(agent: str) -> str:
    """Browser and system in two words, for the list of logins; nothing finer is kept."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "?")
    system = next((name for mark, name in systems if mark in agent), "?")
    return f"{browser} · {system}"


def log_in(login: str, password: str, agent: str, secret: str) -> str | Locked | None:
    """Check a login inside a writing internal frame.

    Gives the new session's token, ``Locked`` while throttled, or None when name or password is
    wrong (which of the two is not said, and both take the same time).
    """
    now = clock.now()
    failure = db.session.get(LoginFailure, _name_hash(login, secret))
    if failure and failure.locked_until and now < failure.locked_until <= now + LONGEST_WAIT + SKEW:
        return Locked(failure.locked_until)
    user = db.session.scalar(select(User).where(User.login == login.strip().lower()))
    good = verify_password(user.password_hash if user else dummy_hash(), password)
    if user is None or not good or not user.active:
        _note_failure(failure, _name_hash(login, secret), now)
        return None
    if failure:
        db.session.delete(failure)
    token = secrets.token_urlsafe(32)
    db.session.add(
        LoginSession(
            token_hash=_token_hash(token),
            user_id=user.id,
            device=device_label(agent),
            created_at=now,
            last_seen_at=now,
            acting_posts={},
        )
    )
    return token


def _note_failure(failure: LoginFailure | None, name_hash: str, now: datetime) -> None:
    if failure is None:
        failure = LoginFailure(name_hash=name_hash, count=0, last_at=now)
        db.session.add(failure)
    elif now - failure.last_at > timedelta(days=1):
        failure.count = 0
    failure.count += 1
    failure.last_at = now
    over = failure.count - FREE_FAILURES
    if over >= 0:
        failure.locked_until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, 12))


def load_user(token: str, idle: timedelta) -> tuple[LoggedIn | None, bool]:
    """(the user, whether the last use should be noted), inside an internal frame."""
    row = db.session.execute(
        select(LoginSession, User)
        .join(User, User.id == LoginSession.user_id)
        .where(LoginSession.token_hash == _token_hash(token))
    ).one_or_none()
    now = clock.now()
    if row is None:
        return None, False
    login, user = row
    if login.ended_at or not user.active:
        return None, False
    if now - login.last_seen_at > idle or now - login.created_at > ABSOLUTE:
        return None, False
    if max(login.created_at, login.last_seen_at) > now + SKEW:
        return None, False
    found = LoggedIn(
        user.id,
        user.public_id,
        user.login,
        user.display_name,
        user.is_operator,
        user.must_change_password,
        user.language,
        login.id,
        token,
        tuple(sorted(login.acting_posts.items())),
    )
    return found, now - login.last_seen_at > NOTE_EVERY


def note_use(session_id: int) -> None:
    """Keep a login alive; inside a writing internal frame."""
    login = db.session.get(LoginSession, session_id)
    if login is not None:
        login.last_seen_at = clock.now()


def list_sessions(user_id: int) -> list[LoginSession]:
    """Open logins of a user, newest use first."""
    query = (
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.ended_at.is_(None),
            LoginSession.created_at > clock.now() - ABSOLUTE,
        )
        .order_by(LoginSession.last_seen_at.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))


def end_sessions(user_id: int, *, public_id: str | None = None, keep: int | None = None) -> int:
    """End one login, or all but ``keep``; gives how many ended."""
    ended = 0
    for login in list_sessions(user_id):
        if login.id != keep and public_id in (None, login.public_id):
            login.ended_at = clock.now()
            ended += 1
    return ended


def act_as(session_id: int, tenant_id: int, post_public_id: str) -> None:
    """Remember which of the user's posts this login acts as in a tenant."""
    login = db.session.get(LoginSession, session_id)
    if login is not None:
        login.acting_posts = {**login.acting_posts, str(tenant_id): post_public_id}
