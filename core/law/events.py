"""What may happen to a clock, as it is stored with the case that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


def day_or_none(value: str | None) -> date | None:
    """A day as JSON holds it."""
    return date.fromisoformat(value) if value else None


@dataclass(frozen=True, slots=True)
class Suspension:
    """Time that is left out: from the day of one decision to the day of the one that ends it.

    `to_on` is None while it lasts. `ground` is a code. Raises ValueError when it ends before it begins.
    """

    from_on: date
    to_on: date | None
    ground: str

    def __post_init__(self) -> None:
        if self.to_on is not None and self.to_on < self.from_on:
            raise ValueError(f"A suspension from {self.from_on} cannot end on {self.to_on}.")

    def __lt__(self, other: Suspension) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, date, str]:
        return self.from_on, self.to_on or date.max, self.ground

    def covers(self, day: date) -> bool:
        """Whether the day is not counted."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True, order=True)
class Extension:
    """More time, granted by a written decision: `days` in the unit of `rule`, on a ground.

    `approver` names the post that signed, never anything about the case.
    """

    decided_on: date
    rule: str
    days: int
    ground: str
    approver: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit and all that happened to it. The order in which events are given makes no difference.

    `started_on` is the day of the start event, which is not counted. `case_started_on` is the day
    on which the case began, where the rule's version depends on that. `assessments` are expert
    assessments (giám định).
    """

    rule: str
    started_on: date
    flags: tuple[str, ...] = ()
    case_started_on: date | None = None
    suspensions: tuple[Suspension, ...] = ()
    assessments: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def __post_init__(self) -> None:
        for name in ("flags", "suspensions", "assessments", "extensions"):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name))))

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "rule": self.rule,
            "started_on": self.started_on.isoformat(),
            "flags": list(self.flags),
            "case_started_on": self.case_started_on.isoformat() if self.case_started_on else None,
            "suspensions": [_stop_json(stop) for stop in self.suspensions],
            "assessments": [_stop_json(stop) for stop in self.assessments],
            "extensions": [
                {
                    "decided_on": e.decided_on.isoformat(),
                    "rule": e.rule,
                    "days": e.days,
                    "ground": e.ground,
                    "approver": e.approver,
                }
                for e in self.extensions
            ],
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Clock:
        """The clock that `to_json` wrote."""
        return cls(
            rule=raw["rule"],
            started_on=date.fromisoformat(raw["started_on"]),
            flags=tuple(raw["flags"]),
            case_started_on=day_or_none(raw["case_started_on"]),
            suspensions=tuple(map(_stop, raw["suspensions"])),
            assessments=tuple(map(_stop, raw["assessments"])),
            extensions=tuple(
                Extension(date.fromisoformat(e["decided_on"]), e["rule"], e["days"], e["ground"], e["approver"])
                for e in raw["extensions"]
            ),
        )


def _stop_json(stop: Suspension) -> dict[str, Any]:
    return {
        "from": stop.from_on.isoformat(),
        "to": stop.to_on.isoformat() if stop.to_on else None,
        "ground": stop.ground,
    }


def _stop(raw: dict[str, Any]) -> Suspension:
    return Suspension(date.fromisoformat(raw["from"]), day_or_none(raw["to"]), raw["ground"])
