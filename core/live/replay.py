"""From the tenant's chain to messages. The chain is the only truth; signals merely say "look"."""

from __future__ import annotations

from core.audit.log import entries_after
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
