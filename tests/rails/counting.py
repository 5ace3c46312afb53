"""A plugin for the kill loop: for each registered visit it tells once that it counted it.

It hears by name and needs nobody. The audit log keeps how often each visit was counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.api import DomainEvent, Manifest, Scope, Subscription, hookimpl, publish


@dataclass(frozen=True, kw_only=True)
class Counted(DomainEvent):
    """The effect that must happen exactly once per visit."""

    name = "counting.counted"
    label = "A visit was counted"


manifest = Manifest("counting", "Counting", "1", Path(__file__).parent / "none", "test")


def count_visit(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """React to a registered visit."""
    publish(scope, Counted(subject=subject))


@hookimpl
def declare_events() -> list[type[DomainEvent]]:
    """The effect."""
    return [Counted]


@hookimpl
def declare_subscribers() -> list[Subscription]:
    """What is listened to."""
    return [Subscription("reception.visit_registered@1", count_visit, key="counting.count")]
