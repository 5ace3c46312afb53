"""What plugins declare about events and jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from core.access.permissions import Permission
from core.events.base import DomainEvent
from core.tenancy.scope import Scope

Queue = Literal["fast", "slow", "mail"]
#: In the order in which a worker looks into them.
QUEUES: Final[tuple[Queue, ...]] = ("fast", "slow", "mail")
#: Waits after the first, second … failure; then the entry is dead and an operator decides.
BACKOFF = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15))
#: How long a reaction to an event may take; jobs declare their own ``timeout``.
REACTION = timedelta(seconds=60)
#: No job may take longer; a lease or a wait beyond this was stamped by a clock that was wrong.
LONGEST_JOB = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Job:
    """A function that works later, in one tenant's scope.

    ``func(scope, **arguments)`` takes ids and calls services; its changes and its done mark commit
    together. ``every`` makes it scheduled: once per period and tenant in which the plugin is on.

    ``permission`` is checked again when the job runs: whoever ordered it must still hold a post
    with that right, else the entry is dead and the scope carries no right at all.

    ``queue``: ``fast`` for what takes well under a second, ``mail`` for messages to officers, ``slow``
    for what takes longer or waits for others. After ``timeout`` the job is stopped and counts as
    failed (core/jobs/limits.py says how); soon after, another worker may take the entry over, and
    whatever the first one still does can no longer be committed.

    ``fetch(scope, **arguments)`` runs first, outside any transaction, and may read elsewhere; what
    it gives is handed to ``func`` as ``fetched``.
    """

    name: str
    func: Callable[..., None]
    every: timedelta | None = None
    permission: Permission | None = None
    retries: int = len(BACKOFF)
    timeout: timedelta = REACTION
    queue: Queue = "fast"
    fetch: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A reaction to an event, by class (of a required plugin) or by name ``plugin.noun_done@1``.

    ``same_tx`` handlers run in the sender's transaction and may stop it, so only plugins that
    require the sender may have one; ``after_commit`` handlers run from the outbox.
    """

    event: type[DomainEvent] | str
    handler: Callable[[Scope, str, dict[str, Any]], None]
    key: str
    phase: Literal["same_tx", "after_commit"] = "after_commit"

    @property
    def event_key(self) -> str:
        """``name@version`` of what is listened to."""
        return self.event if isinstance(self.event, str) else f"{self.event.name}@{self.event.version}"
