"""Telling users that something waits for them: inbox row and outgoing work with the change itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import or_, select, update

from core import clock
from core.db.base import db
from core.events.publish import enqueue
from core.identity.models import Post, RolePermission, User
from core.notify.declare import Notice
from core.notify.models import Delivery, InboxNotice
from core.notify.preferences import channels, choices_of
from core.tenancy.scope import Scope

SEND_JOB = "core.notify_send"


def people_with(scope: Scope, permission: str) -> list[int]:
    """Keys of active users with a valid post here that carries the right."""
    today = clock.today()
    query = (
        select(Post.user_id)
        .join(RolePermission, RolePermission.role_id == Post.role_id)
        .join(User, User.id == Post.user_id)
        .where(
            RolePermission.permission == permission,
            User.active,
            Post.valid_from <= today,
            or_(Post.valid_to.is_(None), Post.valid_to > today),
        )
        .order_by(Post.user_id)
        .distinct()
    )
    return list(db.session.scalars(query))


def notify(scope: Scope, user_ids: Iterable[int], notice: Notice, subject: str) -> int:
    """Put a notice into the inboxes of ``user_ids``, and one job per outgoing channel into the outbox.

    Runs inside the caller's transaction. Who was told already (today, or ever when the notice says
    ``once``) is left out. Gives how many were told. Raises KeyError for an undeclared notice.
    """
    current_app.extensions["tiepdan.registry"].notices[notice.key]
    today = clock.today()
    told = select(InboxNotice.user_id).where(InboxNotice.key == notice.key, InboxNotice.subject == subject)
    if not notice.once:
        told = told.where(InboxNotice.day == today)
    wanted = set(user_ids) - set(db.session.scalars(told))
    if not wanted:
        return 0
    offered = channels(current_app.extensions["tiepdan.config"])
    choices = choices_of(wanted)
    for user in sorted(choices):
        row = InboxNotice(user_id=user, key=notice.key, subject=subject, day=today, created_at=clock.now())
        db.session.add(row)
        db.session.flush()
        for channel in offered:
            if channel in choices[user].addresses and (notice.key, channel) not in choices[user].off:
                _put_out(scope, row, channel)
    return len(choices)


def _put_out(scope: Scope, notice: InboxNotice, channel: str) -> None:
    delivery = Delivery(notice_id=notice.id, channel=channel, at=clock.now())
    db.session.add(delivery)
    db.session.flush()
    enqueue(
        scope,
        "core",
        SEND_JOB,
        {"delivery": delivery.id},
        dedupe=f"{scope.tenant_id}:{SEND_JOB}:{delivery.id}",
    )


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One notice as the inbox lists it; ``deliveries`` are (channel, state, moment)."""

    public_id: str
    key: str
    subject: str
    created_at: datetime
    unread: bool
    deliveries: tuple[tuple[str, str, datetime], ...]


def inbox(scope: Scope, limit: int = 100) -> list[InboxLine]:
    """The newest notices of the acting user, unread ones first."""
    rows = list(
        db.session.scalars(
            select(InboxNotice)
            .where(InboxNotice.user_id == scope.actor_id)
            .order_by(InboxNotice.read_at.is_not(None), InboxNotice.id.desc())
            .limit(limit)
        )
    )
    out: dict[int, list[tuple[str, str, datetime]]] = {}
    for sent in db.session.scalars(
        select(Delivery).where(Delivery.notice_id.in_([row.id for row in rows])).order_by(Delivery.id)
    ):
        out.setdefault(sent.notice_id, []).append((sent.channel, sent.state, sent.at))
    return [
        InboxLine(row.public_id, row.key, row.subject, row.created_at, row.read_at is None, tuple(out.get(row.id, ())))
        for row in rows
    ]


def mark_read(scope: Scope, public_id: str | None = None) -> InboxNotice | None:
    """Mark one of the acting user's notices as read, or all of them; gives the one, None if there is none."""
    if public_id is None:
        db.session.execute(
            update(InboxNotice)
            .where(InboxNotice.user_id == scope.actor_id, InboxNotice.read_at.is_(None))
            .values(read_at=clock.now())
        )
        return None
    row = db.session.scalar(
        select(InboxNotice).where(InboxNotice.public_id == public_id, InboxNotice.user_id == scope.actor_id)
    )
    if row is not None and row.read_at is None:
        row.read_at = clock.now()
    return row
