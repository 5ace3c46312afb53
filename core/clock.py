"""The only source of the current moment, so that tests and the demo can hold time still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

#: The clocks of every office; UTC+7 the whole year.
ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")

_frozen: ContextVar[datetime | None] = ContextVar("tiepdan_frozen_moment", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC: the form in which moments are stored."""
    return _frozen.get() or datetime.now(UTC)


def local_now() -> datetime:
    """The current moment on the clocks of the offices (UTC+7)."""
    return now().astimezone(ZONE)


def today() -> date:
    """The calendar date in Hanoi, which differs from the UTC date between 00:00 and 07:00."""
    return local_now().date()


@contextmanager
def freeze(moment: datetime) -> Iterator[datetime]:
    """Hold `now()` at `moment` in this context and yield it in UTC; may be nested.

    Other threads are not touched unless they run in a copy of this context
    (`contextvars.copy_context().run`). A moment without a time zone raises ValueError.
    """
    if moment.utcoffset() is None:
        raise ValueError("freeze() needs a moment with a time zone")
    fixed = moment.astimezone(UTC)
    token = _frozen.set(fixed)
    try:
        yield fixed
    finally:
        _frozen.reset(token)
