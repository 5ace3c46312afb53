"""What the desk does when others act: police who come are shown on every desk."""

from __future__ import annotations

from typing import Any

from core.api import NotFound, Refused, Scope, Subscription
from plugins.reception.services.alarms import accept_alarm


def on_call_accepted(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """Note that somebody of the police comes; nothing to note when the call was stopped meanwhile."""
    kind, _colon, public_id = str(payload["alarm"]).rpartition(":")
    if kind == "reception:alarm":
        try:
            accept_alarm(scope, public_id, int(payload["user"]))
        except (NotFound, Refused):
            return


#: By name, so that the police plugin may be absent.
SUBSCRIBERS = [Subscription("police.call_accepted@1", on_call_accepted, "reception.police_comes")]
