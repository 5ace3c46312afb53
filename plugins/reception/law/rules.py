"""Deadlines and quotas of reception (RC-01 to RC-20), read once from rules.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.law.rule_files import read_rules
from core.law.rules import RuleBook


@cache
def reception_rules() -> RuleBook:
    """The dated duties of citizen reception."""
    return read_rules(Path(__file__).parent / "rules.toml")
