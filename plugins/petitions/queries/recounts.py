"""Due dates that today's calendar and law book would count otherwise (CNT-8: never moved silently)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.api import NotFound, Scope, calendar_of, db, law
from plugins.petitions.law import petition_law
from plugins.petitions.models import Clock, Petition
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import seen_by


@dataclass(frozen=True, slots=True)
class Moving:
    """A limit that runs, as it is stored and as it would be counted today.

    ``kept`` holds the word of whoever kept the stored date against just this new one (``by``, ``at``, ``basis``).
    """

    petition: Petition
    clock: Clock
    code: str
    found: law.Recount
    kept: dict[str, Any] | None


def clocks_that_move(scope: Scope) -> list[Moving]:
    """Live limits the actor may know of whose due date differs today, those not decided first, the soonest first.

    Two statements, however many. What was counted under the present calendar and book is not counted again.
    """
    calendar, book = calendar_of(scope), petition_law().rules
    rows = db.session.execute(
        select(Clock, Petition)
        .join(Petition, Petition.id == Clock.petition_id)
        .where(Clock.live.is_(True), seen_by(scope))
        .order_by(Clock.due_on, Clock.id)
    )
    found = [
        moving
        for clock, petition in rows
        if _other_data(clock, calendar, book) and (moving := _moving(scope, clock, petition, calendar, book))
    ]
    return sorted(found, key=lambda one: one.kept is not None)


def _other_data(clock: Clock, calendar: law.WorkingCalendar, book: law.RuleBook) -> bool:
    stored = clock.derivation
    return bool(stored) and (stored["calendar"], stored["book"]) != (calendar.version, book.version)


def _moving(
    scope: Scope, clock: Clock, petition: Petition, calendar: law.WorkingCalendar, book: law.RuleBook
) -> Moving | None:
    found = law.recount(law.Derivation.from_json(clock.derivation), book, calendar)
    if not found.moves:
        return None
    kept = clock.derivation.get("declined")
    same = kept is not None and kept["due"] == as_text(found.new_due)
    return Moving(petition, clock, code_of(scope, petition), found, kept if same else None)


def get_moving(scope: Scope, petition: Petition, clock_id: str) -> Moving | None:
    """One limit of a petition as it would be counted today; None when its date does not move.

    Raises NotFound for a limit that the petition does not have, or that has ended.
    """
    query = select(Clock).where(Clock.petition_id == petition.id, Clock.public_id == clock_id, Clock.live.is_(True))
    clock = db.session.scalar(query)
    if clock is None:
        raise NotFound("clock")
    return _moving(scope, clock, petition, calendar_of(scope), petition_law().rules) if clock.derivation else None


def as_text(day: date | None) -> str:
    """A due date as forms and notes carry it; empty: the clock stands still."""
    return day.isoformat() if day else ""
