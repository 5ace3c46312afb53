"""The watch over legal limits: a warning before, one word per level after, numbers for the overseer.

Who handles the petition hears of a missed limit on the next working day, the head after the days
that the tenant sets. The overseer is told by monthly numbers under a dated grant, never by a
notice: a notice would name a petition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.api import (
    Scope,
    calendar_of,
    clock,
    notify,
    officials_of,
    people_with,
    refresh_numbers,
    settings,
    take_turn,
)
from plugins.petitions import permissions as rights
from plugins.petitions.models import Clock, Petition
from plugins.petitions.notices import MISSED, MISSED_HEAD, SOON
from plugins.petitions.outcome_rules import goes_up
from plugins.petitions.oversight import PETITIONS
from plugins.petitions.queries import watch as queries
from plugins.petitions.queries.watch import HANDLER, HEAD, WARNED
from plugins.petitions.services.moves import reference
from plugins.petitions.settings import PetitionsSettings

#: Working hours in which people are told; looked at every hour, told once.
MORNING, EVENING = 7, 18


def watch_limits(scope: Scope) -> None:
    """Warn of limits that end soon and tell of missed ones, on working days between seven and six o'clock.

    Each limit is told of once per level, and warned of once per due date. Two runs at once wait for each other.
    """
    now, calendar = clock.local_now(), calendar_of(scope)
    if not MORNING <= now.hour < EVENING or not calendar.is_working(now.date()):
        return
    take_turn(scope.key("petitions", "watch"))
    today, wanted = now.date(), settings(scope, PetitionsSettings)
    ahead = wanted.warn_days_before
    warn_until = calendar.add_working_days(today, ahead) if ahead else today
    head_before = _back(scope, today, wanted.head_days_after)
    found = queries.clocks_to_tell(scope, today, warn_until, head_before)
    if not found:
        return
    readers = _readers(scope, [petition for _clock, petition in found])
    for row, petition in found:
        _tell(scope, row, petition, readers, today, head_before)


def _back(scope: Scope, today: date, days: int) -> date:
    """The day before which a limit must have ended so that ``days`` working days have passed since."""
    calendar, day = calendar_of(scope), today
    while days > 0:
        day -= timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def _tell(scope: Scope, row: Clock, petition: Petition, readers: Readers, today: date, head_before: date) -> None:
    if row.due_on is None:
        return
    subject = reference(petition)
    if row.due_on >= today:
        notify(scope, readers.handlers(petition), SOON, subject)
        row.told = WARNED
        return
    if row.told < HANDLER:
        notify(scope, readers.handlers(petition), MISSED, subject)
        row.told = HANDLER
    if row.told < HEAD and row.due_on < head_before:
        notify(scope, readers.heads(petition), MISSED_HEAD, subject)
        row.told = HEAD


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may know of which petition, by the rule of ``queries.petitions.seen_by``, for people who are not asking."""

    tenant_kind: str
    with_right: dict[str, frozenset[int]]
    units: dict[int, tuple[int, ...]]
    hidden: dict[int, tuple[frozenset[int], frozenset[int]]]

    def handlers(self, petition: Petition) -> list[int]:
        """The officer in charge; without one, those of its unit who process petitions; without a unit, all of them."""
        if petition.officer_id is not None and (own := self._allowed(petition, {petition.officer_id})):
            return own
        everybody = set(self.with_right[rights.PETITION_PROCESS.name])
        if petition.unit_id is not None:
            here = {user for user in everybody if petition.unit_id in self.units.get(user, ())}
            if own := self._allowed(petition, here):
                return own
        return self._allowed(petition, everybody)

    def heads(self, petition: Petition) -> list[int]:
        """Those who sign."""
        return self._allowed(petition, set(self.with_right[rights.PETITION_DECIDE.name]))

    def _allowed(self, petition: Petition, users: set[int]) -> list[int]:
        needed = [rights.PETITION_VIEW.name]
        if petition.kind == "denunciation":
            needed.append(rights.DENUNCIATION_HANDLE.name)
        if goes_up(petition.kind, petition.respondent_level, self.tenant_kind):
            needed.append(rights.CUSTODY_MANAGE.name)
        if petition.candidate:
            needed.append(rights.CANDIDATE_VIEW.name)
        for right in needed:
            users &= self.with_right[right]
        people, places = self.hidden.get(petition.id, (frozenset(), frozenset()))
        return sorted(u for u in users - people if not places.intersection(self.units.get(u, ())))


def _readers(scope: Scope, petitions: list[Petition]) -> Readers:
    asked = (
        *(rights.PETITION_VIEW, rights.PETITION_PROCESS, rights.PETITION_DECIDE),
        *(rights.DENUNCIATION_HANDLE, rights.CUSTODY_MANAGE, rights.CANDIDATE_VIEW),
    )
    return Readers(
        scope.tenant.kind,
        {right.name: frozenset(people_with(scope, right.name)) for right in asked},
        {official.key: official.units for official in officials_of(scope)},
        queries.hidden_from(scope, {petition.id for petition in petitions}),
    )


def count_numbers(scope: Scope) -> None:
    """Count this month and the one before anew for overseers: limits pass without anybody doing anything."""
    today = clock.today()
    for day in (today.replace(day=1) - timedelta(days=1), today):
        refresh_numbers(scope, PETITIONS, day)
