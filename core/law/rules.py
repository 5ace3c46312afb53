"""Rules of law with dated versions, and due dates counted from them.

A case keeps the version in force on the day its clock started (law.md 2.5), so `due` looks the
rule up on the start day and records which version it used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law.calendar import WorkingCalendar
from core.law.days import DueDate, in_force
from core.law.errors import NotADeadline, RuleNotInForce, UnknownRule


class Unit(StrEnum):
    """What the number of a rule counts."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    HOUR = "hour"
    AT_ONCE = "at_once"
    DAY_PER_WEEK = "day_per_week"
    DAY_PER_MONTH = "day_per_month"
    NONE = "none"


DATED_UNITS = (Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.AT_ONCE)
"""Units from which a due date follows; the others are quotas, hours, or duties without a limit."""


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """What a rule says from `valid_from` to `valid_to` (both included, None: still in force)."""

    value: int
    unit: Unit
    valid_from: date
    valid_to: date | None
    source: str
    article: str
    confidence: str

    @property
    def version(self) -> str:
        """The name of this version: its first day in force."""
        return self.valid_from.isoformat()

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on the day."""
        return in_force(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty of the law: who must do what, counted from which event, in which versions.

    With `before` the duty must be done at least that long before the event, else within that time
    after it. `applies_to` names the kinds of nodes it binds, in the words of the law.
    """

    id: str
    title_vi: str
    title_en: str
    start_event: str
    versions: tuple[RuleVersion, ...]
    before: bool = False
    applies_to: tuple[str, ...] = ()
    note: str = ""

    def title(self, language: str) -> str:
        """What the duty is, in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi

    def version_on(self, day: date) -> RuleVersion | None:
        """The version in force on the day, if there is one."""
        return next((version for version in self.versions if version.holds_on(day)), None)


class RuleBook:
    """Rules by id. Immutable."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.id: rule for rule in rules}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. Raises UnknownRule."""
        try:
            return self._rules[rule_id]
        except KeyError:
            raise UnknownRule(rule_id) from None

    def version_on(self, rule_id: str, day: date) -> RuleVersion:
        """The version in force on the day. Raises UnknownRule or RuleNotInForce."""
        version = self.rule(rule_id).version_on(day)
        if version is None:
            raise RuleNotInForce(rule_id, day)
        return version

    def in_force(self, day: date) -> list[Rule]:
        """Every rule that has a version on the day."""
        return [rule for rule in self if rule.version_on(day)]

    def due(self, rule_id: str, start_on: date, calendar: WorkingCalendar) -> DueDate:
        """The last day on which the duty is done in time, counted from the event on `start_on`.

        Raises UnknownRule, RuleNotInForce, NotADeadline, or DayOutOfRange.
        """
        rule = self.rule(rule_id)
        version = self.version_on(rule_id, start_on)
        if version.unit not in DATED_UNITS:
            raise NotADeadline(rule_id, version.unit)
        signed = -version.value if rule.before else version.value
        if version.unit is Unit.WORKING_DAY:
            days = calendar.walk_working_days(start_on, signed)
        else:
            days = calendar.walk_calendar_days(start_on, signed)
        return DueDate(
            due_on=days[-1],
            start_on=start_on,
            value=version.value,
            unit=version.unit.value,
            rule_id=rule_id,
            rule_version=version.version,
            calendar_version=calendar.version,
            skipped=calendar.skipped(days) if signed else (),
            rests_on_unconfirmed=bool(signed) and any(map(calendar.is_unconfirmed, days)),
        )
