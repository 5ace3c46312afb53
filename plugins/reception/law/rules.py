"""Deadlines and quotas of reception (RC-01 to RC-20, ON-01 to ON-03)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.api import law

FOLDER = Path(__file__).parent
SOURCE = law.LawSource((FOLDER / "rules.toml", FOLDER / "online_rules.toml"), ())


@cache
def reception_rules() -> law.RuleBook:
    """The dated duties of citizen reception."""
    return law.read_rules(FOLDER / "rules.toml")
