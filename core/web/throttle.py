"""Limits for people without an account, without tracking them.

Who asks is kept as an HMAC of the address under a random key, in memory only. The key and all
counts are thrown away together when the window ends, so nothing can be linked from one window to
the next, and nothing is written anywhere. Each process counts for itself.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from flask import current_app, request

from core.config import Config

#: So many askers are counted apart at most; then a new window begins.
ROOM = 50_000


class Throttle:
    """At most ``most`` noted events of one asker within a window of ``seconds``."""

    def __init__(self, most: int, seconds: float, steady: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self._steady = most, seconds, steady
        self._lock = Lock()
        self._renew()

    def _renew(self) -> None:
        self._key = secrets.token_bytes(32)
        self._until = self._steady() + self.seconds
        self._counts: Counter[bytes] = Counter()

    def _mark(self, who: str) -> bytes:
        return hmac.new(self._key, who.encode(), sha256).digest()[:16]

    def spent(self, who: str) -> bool:
        """Whether this asker has used up the window."""
        with self._lock:
            if self._steady() >= self._until or len(self._counts) >= ROOM:
                self._renew()
            return self._counts[self._mark(who)] >= self.most if self._counts else False

    def note(self, who: str) -> None:
        """Count one event of this asker."""
        with self._lock:
            self._counts[self._mark(who)] += 1


def asker() -> str:
    """The address of the request, for the throttles alone; of IPv6 the network, which one household shares."""
    address = request.remote_addr or ""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


class Limit:
    """A limit by name: each application has a throttle of its own behind it.

    Counts the asker's address, or ``key`` where what is guessed at shall be guarded whoever asks.
    The generated URL matrix (``Config.csrf`` false) is not limited: it asks everything of one address.
    """

    def __init__(self, name: str, most: int, seconds: float) -> None:
        self.name, self.most, self.seconds = name, most, seconds

    def _throttle(self) -> Throttle:
        made: dict[str, Throttle] = current_app.extensions.setdefault("tiepdan.throttles", {})
        return made.setdefault(self.name, Throttle(self.most, self.seconds))

    def spent(self, key: str = "") -> bool:
        """Whether nothing more is answered for now."""
        config: Config = current_app.extensions["tiepdan.config"]
        return config.csrf and self._throttle().spent(key or asker())

    def note(self, key: str = "") -> None:
        """Count one event."""
        self._throttle().note(key or asker())
