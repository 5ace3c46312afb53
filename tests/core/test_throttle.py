"""Limits without tracking: counts end with the window, askers stay apart, nothing of an address is kept."""

from __future__ import annotations

import pytest
from flask import Flask

from core.web import throttle
from core.web.throttle import Limit, Throttle


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_window_is_used_up_and_a_new_one_begins() -> None:
    hands = Hands()
    limit = Throttle(3, 60, hands)
    for _ in range(3):
        assert not limit.spent("203.0.113.7")
        limit.note("203.0.113.7")
    assert limit.spent("203.0.113.7")
    assert not limit.spent("203.0.113.8")
    hands.at = 60
    assert not limit.spent("203.0.113.7")


def test_nothing_of_an_address_is_kept_and_no_mark_holds_over_windows() -> None:
    hands = Hands()
    limit = Throttle(3, 60, hands)
    limit.note("203.0.113.7")
    before = set(limit._counts)
    assert all(b"203" not in mark and len(mark) == 16 for mark in before)
    hands.at = 61
    limit.spent("203.0.113.7")
    limit.note("203.0.113.7")
    assert not before & set(limit._counts)


def test_too_many_askers_begin_a_new_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "ROOM", 4)
    limit = Throttle(1, 60, Hands())
    for number in range(4):
        limit.note(f"asker {number}")
    assert not limit.spent("asker 0")
    assert len(limit._counts) == 0


@pytest.mark.parametrize(
    ("address", "asker"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", ""), ("unknown", "unknown")],
)
def test_a_household_is_one_asker(app: Flask, address: str, asker: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert throttle.asker() == asker


def test_a_limit_counts_the_address_or_what_is_guessed_at(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        limit = Limit("test.limit", 1, 60)
        limit.note("one code")
        config = app.extensions["tiepdan.config"]
        assert limit.spent("one code") is config.csrf
        assert not limit.spent()
