"""What the police do about calls, in ids."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import DomainEvent, Topic, _l
from plugins.police.permissions import ASSISTANCE_ACCEPT

CALLS = "police.calls"
TOPICS = [Topic(CALLS, ASSISTANCE_ACCEPT)]


@dataclass(frozen=True, kw_only=True)
class CallReceived(DomainEvent):
    """A call for assistance came in."""

    name = "police.call_received"
    label = _l("A call for assistance came in")
    topic = CALLS


@dataclass(frozen=True, kw_only=True)
class CallAccepted(DomainEvent):
    """Somebody of the police comes; ``alarm`` is the reference of the caller's own record."""

    name = "police.call_accepted"
    label = _l("The call was accepted")
    topic = CALLS

    alarm: str
    user: int


@dataclass(frozen=True, kw_only=True)
class CallChanged(DomainEvent):
    """Somebody else comes, too, or the caller stopped the call."""

    name = "police.call_changed"
    label = _l("The call was changed by the caller")
    topic = CALLS


EVENTS = [CallReceived, CallAccepted, CallChanged]
