"""The frame: which scope the code acts in right now, and whether it may write.

One frame owns one session (`db.session` is looked up by frame), so rows loaded for one tenant can
never be handed out by the identity map of another (isolation.md D3).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.tenancy.scope import OversightScope, Scope


class Frame:
    """One stretch of work in one scope. Compared by identity: it is the key of its session."""

    __slots__ = ("internal", "option", "oversight", "rolled_back", "scope", "writes")

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
        self.option: object | None = None
        self.rolled_back = False

    def give_up(self) -> None:
        """Keep nothing of what this frame wrote, although no error is raised (a 4xx answer)."""
        self.rolled_back = True


current: ContextVar[Frame | None] = ContextVar("tiepdan_frame", default=None)


def current_frame() -> Frame | None:
    """The frame of this thread or task; None outside any."""
    return current.get()
