"""From the tenant's chain to messages. The chain is the only truth; signals merely say "look"."""

from __future__ import annotations

from core.audit.log import entries_after, head
from core.db.session import acting_in
from core.live.hub import Message
from core.plugins.manager import Registry
from core.tenancy.scope import Scope, TenantRef

#: Who missed more entries than this is told to load everything anew.
MOST = 500


def messages_after(registry: Registry, tenant: TenantRef, seq: int) -> tuple[list[Message], int, bool]:
    """(messages of every topic, how far the chain was read, whether there is more).

    Opens a frame of its own, reads one batch and closes it, so no connection stays taken.
    """
    scope = Scope(tenant, None)
    with acting_in(scope):
        rows = entries_after(scope, seq, MOST + 1)
        found = [
            Message(row.seq, registry.topic_of[row.event], row.subject)
            for row in rows[:MOST]
            if row.event in registry.topic_of
        ]
        return found, rows[:MOST][-1].seq if rows else seq, len(rows) > MOST


def missed_after(
    registry: Registry, tenant: TenantRef, seq: int | None, topics: frozenset[str]
) -> tuple[list[Message], int, bool]:
    """(messages of these topics after ``seq``, how far the chain was read, whether they are too many).

    What is too much is counted in what the listener may hear, for it is told; after a place that nobody
    knows (None) it is always too much. The end of the chain is read first: whatever has a lower number
    is committed by then.
    """
    scope = Scope(tenant, None)
    events = [event for event, topic in registry.topic_of.items() if topic in topics]
    with acting_in(scope):
        newest = head(scope)[0]
        if seq is None:
            return [], newest, True
        rows = entries_after(scope, seq, MOST + 1, events) if newest > seq else []
        found = [Message(row.seq, registry.topic_of[row.event], row.subject) for row in rows if row.seq <= newest]
        return found[:MOST], newest, len(found) > MOST
