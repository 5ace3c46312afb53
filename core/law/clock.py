"""Legal clocks: what happened to one limit, and the due date that follows, with its derivation.

`compute` is a pure function of a `Clock`, a rule book and a calendar. The order in which events are
given makes no difference. Reading of the law for suspensions (LTC 34.2; D155 Art 12, Art 28b.2;
D31 Art 15): counting stops on the day of the decision to suspend and goes on with the day of the
decision to resume; the days between are not counted, however many suspensions cover them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.law.calendar import WorkingCalendar
from core.law.derivation import Derivation, Step, StepKind
from core.law.errors import (
    ExtensionProblem,
    ExtensionRefused,
    LawError,
    NotADeadline,
    RuleNotInForce,
    SuspensionRefused,
)
from core.law.events import Clock, Extension, Suspension
from core.law.rules import DATED_UNITS, AppliesBy, Rule, RuleBook, RuleVersion, Transition, Unit
from core.law.walk import Leg, Walker

#: The rule by which a limit that would end on a day off ends on the next working day.
ROLL_RULE = "CNT-3"


def compute(clock: Clock, book: RuleBook, calendar: WorkingCalendar) -> Derivation:
    """The due date of a clock, or that it stands still, and every step that led there.

    Raises UnknownRule, RuleNotInForce, NotADeadline, SuspensionRefused, ExtensionRefused or
    DayOutOfRange.
    """
    rule = book.chosen(clock.rule, clock.flags)
    version = _first_version(book, rule, clock)
    found = _under(rule, version, clock, book, calendar)
    taken_over: list[Step] = []
    for later in _later_versions(rule, version, clock):
        if found.due_on is None or found.due_on >= later.valid_from:
            taken_over.append(_transition_step(rule, later))
            found = _under(rule, later, clock, book, calendar, taken_over)
    return found


def _basis(version: RuleVersion, clock: Clock) -> date:
    """The day that decides whether the version holds for this clock."""
    by_case = version.applies_by is AppliesBy.CASE_START and version.transition is Transition.KEEPS
    return clock.case_started_on if by_case and clock.case_started_on else clock.started_on


def _first_version(book: RuleBook, rule: Rule, clock: Clock) -> RuleVersion:
    fitting = [v for v in rule.versions if v.holds_on(_basis(v, clock)) and v.suits(clock.flags)]
    if not fitting:
        book.version_on(rule.id, clock.started_on, clock.flags)  # raises, and names what took its place
        raise RuleNotInForce(rule.id, clock.case_started_on or clock.started_on)
    return max(fitting, key=lambda version: (version.valid_from, len(version.flags)))


def _later_versions(rule: Rule, version: RuleVersion, clock: Clock) -> list[RuleVersion]:
    """Versions that a transitional article puts in the place of this one while the case runs."""
    later: dict[date, RuleVersion] = {}
    for other in rule.versions:
        running = other.transition is Transition.RUNNING and other.suits(clock.flags)
        if running and other.valid_from > max(version.valid_from, clock.started_on):
            known = later.get(other.valid_from)
            if known is None or len(known.flags) < len(other.flags):
                later[other.valid_from] = other
    return [later[day] for day in sorted(later)]


def _under(
    rule: Rule,
    version: RuleVersion,
    clock: Clock,
    book: RuleBook,
    calendar: WorkingCalendar,
    before: Sequence[Step] = (),
) -> Derivation:
    if version.unit not in DATED_UNITS:
        raise NotADeadline(rule.id, version.unit)
    stops = _stops(rule, clock, book)
    walker = Walker(calendar, [stop for _, _, stop in stops])
    signed = -version.value if rule.before else version.value
    leg = walker.walk(clock.started_on, signed, version.unit)
    steps = _walked(leg, clock.started_on, version.value, version.unit, book)
    more, leg, unconfirmed = _lengthened(rule, clock, book, walker, leg)
    left_out = [
        Step(kind, day=stop.from_on, until=stop.to_on, rule=by, ground=stop.ground, **_basis_of(by, stop.from_on, book))
        for kind, by, stop in stops
        if leg.ends_on is None or stop.from_on <= leg.ends_on
    ]
    return Derivation(
        clock=clock,
        rule_id=rule.id,
        rule_version=version.version,
        value=version.value,
        unit=version.unit.value,
        due_on=leg.ends_on,
        stopped_on=leg.stopped_on,
        left=leg.left,
        calendar_version=calendar.version,
        book_version=book.version,
        rests_on_unconfirmed=unconfirmed,
        steps=(
            *_opening(rule, version, clock),
            *before,
            *left_out,
            *steps,
            *more,
            *([Step(StepKind.UNCONFIRMED)] if unconfirmed else []),
            _closing(leg, version),
        ),
    )


def _closing(leg: Leg, version: RuleVersion) -> Step:
    if leg.ends_on is None:
        return Step(StepKind.STOPPED, day=leg.stopped_on, number=leg.left, unit=version.unit.value)
    return Step(StepKind.DUE, day=leg.ends_on)


def _lengthened(rule: Rule, clock: Clock, book: RuleBook, walker: Walker, leg: Leg) -> tuple[list[Step], Leg, bool]:
    """The steps of the extensions, the leg that ends the clock, and whether a day is unconfirmed.

    Each extension counts from the end before it, which CNT-3 may already have moved.
    """
    steps: list[Step] = []
    unconfirmed = leg.unconfirmed
    for extension in _granted(rule, clock, book):
        version = book.version_on(extension.rule, extension.decided_on, clock.flags)
        begins = leg.ends_on
        if begins is None:
            leg = leg.with_more(extension.days)
        else:
            leg = walker.walk(begins, extension.days, version.unit)
            unconfirmed = unconfirmed or leg.unconfirmed
        steps.append(_extension_step(extension, version, begins, leg.ends_on))
        if begins is not None:
            steps += _walked(leg, begins, extension.days, version.unit, book)[1:]
            if extension.decided_on > begins:
                steps.append(Step(StepKind.EXTENDED_LATE, day=extension.decided_on, until=begins))
    return steps, leg, unconfirmed


def _opening(rule: Rule, version: RuleVersion, clock: Clock) -> list[Step]:
    steps = [Step(StepKind.START, day=clock.started_on, ground=rule.start_event)]
    if rule.id != clock.rule:
        steps.append(Step(StepKind.VARIANT, rule=clock.rule, by=rule.id, ground=" ".join(sorted(clock.flags))))
    steps.append(
        Step(
            StepKind.RULE,
            rule=rule.id,
            version=version.version,
            day=version.valid_from,
            vi=rule.title_vi,
            en=rule.title_en,
            article=version.article,
            source=version.source,
            confidence=version.confidence,
            number=version.value,
            unit=version.unit.value,
        )
    )
    return steps


def _transition_step(rule: Rule, version: RuleVersion) -> Step:
    return Step(
        StepKind.TRANSITION,
        rule=rule.id,
        version=version.version,
        day=version.valid_from,
        article=version.transition_article,
        source=version.source,
    )


def _walked(leg: Leg, begins: date, value: int, unit: Unit, book: RuleBook) -> list[Step]:
    """The counting of one leg: how far, what was passed over, and where the end was moved to."""
    if unit is Unit.AT_ONCE:
        return [Step(StepKind.AT_ONCE, day=begins)]
    steps = [Step(StepKind.COUNT, day=begins, until=leg.counted_to, number=value - leg.left, unit=unit.value)]
    kind = StepKind.SKIP if unit is Unit.WORKING_DAY else StepKind.ROLLED_OVER
    steps += [Step(kind, day=s.day, vi=s.reason.title_vi, en=s.reason.title_en) for s in leg.skipped]
    if leg.ends_on and leg.counted_to and leg.ends_on != leg.counted_to:
        steps.append(
            Step(
                StepKind.ROLL,
                day=leg.counted_to,
                until=leg.ends_on,
                rule=ROLL_RULE,
                **_basis_of(ROLL_RULE, leg.counted_to, book),
            )
        )
    return steps


def _basis_of(rule_id: str, day: date, book: RuleBook) -> dict[str, Any]:
    """Article and source of a counting rule, as far as the book holds it."""
    try:
        version = book.version_on(rule_id, day)
    except LawError:
        return {}
    return {"article": version.article, "source": version.source}


def _stops(rule: Rule, clock: Clock, book: RuleBook) -> list[tuple[StepKind, str, Suspension]]:
    """(what it is, counting rule, stop) of all that touches the clock, by days.

    Raises SuspensionRefused when no rule of law leaves such time out.
    """
    found = []
    for kind, counting, given in (
        (StepKind.SUSPENDED, rule.suspension, clock.suspensions),
        (StepKind.ASSESSED, rule.assessment, clock.assessments),
    ):
        for stop in given:
            if not counting or rule.before:
                raise SuspensionRefused(rule.id, stop.from_on, "")
            try:
                book.version_on(counting, stop.from_on)
            except RuleNotInForce:
                raise SuspensionRefused(rule.id, stop.from_on, counting) from None
            if stop.to_on is None or stop.to_on > clock.started_on:
                found.append((kind, counting, stop))
    return sorted(found, key=lambda row: (row[2], row[0]))


def _extension_step(extension: Extension, version: RuleVersion, begins: date | None, until: date | None) -> Step:
    return Step(
        StepKind.EXTENDED,
        day=begins,
        until=until,
        number=extension.days,
        unit=version.unit.value,
        rule=extension.rule,
        ground=extension.ground,
        by=extension.approver,
        article=version.article,
        source=version.source,
    )


def _granted(rule: Rule, clock: Clock, book: RuleBook) -> tuple[Extension, ...]:
    """The extensions in the order of their decisions. Raises ExtensionRefused beyond a limit."""
    most = max((book.rule(extension.rule).times for extension in clock.extensions), default=0)
    used: dict[str, int] = {}
    for number, extension in enumerate(clock.extensions, 1):
        by = book.rule(extension.rule)
        version = book.version_on(extension.rule, extension.decided_on, clock.flags)
        used[by.id] = used.get(by.id, 0) + 1
        problem, limit = None, by.times
        if rule.id not in by.extends:
            problem = ExtensionProblem.NOT_FOR_THIS_RULE
        elif by.needs and not set(by.needs) & set(clock.flags):
            problem = ExtensionProblem.NOT_COMPLEX_ENOUGH
        elif used[by.id] > by.times or number > most:
            problem = ExtensionProblem.TOO_MANY
        elif not 1 <= extension.days <= version.value:
            problem, limit = ExtensionProblem.TOO_LONG, version.value
        if problem:
            raise ExtensionRefused(by.id, problem, limit, version.article, version.source)
    return clock.extensions
