"""What the police hear of the reception desk, by name: that plugin may be absent."""

from __future__ import annotations

from typing import Any

from core.api import Scope, Subscription
from plugins.police import services


def on_raised(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """A desk calls for help."""
    place = str(payload.get("place") or "")
    services.receive_call(scope, subject, f"reception:place:{place}" if place else "")


def on_accepted(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """Somebody comes."""
    services.note_helper(scope, subject, int(payload["user"]))


def on_stopped(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """The desk stopped the call."""
    services.close_call(scope, subject, str(payload["ending"]))


SUBSCRIBERS = [
    Subscription("reception.alarm_raised@1", on_raised, "police.alarm_raised"),
    Subscription("reception.alarm_accepted@1", on_accepted, "police.alarm_accepted"),
    Subscription("reception.alarm_stopped@1", on_stopped, "police.alarm_stopped"),
]
