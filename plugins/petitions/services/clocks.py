"""Legal clocks of petitions: started by events, stopped by pauses, never moved silently.

A clock's due date is a pure function of what happened (start, pauses, prolongations), the law
book and the tenant's calendar; ``core.law`` computes it and hands over the derivation that is
stored beside it. Law and product.md feature 11: law.md 1.0 (CNT-1 to CNT-8).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from core.api import Refused, Scope, calendar_of, clock, db, law, publish
from plugins.petitions.events import ClockRecounted
from plugins.petitions.law import petition_law
from plugins.petitions.models import Case, Clock, Pause, Petition, Prolongation
from plugins.petitions.queries import cases as queries
from plugins.petitions.services.moves import reference

#: Kept beside a derivation: due dates that were replaced, rules the file came under, new dates that were declined.
NOTES = ("earlier", "under", "declined")


def start_clock(
    scope: Scope,
    petition: Petition,
    kind: str,
    rule_id: str,
    on: date,
    *,
    case: Case | None = None,
    flags: Collection[str] = (),
    case_started_on: date | None = None,
) -> Clock:
    """Start the limit ``rule_id`` from an event on ``on``; the day itself is not counted.

    Raises Refused when a clock of that kind is live already, and the errors of core.law when the
    rule is unknown or not in force.
    """
    if queries.live_clock(scope, petition, kind) is not None:
        raise Refused("clock_runs")
    told = law.Clock(rule_id, on, tuple(flags), case_started_on=case_started_on)
    found = law.compute(told, petition_law().rules, calendar_of(scope))
    row = Clock(
        petition_id=petition.id,
        case_id=case.id if case is not None else None,
        kind=kind,
        rule_id=found.rule_id,
        started_on=on,
        due_on=found.due_on,
        derivation=found.to_json(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def end_clock(scope: Scope, petition: Petition, kind: str, on: date, *, done: bool = True) -> Clock | None:
    """End the live clock of that kind on the day its duty was done, or without it (``done`` false).

    Gives None when there is none. Met means: done no later than the due date.
    """
    row = queries.live_clock(scope, petition, kind)
    if row is None:
        return None
    row.live, row.ended_on = None, on
    row.state = "ended" if not done else "met" if row.due_on is None or on <= row.due_on else "missed"
    db.session.flush()
    return row


def end_all(scope: Scope, petition: Petition, on: date) -> None:
    """End every live clock without judging it: the duty itself is gone (termination, transfer)."""
    for row in queries.list_clocks(scope, petition):
        if row.live:
            row.live, row.state, row.ended_on = None, "ended", on
    db.session.flush()


def refresh_clock(scope: Scope, row: Clock, case: Case) -> law.Derivation:
    """Count a live clock anew from the pauses and prolongations of its case; store what comes out.

    Raises ExtensionRefused or SuspensionRefused (core.law) when the law does not allow what was noted.
    """
    stored = law.Derivation.from_json(row.derivation)
    pauses, more = queries.list_pauses(scope, case), queries.list_prolongations(scope, case)
    told = law.Clock(
        stored.clock.rule,
        row.started_on,
        flags_of(case, stored.clock.flags),
        case_started_on=stored.clock.case_started_on,
        suspensions=tuple(_stop(p) for p in pauses if p.kind == "suspension"),
        assessments=tuple(_stop(p) for p in pauses if p.kind == "assessment"),
        extensions=tuple(_extension(p) for p in more),
    )
    found = law.compute(told, petition_law().rules, calendar_of(scope))
    move_due(row, found.due_on)
    row.rule_id, row.derivation = found.rule_id, found.to_json() | _notes(row)
    row.state = "stopped" if found.due_on is None else "running"
    db.session.flush()
    return found


def _notes(row: Clock) -> dict[str, Any]:
    """What is kept beside the derivation whenever it is counted anew."""
    return {name: row.derivation[name] for name in NOTES if name in row.derivation}


def move_due(row: Clock, due_on: date | None) -> None:
    """Set the due date; of another one is warned anew. A breach that was told stays told."""
    if due_on != row.due_on and row.told < 0:
        row.told = 0
    row.due_on = due_on


def flags_of(case: Case, kept: Collection[str] = ()) -> tuple[str, ...]:
    """What the law asks of a case before it chooses the number of days."""
    own = {
        "remote": case.remote,
        "complex": case.complex,
        "specially_complex": case.complex and case.kind == "denunciation" and len(case.criteria) >= 2,
        "second": case.level == 2,
    }
    return tuple(sorted({flag for flag in kept if flag not in own} | {flag for flag, holds in own.items() if holds}))


def _stop(pause: Pause) -> law.Suspension:
    return law.Suspension(pause.from_on, pause.to_on, pause.ground)


def _extension(row: Prolongation) -> law.Extension:
    return law.Extension(row.decided_on, row.rule_id, row.days, row.ground, row.approver_post)


def recount_of(scope: Scope, row: Clock) -> law.Recount | None:
    """What today's law book and calendar would make of a stored clock; None when nothing moves."""
    if not row.derivation:
        return None
    found = law.recount(law.Derivation.from_json(row.derivation), petition_law().rules, calendar_of(scope))
    return found if found.moves else None


def accept_recount(scope: Scope, petition: Petition, row: Clock, basis: str, by: str = "") -> law.Recount | None:
    """Take the new due date, with who took it and on what basis; both dates stay readable.

    ``by`` names who did where no user acts. Gives None when nothing moves any more.
    """
    found = recount_of(scope, row)
    if found is None:
        return None
    taken = law.Acceptance(by or str(scope.actor_id or "system"), clock.now(), basis)
    earlier = row.derivation.get("earlier", [])
    kept = {key: value for key, value in row.derivation.items() if key not in NOTES}
    replaced = [*earlier, {"derivation": kept, "accepted": taken.to_json()}]
    row.derivation = found.new.to_json() | _notes(row) | {"earlier": replaced}
    move_due(row, found.new_due)
    row.rule_id = found.new.rule_id
    row.state = "stopped" if row.due_on is None else "running"
    db.session.flush()
    publish(scope, ClockRecounted(subject=reference(petition), clock=row.kind, old=found.old_due, new=found.new_due))
    return found
