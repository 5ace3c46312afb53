"""What users chose: addresses per channel, and which notices go out. Internal tables only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.config import Config
from core.db.base import db
from core.identity.models import User
from core.notify.models import NoticeAddress, NoticePreference

#: channel -> what its addresses look like
SHAPES = {
    "email": re.compile(r"[^@\s,;<>\"']{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII),
    "message": re.compile(r"\+?[0-9]{8,15}", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """One user's choices: channel -> address, and the (notice, channel) pairs switched off."""

    addresses: dict[str, str]
    off: frozenset[tuple[str, str]]


def channels(config: Config) -> tuple[str, ...]:
    """Channels the operator has set up."""
    offered = {"email": config.email_url, "message": config.message_url}
    return tuple(name for name, url in offered.items() if url)


def choices_of(user_ids: Iterable[int]) -> dict[int, Choices]:
    """Choices of active users; closed accounts are missing. Two or three statements."""
    wanted = set(user_ids)
    active = set(db.session.scalars(select(User.id).where(User.id.in_(wanted), User.active)))
    addresses: dict[int, dict[str, str]] = {}
    for row in db.session.scalars(select(NoticeAddress).where(NoticeAddress.user_id.in_(active))):
        addresses.setdefault(row.user_id, {})[row.channel] = row.address
    off: dict[int, set[tuple[str, str]]] = {}
    for choice in db.session.scalars(
        select(NoticePreference).where(NoticePreference.user_id.in_(active), NoticePreference.enabled.is_(False))
    ):
        off.setdefault(choice.user_id, set()).add((choice.notice, choice.channel))
    return {user: Choices(addresses.get(user, {}), frozenset(off.get(user, ()))) for user in active}


def save_choices(user_id: int, addresses: dict[str, str], on: dict[tuple[str, str], bool]) -> None:
    """Keep a user's own choices; an empty address is forgotten. Inside a writing internal frame."""
    for channel, address in addresses.items():
        row = db.session.get(NoticeAddress, (user_id, channel))
        if not address:
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(NoticeAddress(user_id=user_id, channel=channel, address=address))
        else:
            row.address = address
    for (notice, channel), enabled in on.items():
        choice = db.session.get(NoticePreference, (user_id, notice, channel))
        if choice is None:
            db.session.add(NoticePreference(user_id=user_id, notice=notice, channel=channel, enabled=enabled))
        else:
            choice.enabled = enabled
