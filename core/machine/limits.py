"""So many requests a minute and token; counted in this process."""

from __future__ import annotations

import math
import threading
import time

from flask import current_app
from werkzeug.exceptions import TooManyRequests

from core.i18n import gettext as _

MINUTE = 60.0


class Meter:
    """Buckets that fill evenly: a token may use up a minute's worth at once, then waits."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._lock = threading.Lock()
        self._buckets: dict[int, tuple[float, float]] = {}

    def take(self, token_id: int) -> float:
        """0 when the request may pass, else the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            left, at = self._buckets.get(token_id, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - at) * self.per_minute / MINUTE)
            passes = left >= 1
            self._buckets[token_id] = (left - 1 if passes else left, now)
        return 0.0 if passes else (1 - left) * MINUTE / self.per_minute


def count_request(token_id: int) -> None:
    """Raise TooManyRequests when the token asked too often."""
    meter: Meter = current_app.extensions["tiepdan.meter"]
    if wait := meter.take(token_id):
        raise TooManyRequests(_("Too many requests with this token. Wait a moment."), retry_after=math.ceil(wait))
