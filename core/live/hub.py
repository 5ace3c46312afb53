"""Who listens in this process, and what still has to be told to each of them. No database, no web.

Messages are pointers: a place in the tenant's chain, a topic, the reference of what changed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from core.tenancy.scope import TenantRef

#: A client that leaves so many messages untaken is cut; it catches up when it comes back.
QUEUE = 100


class Crowded(Exception):
    """No room for another stream, in this process or for this user."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that changed: its number in the tenant's chain, the topic, the reference."""

    seq: int
    topic: str
    ref: str


@dataclass(frozen=True, slots=True)
class Ear:
    """Whose stream it is and with which rights it was opened; asked about again while it is open."""

    token: str = field(repr=False)
    user_id: int
    tenant: TenantRef
    post_id: int | None
    permissions: frozenset[str]
    topics: frozenset[str]


class Listener:
    """One open stream. Filled by the hub, emptied by the thread that writes to the client."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.ended = ""
        self.checked_at = self.taken_at = time.monotonic()
        self._queue: deque[Message] = deque()
        self._read_to = 0
        self._probed = False
        self._changed = threading.Condition()

    def put(self, messages: list[Message], read_to: int) -> None:
        """Add messages; ``read_to`` is how far the chain was read, other topics included."""
        with self._changed:
            if self.ended:
                return
            self._queue.extend(messages)
            self._read_to = max(self._read_to, read_to)
            if len(self._queue) > QUEUE:
                self._queue.clear()
                self.ended = "overflow"
            if messages:
                self._changed.notify()

    def end(self, reason: str) -> None:
        """Let the writing thread stop."""
        with self._changed:
            self.ended = self.ended or reason
            self._changed.notify()

    def probe(self) -> None:
        """Ask for a sign of life now: writing to a client that has gone frees its place."""
        with self._changed:
            self._probed = True
            self._changed.notify()

    def wait(self, seconds: float) -> tuple[list[Message], int, bool]:
        """(messages, how far the chain was read, whether a sign of life is asked for)."""
        with self._changed:
            self.taken_at = time.monotonic()
            if not (self._queue or self.ended or self._probed):
                self._changed.wait(max(0.0, seconds))
            messages, probed = list(self._queue), self._probed
            self._queue.clear()
            self._probed = False
            self.taken_at = time.monotonic()
            return messages, self._read_to, probed


class Room:
    """The listeners of one tenant and how far its chain was read for them."""

    def __init__(self, tenant: TenantRef, position: int) -> None:
        self.tenant = tenant
        self.position = position
        self.listeners: set[Listener] = set()


class Hub:
    """All listeners of one process, by tenant; at most ``limit`` of them, ``per_user`` of one user."""

    def __init__(self, limit: int, per_user: int) -> None:
        self.limit, self.per_user = limit, per_user
        self.rooms: dict[int, Room] = {}
        self.closed = False
        self._left = threading.Condition()  # of an RLock: methods call each other

    def join(self, listener: Listener, position: int, patience: float = 0.5) -> None:
        """Let a listener hear everything after ``position``, a number already committed.

        When there is no place, those who hold one are asked whether they still live; raises
        Crowded when none is free after ``patience`` seconds.
        """
        with self._left:
            if self._crowd(listener):
                for other in self._crowd(listener):
                    other.probe()
                self._left.wait_for(lambda: not self._crowd(listener), patience)
            if self.closed or self.limit < 1 or self._crowd(listener):
                raise Crowded
            tenant = listener.ear.tenant
            self.rooms.setdefault(tenant.id, Room(tenant, position)).listeners.add(listener)

    def _crowd(self, listener: Listener) -> list[Listener]:
        everybody = self.listeners()
        own = [other for other in everybody if other.ear.user_id == listener.ear.user_id]
        if len(own) >= self.per_user:
            return own
        return everybody if len(everybody) >= self.limit else []

    def leave(self, listener: Listener) -> None:
        """Forget a listener; safe to repeat."""
        with self._left:
            room = self.rooms.get(listener.ear.tenant.id)
            if room is not None:
                room.listeners.discard(listener)
                if not room.listeners:
                    del self.rooms[room.tenant.id]
            self._left.notify_all()

    def listeners(self) -> list[Listener]:
        """Everybody who listens now."""
        with self._left:
            return [listener for room in self.rooms.values() for listener in room.listeners]

    def positions(self) -> dict[int, tuple[TenantRef, int]]:
        """Tenants somebody listens to, and how far each was read."""
        with self._left:
            return {key: (room.tenant, room.position) for key, room in self.rooms.items()}

    def deliver(self, tenant_id: int, messages: list[Message], read_to: int) -> None:
        """Hand messages to the tenant's listeners, each what it listens to, in the order given."""
        with self._left:
            room = self.rooms.get(tenant_id)
            if room is None:
                return
            room.position = max(room.position, read_to)
            for listener in room.listeners:
                listener.put([m for m in messages if m.topic in listener.ear.topics], read_to)

    def close(self) -> None:
        """End every stream and let nobody in again."""
        with self._left:
            self.closed = True
            for listener in self.listeners():
                listener.end("stopping")
