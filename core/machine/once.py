"""Idempotency keys: a change sent again is answered as before and happens once (promise P34)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select
from werkzeug.exceptions import UnprocessableEntity

from core import clock
from core.db.base import db
from core.db.turns import take_turn
from core.i18n import gettext as _
from core.machine.models import StoredAnswer
from core.tenancy.scope import Scope

#: A program may try again for so long.
KEPT = timedelta(hours=24)
SHAPE = "^[A-Za-z0-9_-]{8,64}$"


def digest(secret: str, method: str, path: str, body: bytes) -> str:
    """What tells two requests apart; without the server's secret it says nothing about the body."""
    message = b"\0".join((method.encode(), path.encode(), body))
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def earlier_answer(scope: Scope, token_id: int, key: str, request_hash: str) -> StoredAnswer | None:
    """The answer this key already got. Twins wait here until the first one has committed.

    Raises UnprocessableEntity when the key was used for another request.
    """
    take_turn(scope.key("idempotency", token_id, key))
    db.session.execute(
        delete(StoredAnswer).where(StoredAnswer.expires_at <= clock.now()).execution_options(synchronize_session=False)
    )
    known = db.session.scalar(select(StoredAnswer).where(StoredAnswer.token_id == token_id, StoredAnswer.key == key))
    if known is not None and known.request_hash != request_hash:
        raise UnprocessableEntity(_("This Idempotency-Key was used for another request. Choose a new one."))
    return known


def keep_answer(
    token_id: int, key: str, request_hash: str, status: int, location: str, body: Mapping[str, object]
) -> None:
    """Store the answer in the transaction of the change; refused requests leave the key free."""
    now = clock.now()
    db.session.add(
        StoredAnswer(
            token_id=token_id,
            key=key,
            request_hash=request_hash,
            status=status,
            location=location,
            body=dict(body),
            created_at=now,
            expires_at=now + KEPT,
        )
    )
