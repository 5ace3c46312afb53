"""Bearer tokens: given once, kept as a hash, alive as long as user, membership and post are."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from core import clock
from core.db.base import db, new_public_id
from core.errors import Invalid, NotFound
from core.events.core_events import TokenEnded, TokenGiven
from core.events.publish import publish
from core.identity.models import Membership, Post, User
from core.machine.models import ApiToken
from core.tenancy.models import Tenant
from core.tenancy.scope import Scope

#: Marks our secrets, so that scanners find them where they do not belong.
MARK = "tdp_"
#: So many letters of a secret are kept in the clear, to tell tokens apart in a list.
SHOWN = len(MARK) + 6
#: No token lives longer.
MOST_DAYS = 366
#: The last use is noted this often, not on each request.
NOTE_EVERY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a request and the post it acts as."""

    token_id: int
    user_id: int
    user_name: str
    must_change_password: bool
    tenant_id: int
    post_ref: str
    stale: bool


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def give_token(scope: Scope, user_id: int, days: int, post_ref: str | None = None) -> str:
    """A new secret for a user's post (the oldest running one without ``post_ref``).

    Raises NotFound when the user holds no such post here now, Invalid for a wrong number of days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": f"1 to {MOST_DAYS}"})
    today = clock.today()
    running = and_(Post.valid_from <= today, or_(Post.valid_to.is_(None), Post.valid_to > today))
    query = select(Post.public_id).where(Post.user_id == user_id, running).order_by(Post.id)
    post = db.session.scalar(query.where(Post.public_id == post_ref) if post_ref else query)
    if post is None:
        raise NotFound("the user holds no such post here")
    secret = MARK + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken(
        public_id=new_public_id(),
        token_hash=_hash(secret),
        prefix=secret[:SHOWN],
        user_id=user_id,
        tenant_id=scope.tenant_id,
        post_ref=post,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    publish(scope, TokenGiven(subject=f"core:token:{token.public_id}", days=days))
    return secret


def find_caller(secret: str) -> Caller | None:
    """Who holds the secret, inside an internal frame; None when it opens nothing (any more)."""
    row = db.session.execute(
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .join(Membership, and_(Membership.user_id == User.id, Membership.tenant_id == ApiToken.tenant_id))
        .where(ApiToken.token_hash == _hash(secret), User.active)
    ).one_or_none()
    now = clock.now()
    if row is None or row[0].ended_at or row[0].expires_at <= now:
        return None
    token, user = row
    stale = token.last_seen_at is None or now - token.last_seen_at > NOTE_EVERY
    return Caller(
        token.id, user.id, user.display_name, user.must_change_password, token.tenant_id, token.post_ref, stale
    )


def note_use(token_id: int) -> None:
    """Remember that the token is in use; inside a writing internal frame."""
    token = db.session.get(ApiToken, token_id)
    if token is not None:
        token.last_seen_at = clock.now()


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One living token in the list of its owner."""

    public_id: str
    prefix: str
    tenant_id: int
    expires_at: datetime
    last_seen_at: datetime | None


def list_tokens(user_id: int) -> list[TokenRow]:
    """Tokens of a user that still open something, newest first; inside an internal frame."""
    rows = db.session.scalars(
        select(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.ended_at.is_(None), ApiToken.expires_at > clock.now())
        .order_by(ApiToken.id.desc())
        .limit(50)
    )
    return [TokenRow(r.public_id, r.prefix, r.tenant_id, r.expires_at, r.last_seen_at) for r in rows]


def tenant_of_token(user_id: int, public_id: str) -> str:
    """In which tenant (slug) one's own token acts. Raises NotFound; inside an internal frame."""
    found = db.session.scalar(
        select(Tenant.slug)
        .join(ApiToken, ApiToken.tenant_id == Tenant.id)
        .where(ApiToken.user_id == user_id, ApiToken.public_id == public_id)
    )
    if found is None:
        raise NotFound("token")
    return found


def end_token(scope: Scope, user_id: int, public_id: str) -> None:
    """The token opens nothing from now on. Raises NotFound."""
    token = db.session.scalar(
        select(ApiToken).where(
            ApiToken.user_id == user_id, ApiToken.public_id == public_id, ApiToken.tenant_id == scope.tenant_id
        )
    )
    if token is None:
        raise NotFound("token")
    if token.ended_at is None:
        token.ended_at = clock.now()
        publish(scope, TokenEnded(subject=f"core:token:{public_id}"))
