"""The job that carries a notice out of the house, through apprise, and notes how it went.

The message leaves while no transaction is open, so that a slow mail server holds up nobody. That it
is about to leave is committed before: if the process dies between sending and noting, the delivery
stays ``unknown`` in the log and is not sent again. The inbox holds the notice in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from core import clock
from core.config import Config
from core.db.base import db
from core.db.session import acting_in
from core.events.declare import Job
from core.identity.models import User
from core.notify.models import Delivery, InboxNotice
from core.notify.preferences import choices_of
from core.notify.service import SEND_JOB
from core.notify.words import OUTGOING
from core.tenancy.scope import Scope

#: A delivery in one of these states is never worked again.
FINAL = ("sent", "off", "unknown")


class NotDelivered(Exception):
    """The channel did not take the message; the outbox tries again later."""


@dataclass(frozen=True, slots=True)
class _Letter:
    channel: str
    address: str
    language: str


def send(scope: Scope, delivery: int) -> None:
    """Send one delivery, at most once unless the channel refused it.

    Whatever keeps the channel from taking it is noted by its kind and raised.
    """
    with acting_in(scope, writes=True):
        letter = _begin(delivery)
    if letter is None:
        return
    config: Config = current_app.extensions["tiepdan.config"]
    url = config.email_url if letter.channel == "email" else config.message_url
    try:
        carry(url or "", letter.address, letter.language)
    except Exception as error:
        with acting_in(scope, writes=True):
            _note(delivery, "failed", type(error).__name__)
        raise
    with acting_in(scope, writes=True):
        _note(delivery, "sent")


def _begin(delivery: int) -> _Letter | None:
    """Note that a delivery is under way and give what is to go where; None when nothing is to go."""
    row = db.session.scalar(select(Delivery).where(Delivery.id == delivery).with_for_update())
    if row is None or row.state in FINAL:
        return None
    if row.state == "sending":  # an earlier attempt ended without a word
        row.state, row.at = "unknown", clock.now()
        return None
    letter = _letter(delivery)
    row.state, row.at, row.error = ("off" if letter is None else "sending"), clock.now(), ""
    row.attempts += 1
    return letter


def _letter(delivery: int) -> _Letter | None:
    """What is to go where, by the choices of this moment; None when it should not go any more."""
    row = db.session.execute(
        select(Delivery.channel, InboxNotice.key, InboxNotice.user_id, InboxNotice.read_at, User.language)
        .join(InboxNotice, InboxNotice.id == Delivery.notice_id)
        .join(User, User.id == InboxNotice.user_id)
        .where(Delivery.id == delivery)
    ).one_or_none()
    if row is None or row.read_at is not None:
        return None
    choices = choices_of([row.user_id]).get(row.user_id)
    if choices is None or row.channel not in choices.addresses or (row.key, row.channel) in choices.off:
        return None
    return _Letter(row.channel, choices.addresses[row.channel], row.language)


def _note(delivery: int, state: str, error: str = "") -> None:
    row = db.session.scalar(select(Delivery).where(Delivery.id == delivery))
    if row is not None and row.state in ("sending", "unknown"):
        row.state, row.error, row.at = state, error, clock.now()


def carry(url: str, address: str, language: str) -> None:
    """Hand the fixed words for ``address`` to the service behind ``url``.

    Raises NotDelivered when the address of the service is none, or the service does not take them.
    """
    from apprise import Apprise, AppriseAsset  # takes half a second; only workers need it
    from apprise.plugins import url_to_dict

    parts: dict[str, Any] | None = url_to_dict(url, secure_logging=True)  # type: ignore[no-untyped-call]
    if not parts:
        raise NotDelivered
    if parts["schema"] in ("json", "jsons"):
        parts["payload"] = {**parts.get("payload", {}), "to": address}
    else:
        parts["targets"] = [address]
    parts["format"] = "text"
    asset = AppriseAsset(app_id="Tiep Dan", app_desc="Tiep Dan", app_url="", image_url_mask="", image_url_logo="")
    service = Apprise.instantiate(parts, asset=asset)
    title, text = OUTGOING.get(language, OUTGOING["vi"])
    if not (service and service.notify(title=title, body=text)):
        raise NotDelivered


SEND = Job(SEND_JOB, send, queue="mail")
