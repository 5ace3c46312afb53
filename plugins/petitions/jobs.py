"""What the register does by the clock: watch over legal limits, count for overseers."""

from __future__ import annotations

from datetime import timedelta

from core.api import Job
from plugins.petitions.services.watch import count_numbers, watch_limits

WATCH = Job("petitions.watch_limits", watch_limits, every=timedelta(hours=1))
COUNT = Job("petitions.count_numbers", count_numbers, every=timedelta(hours=1))
