"""Counting a stored clock again: for proof, or because calendar or rules have changed since.

A due date is never moved silently: `recount` gives both dates and the reasons, and the plugin that
owns the clock stores who accepted the new one, and when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.law.calendar import WorkingCalendar
from core.law.clock import compute
from core.law.derivation import Derivation, StepKind
from core.law.errors import RuleNotInForce
from core.law.rules import RuleBook


class RecountReason(StrEnum):
    """Why a clock is counted differently now."""

    CALENDAR = "calendar"
    TRANSITION = "transition"
    CORRECTION = "correction"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Recount:
    """A clock counted under other data: the stored derivation, the new one, and why they differ.

    TRANSITION: an article makes a newer version hold for running cases. CORRECTION: the data of
    the same version were put right. CALENDAR: days off or working days were added or moved.
    REPLACED: another rule had taken the place of this one when the clock started.
    """

    old: Derivation
    new: Derivation
    reasons: tuple[RecountReason, ...]

    @property
    def old_due(self) -> date | None:
        """The due date that is stored."""
        return self.old.due_on

    @property
    def new_due(self) -> date | None:
        """The due date that would be stored if somebody accepts it."""
        return self.new.due_on

    @property
    def moves(self) -> bool:
        """Whether the due date differs, or whether the clock stands still."""
        return self.old.due_on != self.new.due_on

    @property
    def by_transition(self) -> bool:
        """Whether a transitional article asks for the new date."""
        return RecountReason.TRANSITION in self.reasons


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who took a new due date, when, and on what basis (a pack, a notice on holidays)."""

    by: str
    at: datetime
    basis: str

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {"by": self.by, "at": self.at.isoformat(), "basis": self.basis}


def recompute(stored: Derivation, book: RuleBook, calendar: WorkingCalendar) -> dict[str, tuple[Any, Any]]:
    """Count a stored clock again: empty when all is equal, else field -> (stored, new).

    The versions of book and calendar are compared too, so an empty answer is proof.
    """
    old, new = stored.to_json(), compute(stored.clock, book, calendar).to_json()
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def recount(stored: Derivation, book: RuleBook, calendar: WorkingCalendar) -> Recount:
    """The stored clock under other rules or another calendar, with the reasons of any difference.

    A clock whose rule had ended when it started is counted by the rule that took its place. Raises as `compute`.
    """
    reasons: list[RecountReason] = []
    try:
        new = compute(stored.clock, book, calendar)
    except RuleNotInForce as error:
        if not error.followed_by:
            raise
        new = compute(replace(stored.clock, rule=error.followed_by), book, calendar)
        return Recount(stored, new, (RecountReason.REPLACED,))
    if (stored.rule_id, stored.rule_version) != (new.rule_id, new.rule_version):
        transition = bool(new.of_kind(StepKind.TRANSITION))
        reasons.append(RecountReason.TRANSITION if transition else RecountReason.CORRECTION)
    elif (stored.value, stored.unit) != (new.value, new.unit):
        reasons.append(RecountReason.CORRECTION)
    if stored.calendar_version != calendar.version and stored.due_on != new.due_on:
        reasons.append(RecountReason.CALENDAR)
    if not reasons and stored.due_on != new.due_on:
        reasons.append(RecountReason.CORRECTION)
    return Recount(stored, new, tuple(reasons))
