"""Duties of the plan, as the plugins that serve them declare them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What software may do about a duty of the plan."""

    BUILD = "build"
    NARROWED = "narrowed"
    NOT_BUILT = "not_built"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of the plan and what a plugin does for it.

    `title_*` says what the software does, in plain words; for a duty that is not built, what was
    asked. `paragraph` is where the plan gives the duty: part, item, bullet. `basis` names the law
    that the work rests on. `not_built_*` says what is left out and why; it is filled exactly when
    the verdict is not BUILD. Raises ValueError otherwise.
    """

    id: str
    title_vi: str
    title_en: str
    unit_vi: str
    unit_en: str
    paragraph: str
    basis: str
    verdict: Verdict
    not_built_vi: str = ""
    not_built_en: str = ""

    def __post_init__(self) -> None:
        left_out = self.verdict is not Verdict.BUILD
        if left_out != bool(self.not_built_vi) or left_out != bool(self.not_built_en):
            raise ValueError(f"{self.id}: what is not built must be told exactly when there is any")

    def title(self, language: str) -> str:
        """What the software does, in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi

    def unit(self, language: str) -> str:
        """Who has the duty, in "vi" or "en"."""
        return self.unit_en if language == "en" else self.unit_vi

    def not_built(self, language: str) -> str:
        """What is left out and why, in "vi" or "en"; empty when nothing is."""
        return self.not_built_en if language == "en" else self.not_built_vi
