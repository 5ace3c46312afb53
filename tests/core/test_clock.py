"""The clock: Hanoi dates, and moments that tests hold still."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock

EVENING = datetime(2026, 6, 30, 17, 30, tzinfo=UTC)


def test_the_day_changes_at_midnight_in_hanoi() -> None:
    with clock.freeze(EVENING):
        assert clock.today() == date(2026, 7, 1)
        assert clock.local_now().isoformat() == "2026-07-01T00:30:00+07:00"
        assert clock.now().utcoffset() == timedelta(0)
    with clock.freeze(EVENING - timedelta(hours=1)):
        assert clock.today() == date(2026, 6, 30)


def test_freezing_nests_and_ends_even_after_an_error() -> None:
    with clock.freeze(EVENING):
        with clock.freeze(EVENING + timedelta(days=1)) as inner:
            assert clock.now() == inner
        with pytest.raises(ZeroDivisionError), clock.freeze(EVENING + timedelta(days=1)):
            1 / 0  # noqa: B018
        assert clock.now() == EVENING
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_thread_is_frozen_only_inside_a_copied_context() -> None:
    with clock.freeze(EVENING), ThreadPoolExecutor(1) as pool:
        assert pool.submit(copy_context().run, clock.now).result() == EVENING
        assert pool.submit(clock.now).result() != EVENING


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.freeze(EVENING.replace(tzinfo=None)):
        pass
