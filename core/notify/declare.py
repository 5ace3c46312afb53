"""What a plugin declares about a notice: words for the screen, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of notice. ``key`` is ``plugin.what_happened``; ``title`` and ``text`` stand on screen only.

    They are fixed words without placeholders: which record is meant, the reader sees after opening
    it, behind the rights that guard it. ``endpoint`` and ``parameter`` name that page and what its
    URL calls the record's id. ``once``: never twice about the same record, else once a day.
    """

    key: str
    title: Any
    text: Any
    endpoint: str
    parameter: str
    once: bool = False

    @property
    def plugin(self) -> str:
        """The plugin whose notice it is; with it off nothing is sent."""
        return self.key.split(".", 1)[0]
