"""What other rules would do to running clocks, and who accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.law.book import LawBook
from core.law.calendar import WorkingCalendar
from core.law.derivation import Derivation
from core.law.errors import LawError
from core.law.recounting import Recount, RecountReason, recount
from core.law.rules import Rule, RuleVersion, Transition


@dataclass(frozen=True, slots=True)
class Change:
    """One clock that other rules move: `subject` is a reference, `clock` its name in the plugin.

    With `rules` its due date stays, but a transitional article puts the running file under these rules
    from now on. Loading a pack changes it only when a transitional article asks for that (`by_law`); everything
    else is listed and waits for somebody who accepts it file by file.
    """

    subject: str
    clock: str
    old_due: date | None
    new_due: date | None
    reason: RecountReason
    article: str = ""
    rules: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the due date differs."""
        return self.old_due != self.new_due

    @property
    def by_law(self) -> bool:
        """Whether a transitional article asks for the change."""
        return self.reason is RecountReason.TRANSITION


def change_of(subject: str, clock: str, stored: Derivation, book: LawBook, calendar: WorkingCalendar) -> Change | None:
    """What another book would do to one stored clock; None when its due date stays.

    For a plugin's `law_impact`. A clock that the book cannot count any more stays as it is.
    """
    try:
        found = recount(stored, book.rules, calendar)
    except LawError:
        return None
    if not found.moves or found.reasons == (RecountReason.CALENDAR,):
        return None
    reason = RecountReason.CORRECTION
    if found.by_transition:
        reason = RecountReason.TRANSITION
    elif RecountReason.REPLACED in found.reasons:
        reason = RecountReason.REPLACED
    return Change(subject, clock, found.old_due, found.new_due, reason, _article(found))


def _article(found: Recount) -> str:
    steps = [step for step in found.new.steps if step.kind == "transition"]
    return f"{steps[-1].article}, {steps[-1].source}" if steps else ""


def running_rules(old: LawBook, new: LawBook, started_on: date) -> list[tuple[Rule, RuleVersion]]:
    """Versions that came with the new book and that a transitional article makes hold for a case begun on the day."""
    known = {rule.id: rule.versions for rule in old.rules}
    return [
        (rule, version)
        for rule in new.rules
        for version in rule.versions
        if version.transition is Transition.RUNNING
        and version.valid_from > started_on
        and version not in known.get(rule.id, ())
    ]


@dataclass(frozen=True, slots=True)
class TenantImpact:
    """The changes in one tenant, with the plugin that owns each clock."""

    tenant: str
    changes: tuple[tuple[str, Change], ...]
