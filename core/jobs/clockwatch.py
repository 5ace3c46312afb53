"""Notices when the machine's clock jumps, and remembers it until an operator has looked (P36).

Order never depends on the clock: the audit chain is numbered, the outbox is worked by number, streams
count in steady time, and due dates are stored when they are given. What does compare moments is
bounded on both sides, so that a moment stamped by a wrong clock is never waited for: the entries and
leases of the outbox (core/jobs/turns.py), schedules, logins and locks of logins.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db.base import db
from core.db.session import internal
from core.events.models import ClockState

log = structlog.get_logger(__name__)
#: Smaller steps are what keeping time by network does.
TOLERANCE = timedelta(seconds=60)
#: The moment is stored this often (seconds).
NOTE_SECONDS = 60.0
#: An installation that last ran longer ago than this was off, or its clock is ahead: somebody should look.
LONG_PAUSE = timedelta(days=7)


def steady() -> float:
    """Seconds that nobody can set; they go on while the machine sleeps, where the system has such a clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class ClockWatch:
    """Compares the wall clock with steady time; one per process."""

    def __init__(self) -> None:
        self._wall: datetime | None = None
        self._steady = self._noted = 0.0
        self._known = False

    def look(self) -> timedelta:
        """By how much the clock jumped since the last look (forward positive); zero when it did not."""
        now, ticks = clock.now(), steady()
        before, self._wall = self._wall, now
        passed, self._steady = ticks - self._steady, ticks
        if before is None:
            return timedelta(0)
        jump = (now - before) - timedelta(seconds=passed)
        return jump if abs(jump) > TOLERANCE else timedelta(0)

    def observe(self) -> timedelta:
        """Look, and store what was seen: about once a minute, and at every jump. Gives the jump.

        Also compares with what this installation saw last, so that a clock set back while it was off,
        and machines whose clocks disagree, are noticed. Needs an application context, opens a frame
        of its own.
        """
        jump = self.look()
        if not jump and self._known and steady() - self._noted < NOTE_SECONDS:
            return jump
        try:
            jump = self._note(jump)
        except IntegrityError:  # another process wrote the first row
            return jump
        self._noted, self._known = steady(), True
        if jump:
            log.error("clock jumped", seconds=int(jump.total_seconds()))
        return jump

    def _note(self, jump: timedelta) -> timedelta:
        now = clock.now()
        with internal(writes=True):
            row = db.session.get(ClockState, 1)
            if row is None:
                db.session.add(row := ClockState(id=1, seen_at=now, jumped_by=0))
            away = now - row.seen_at
            if not jump and (away < -TOLERANCE or (not self._known and away > LONG_PAUSE)):
                jump = away
            row.seen_at = now
            if jump:
                row.jumped_at, row.jumped_by = now, int(jump.total_seconds())
        return jump


def unconfirmed() -> tuple[datetime, int] | None:
    """(moment on the clock as it was set then, seconds) of a jump nobody confirmed yet; opens a frame of its own."""
    with internal():
        row = db.session.get(ClockState, 1)
        return (row.jumped_at, row.jumped_by) if row is not None and row.jumped_at is not None else None


def confirm(actor_id: int) -> bool:
    """An operator says that the clock is right; gives whether there was a jump. Opens a frame of its own."""
    with internal(writes=True):
        row = db.session.get(ClockState, 1)
        if row is None or row.jumped_at is None:
            return False
        seconds, row.jumped_at, row.jumped_by = row.jumped_by, None, 0
    log.info("clock confirmed", seconds=seconds, actor=actor_id)
    return True
