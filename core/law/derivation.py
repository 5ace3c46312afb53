"""How a due date came about: typed steps that can be stored, read back and counted again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from core.law.events import Clock, day_or_none

#: Raised when the shape of the stored steps changes.
FORMAT = 1


class StepKind(StrEnum):
    """What one line of a derivation tells."""

    START = "start"
    VARIANT = "variant"
    RULE = "rule"
    TRANSITION = "transition"
    AT_ONCE = "at_once"
    COUNT = "count"
    SKIP = "skip"
    ROLLED_OVER = "rolled_over"
    ROLL = "roll"
    SUSPENDED = "suspended"
    ASSESSED = "assessed"
    EXTENDED = "extended"
    EXTENDED_LATE = "extended_late"
    UNCONFIRMED = "unconfirmed"
    STOPPED = "stopped"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Step:
    """One line. Which fields are filled depends on `kind`; `core.law.words` turns them to sentences.

    START: day, ground (the event). VARIANT: rule asked for, by (the rule that holds), ground (flags).
    RULE: rule, version, day (in force since), titles, article, source, confidence, number, unit.
    TRANSITION: rule, version, day, article, source. COUNT: day, until (last day counted), number,
    unit. SKIP and ROLLED_OVER: a day that does not work and its name. ROLL: day, until, rule.
    SUSPENDED and ASSESSED: day, until (None: lasts), rule, ground. EXTENDED: day (old end), until
    (new end), number, unit, rule, ground, by. EXTENDED_LATE: day (of the decision), until (end it
    came after). STOPPED: day, number (days left), unit. DUE: day.
    """

    kind: StepKind
    day: date | None = None
    until: date | None = None
    number: int = 0
    unit: str = ""
    rule: str = ""
    version: str = ""
    vi: str = ""
    en: str = ""
    article: str = ""
    source: str = ""
    confidence: str = ""
    ground: str = ""
    by: str = ""

    def title(self, language: str) -> str:
        """The name of the rule or of the day, in "vi" or "en"."""
        return self.en if language == "en" else self.vi

    def to_json(self) -> dict[str, Any]:
        """What is filled, as plain values."""
        filled = {f.name: getattr(self, f.name) for f in fields(self)}
        plain = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items() if value
        }
        return plain | {"kind": self.kind.value}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Step:
        """The step that `to_json` wrote."""
        days = {name: day_or_none(raw.get(name)) for name in ("day", "until")}
        return cls(**{**raw, **days, "kind": StepKind(raw["kind"])})


@dataclass(frozen=True, slots=True)
class Derivation:
    """A due date, or a clock that stands still, with everything that led there.

    `due_on` is None while the clock stands still since `stopped_on`; then `left` days of `unit` are
    to be counted once it goes on. `value` days were counted under `rule_version` of `rule_id`.
    """

    clock: Clock
    rule_id: str
    rule_version: str
    value: int
    unit: str
    due_on: date | None
    stopped_on: date | None
    left: int
    calendar_version: str
    book_version: str
    rests_on_unconfirmed: bool
    steps: tuple[Step, ...]

    def of_kind(self, kind: StepKind) -> tuple[Step, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if step.kind is kind)

    @property
    def rule_step(self) -> Step:
        """The step that names rule, article and source."""
        return self.of_kind(StepKind.RULE)[0]

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "format": FORMAT,
            "clock": self.clock.to_json(),
            "rule": self.rule_id,
            "version": self.rule_version,
            "value": self.value,
            "unit": self.unit,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "stopped_on": self.stopped_on.isoformat() if self.stopped_on else None,
            "left": self.left,
            "calendar": self.calendar_version,
            "book": self.book_version,
            "unconfirmed": self.rests_on_unconfirmed,
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Derivation:
        """The derivation that `to_json` wrote. Raises ValueError for another format."""
        if raw.get("format") != FORMAT:
            raise ValueError(f"A derivation of format {raw.get('format')} cannot be read.")
        return cls(
            clock=Clock.from_json(raw["clock"]),
            rule_id=raw["rule"],
            rule_version=raw["version"],
            value=raw["value"],
            unit=raw["unit"],
            due_on=day_or_none(raw["due_on"]),
            stopped_on=day_or_none(raw["stopped_on"]),
            left=raw["left"],
            calendar_version=raw["calendar"],
            book_version=raw["book"],
            rests_on_unconfirmed=raw["unconfirmed"],
            steps=tuple(map(Step.from_json, raw["steps"])),
        )
