"""Files on candidates: a sealed list for the members of the election body (Election Law Art 61)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.api import Scope, db
from plugins.petitions.law import candidate_stop, election_calendar, election_days
from plugins.petitions.law.records import ElectionStep
from plugins.petitions.models import Case, Petition
from plugins.petitions.queries.lists import PetitionRow, rows_of, soonest
from plugins.petitions.queries.petitions import seen_by
from plugins.petitions.states import OPEN_CASE, OPEN_PETITION

#: The list shows so many at once; an election of one commune has far fewer.
MOST = 200


@dataclass(frozen=True, slots=True)
class Election:
    """The election that matters on a day: the next one, else the last. ``stops_on``: its files rest from that day."""

    day: date
    stops_on: date
    steps: list[tuple[ElectionStep, date]]

    def rests(self, today: date) -> bool:
        """Whether files on candidates rest on that day; receipt goes on."""
        return self.stops_on <= today <= self.day


def election_of(today: date) -> Election | None:
    """The next election, or the last one while none is known; None when the law names none."""
    days = election_days()
    if not days:
        return None
    day = next((day for day in days if day >= today), days[-1])
    return Election(day, candidate_stop(day), election_calendar(day))


def candidate_files(scope: Scope) -> list[tuple[PetitionRow, bool]]:
    """(file, whether it is settled), the newest entry first; only what the actor may know of."""
    query = (
        select(Petition, soonest(), Case.state)
        .outerjoin(Case, (Case.petition_id == Petition.id) & (Case.level == 1))
        .where(Petition.candidate.is_(True), seen_by(scope))
        .order_by(Petition.id.desc())
        .limit(MOST)
    )
    found = list(db.session.execute(query))
    rows = rows_of(scope, [(petition, due) for petition, due, _case in found])
    return [(row, _settled(petition, case)) for row, (petition, _due, case) in zip(rows, found, strict=True)]


def _settled(petition: Petition, case: str | None) -> bool:
    if petition.state == "accepted":
        return case is not None and case not in OPEN_CASE
    return petition.state not in OPEN_PETITION


def unsettled_files(scope: Scope) -> list[PetitionRow]:
    """What the election bodies had not settled: the transfer list of Art 61.4, oldest first."""
    return [row for row, settled in reversed(candidate_files(scope)) if not settled]
