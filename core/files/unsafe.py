"""The one error of the modules that make files anew; it imports nothing, so their process starts quickly."""

from __future__ import annotations


class UnsafeError(Exception):
    """The file is not taken; ``key`` names the reason (core.files.errors has the sentences)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
