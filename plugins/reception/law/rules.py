"""Deadlines and quotas of reception (RC-01 to RC-20), read once from rules.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.api import law


@cache
def reception_rules() -> law.RuleBook:
    """The dated duties of citizen reception."""
    return law.read_rules(Path(__file__).parent / "rules.toml")
