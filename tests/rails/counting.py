"""A plugin for the kill loop: for each registered visit it tells once that it counted it.

It hears by name and needs nobody. The audit log keeps how often each visit was counted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.api import DomainEvent, Job, Manifest, Scope, Subscription, hookimpl, publish


@dataclass(frozen=True, kw_only=True)
class Counted(DomainEvent):
    """The effect that must happen exactly once per visit."""

    name = "counting.counted"
    label = "A visit was counted"


manifest = Manifest("counting", "Counting", "1", Path(__file__).parent / "none", "test")


def count_visit(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """React to a registered visit."""
    publish(scope, Counted(subject=subject))


def hang(scope: Scope) -> None:
    """Stay for minutes in one call that no signal and no exception ends."""
    publish(scope, Counted(subject="counting:hang:x"))
    hashlib.pbkdf2_hmac("sha256", b"", b"", 300_000_000)


@hookimpl
def declare_jobs() -> list[Job]:
    """The same job where a work horse runs it, and where the worker itself does."""
    second = timedelta(seconds=1)
    return [
        Job("counting.hang", hang, retries=0, timeout=second, queue="slow"),
        Job("counting.stuck", hang, retries=0, timeout=second),
    ]


@hookimpl
def declare_events() -> list[type[DomainEvent]]:
    """The effect."""
    return [Counted]


@hookimpl
def declare_subscribers() -> list[Subscription]:
    """What is listened to."""
    return [Subscription("reception.visit_registered@1", count_visit, key="counting.count")]
