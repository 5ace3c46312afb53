"""What a pack of rules does to running files: the list before it is loaded, new dates and rules after.

Two things happen to a file, each only when a transitional article names it: its due date moves, or
it comes under rules of procedure that were not there when it was accepted (D155 Art 22.1, D156 Art
10.1). Both leave a line in its history. Everything else waits for somebody who accepts it.
"""

from __future__ import annotations

from collections import defaultdict

from core.api import Scope, calendar_of, clock, db, law
from plugins.petitions.models import Clock, Petition, Step
from plugins.petitions.queries import cases as queries
from plugins.petitions.services.clocks import accept_recount
from plugins.petitions.services.moves import reference

#: The limit that runs from acceptance to the decision: what the transitional articles call a running file.
SETTLE = "settle"
#: Kind of case -> families of rules that speak of it (law.md 1.2 and 1.3).
FAMILIES = {"complaint": "CM-", "denunciation": "DN-"}
#: Rules of second complaints alone (D155 Art 11).
SECOND_ONLY = frozenset({"CM-16"})


def law_changes(scope: Scope, old_book: law.LawBook, book: law.LawBook) -> list[law.Change]:
    """What the book would do to the live clocks of every petition of the tenant."""
    calendar = calendar_of(scope)
    found: list[law.Change | None] = []
    for row, petition in queries.every_live_clock(scope):
        if row.derivation:
            stored = law.Derivation.from_json(row.derivation)
            found.append(law.change_of(reference(petition), row.kind, stored, book, calendar))
            if row.kind == SETTLE:
                found.append(_new_rules(row, petition, stored, old_book, book))
    return [change for change in found if change is not None]


def _new_rules(
    row: Clock, petition: Petition, stored: law.Derivation, old_book: law.LawBook, book: law.LawBook
) -> law.Change | None:
    """The rules under which a transitional article puts this file; None when it names none or it was noted before."""
    passed = {*noted(row), *_limits(stored, book)}
    named = [
        (rule, version)
        for rule, version in law.running_rules(old_book, book, row.started_on)
        if rule.id not in passed and _binds(rule.id, petition.kind, stored)
    ]
    if not named:
        return None
    articles = dict.fromkeys(f"{version.transition_article}, {version.source}" for _rule, version in named)
    return law.Change(
        reference(petition),
        row.kind,
        row.due_on,
        row.due_on,
        law.RecountReason.TRANSITION,
        "; ".join(articles),
        tuple(sorted(rule.id for rule, _version in named)),
    )


def _limits(stored: law.Derivation, book: law.LawBook) -> set[str]:
    """The limit itself in all its variants: a new number of days moves the date, or does not concern this file."""
    first = book.rules.rule(stored.clock.rule)
    return {first.id, *(variant.rule for variant in first.variants)}


def _binds(rule_id: str, kind: str, stored: law.Derivation) -> bool:
    family = FAMILIES.get(kind)
    if family is None or not rule_id.startswith(family):
        return False
    return rule_id not in SECOND_ONLY or "second" in stored.clock.flags


def noted(row: Clock) -> list[str]:
    """The rules under which the file came while it ran."""
    return list(row.derivation.get("under", ()))


def accept_law_changes(scope: Scope, changes: list[law.Change], acceptance: law.Acceptance) -> None:
    """Store new due dates and new rules of these files, each with who loaded the pack, when, and which."""
    wanted: dict[tuple[str, str], list[law.Change]] = defaultdict(list)
    for change in changes:
        wanted[change.subject, change.clock].append(change)
    for row, petition in queries.every_live_clock(scope):
        for change in wanted.get((reference(petition), row.kind), ()):
            if change.rules:
                _note_rules(row, petition, change, acceptance)
            else:
                accept_recount(scope, petition, row, acceptance.basis, by=acceptance.by)
    db.session.flush()


def _note_rules(row: Clock, petition: Petition, change: law.Change, acceptance: law.Acceptance) -> None:
    row.derivation = row.derivation | {"under": sorted({*noted(row), *change.rules})}
    text = f"{', '.join(change.rules)} ({change.article}; {acceptance.basis}, {acceptance.by})"
    db.session.add(law_step(petition, "come_under", text, row.case_id, actor=None))


def law_step(petition: Petition, name: str, reason: str, case_id: int | None, actor: int | None) -> Step:
    """A line of history that tells what the law did to a file; its state stays."""
    return Step(
        petition_id=petition.id,
        case_id=case_id,
        machine="law",
        name=name,
        before=petition.state,
        after=petition.state,
        on=clock.today(),
        at=clock.now(),
        actor_id=actor,
        reason=reason[:1000],
    )
