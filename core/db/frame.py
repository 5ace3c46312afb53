"""The frame: which scope the code acts in right now, and whether it may write.

One frame owns one session (`db.session` is looked up by frame), so rows loaded for one tenant can
never be handed out by the identity map of another (isolation.md D3).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.tenancy.scope import OversightScope, Scope


class Frame:
    """One stretch of work in one scope. Compared by identity: it is the key of its session."""

    __slots__ = ("bells", "internal", "options", "oversight", "rolled_back", "scope", "signals", "writes")

    def __init__(
        self,
        scope: Scope | None,
        *,
        writes: bool,
        internal: bool = False,
        oversight: OversightScope | None = None,
    ) -> None:
        self.scope = scope
        self.writes = writes
        self.internal = internal
        self.oversight = oversight
        self.options: tuple[Any, ...] = ()
        self.rolled_back = False
        #: Outbox entries and live signals of this frame; told to the world after the commit.
        self.bells: list[Any] = []
        self.signals: list[tuple[int, int, str, str]] = []

    def give_up(self) -> None:
        """Keep nothing of what this frame wrote, although no error is raised (a 4xx answer)."""
        self.rolled_back = True


#: Called with each frame that committed something others wait for; must not raise.
AFTER_COMMIT: list[Callable[[Frame], None]] = []

current: ContextVar[Frame | None] = ContextVar("tiepdan_frame", default=None)


def current_frame() -> Frame | None:
    """The frame of this thread or task; None outside any."""
    return current.get()
