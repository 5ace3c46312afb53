"""Typed errors that services raise; the web frame turns them into pages, never the services."""

from __future__ import annotations


class TiepDanError(Exception):
    """Base of all errors with a meaning for the caller."""


class NotFound(TiepDanError):
    """Nothing of that id is visible in this scope (foreign and missing are the same)."""


class Forbidden(TiepDanError):
    """The actor is inside the tenant but lacks a right; ``permission`` names which one."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class Refused(TiepDanError):
    """The state of the record does not allow this act; the text tells the user why."""


class Invalid(TiepDanError):
    """Input that a rule rejects; ``problems`` maps a field name to one sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class NoScope(TiepDanError):
    """Data was touched without a tenant scope."""


class CrossTenant(TiepDanError):
    """A write reached for a row outside the acting tenant, or a scope was mixed with another."""


class ReadOnly(TiepDanError):
    """A change was attempted in a frame that may only read (a GET, or an overseer's frame)."""
