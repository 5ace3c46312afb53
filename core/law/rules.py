"""Rules of law with dated versions, and due dates counted from them.

A case keeps the version in force on the day its clock started (law.md 2.5), so `due` looks the
rule up on the start day and records which version it used. Clocks that stop, are extended or meet
a transitional article are counted by `core.law.clock`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from core.law.calendar import WorkingCalendar
from core.law.days import DueDate, in_force
from core.law.errors import NotADeadline, RuleNotInForce, UnknownRule

Flags = Collection[str]
"""Circumstances of a case that choose a rule or a version: remote, complex, second, dismissal …"""


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


class Transition(StrEnum):
    """What a new version means for cases that are already running when it comes into force."""

    KEEPS = "keeps"
    RUNNING = "running"


class AppliesBy(StrEnum):
    """Which day of a case decides the version: that of the clock's event, or of the case's beginning."""

    START_EVENT = "start_event_date"
    CASE_START = "case_start_date"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """What a rule says from `valid_from` to `valid_to` (both included, None: still in force).

    It holds for cases that have all its `flags`. With the transition "running" it also takes over
    cases that run when it comes into force, as `transition_article` says; else a case keeps what
    held on the day named by `applies_by`. `followed_by` is the rule that takes this one's place.
    """

    value: int
    unit: Unit
    valid_from: date
    valid_to: date | None
    source: str
    article: str
    confidence: str
    flags: tuple[str, ...] = ()
    transition: Transition = Transition.KEEPS
    transition_article: str = ""
    applies_by: AppliesBy = AppliesBy.START_EVENT
    followed_by: str = ""

    @property
    def version(self) -> str:
        """The name of this version: its first day in force, and its flags."""
        return "+".join((self.valid_from.isoformat(), *self.flags))

    def suits(self, flags: Flags) -> bool:
        """Whether a case with these flags may come under this version."""
        return set(self.flags) <= set(flags)

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on the day."""
        return in_force(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Variant:
    """The rule that holds in place of another one in cases with all of `flags`."""

    flags: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty of the law: who must do what, counted from which event, in which versions.

    With `before` the duty must be done at least that long before the event, else within that time
    after it. `applies_to` names the kinds of nodes it binds, in the words of the law.

    `suspension` and `assessment` are the counting rules (CNT-…) by which such time is left out;
    empty: its clock cannot be stopped. A rule that lengthens others names them in `extends`; it may
    be used `times` times, in cases with one of the flags `needs`.
    """

    id: str
    title_vi: str
    title_en: str
    start_event: str
    versions: tuple[RuleVersion, ...]
    before: bool = False
    applies_to: tuple[str, ...] = ()
    note: str = ""
    variants: tuple[Variant, ...] = ()
    suspension: str = ""
    assessment: str = ""
    extends: tuple[str, ...] = ()
    times: int = 0
    needs: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """What the duty is, in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi

    def version_on(self, day: date, flags: Flags = ()) -> RuleVersion | None:
        """The version in force on the day for a case with these flags, if there is one."""
        return closest([version for version in self.versions if version.holds_on(day)], flags)

    @property
    def known_flags(self) -> set[str]:
        """Flags that make a difference to this rule."""
        by_variant = {flag for variant in self.variants for flag in variant.flags}
        return by_variant | {flag for version in self.versions for flag in version.flags} | set(self.needs)


Flagged = TypeVar("Flagged", RuleVersion, Variant)


def closest(parts: Iterable[Flagged], flags: Flags) -> Flagged | None:
    """The part that asks for the most of the case's flags and for no other; files hold no ties."""
    fitting = [part for part in parts if set(part.flags) <= set(flags)]
    return max(fitting, key=lambda part: len(part.flags), default=None)


class RuleBook:
    """Rules by id. Immutable. `version` tells two books apart whose rules differ in anything."""

    def __init__(self, rules: Iterable[Rule], label: str = "base") -> None:
        self._rules = {rule.id: rule for rule in rules}
        text = repr(sorted(self._rules.items()))
        self.version = f"{label}@{hashlib.sha256(text.encode()).hexdigest()[:8]}"

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

    def version_on(self, rule_id: str, day: date, flags: Flags = ()) -> RuleVersion:
        """The version in force on the day. Raises UnknownRule or RuleNotInForce."""
        rule = self.rule(rule_id)
        version = rule.version_on(day, flags)
        if version is None:
            raise RuleNotInForce(rule_id, day, self._follower(rule, day))
        return version

    def _follower(self, rule: Rule, day: date) -> str:
        ended = [v for v in rule.versions if v.followed_by and v.valid_to and v.valid_to < day]
        return ended[-1].followed_by if ended else ""

    def chosen(self, rule_id: str, flags: Flags) -> Rule:
        """The rule that holds in place of `rule_id` in a case with these flags. Raises UnknownRule."""
        rule = self.rule(rule_id)
        seen = {rule.id}
        while (variant := closest(rule.variants, flags)) and variant.rule not in seen:
            seen.add(variant.rule)
            rule = self.rule(variant.rule)
        return rule

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
