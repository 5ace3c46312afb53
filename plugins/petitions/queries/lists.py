"""The list of petitions, work lists and their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from core.api import Cursor, Keyset, Scope, clock, db, found_in
from plugins.petitions.models import Clock, Party, Petition
from plugins.petitions.permissions import (
    CUSTODY_MANAGE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_REGISTER,
)
from plugins.petitions.queries.filing import waiting
from plugins.petitions.queries.petitions import seen_by
from plugins.petitions.states import OPEN_PETITION

WORK_LISTS = ("mine", "unit", "week", "overdue", "signature", "sealed", "kept")
#: Work lists ordered by due date show so many at once.
MOST = 100


@dataclass(frozen=True, slots=True)
class PetitionFilter:
    """What the list is narrowed to; empty values mean everything."""

    text: str = ""
    kind: str = ""
    state: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    work: str = ""


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """A line of the list. ``person`` is empty without the right to identify; ``code`` is what the reader may see."""

    public_id: str
    code: str
    received_on: date
    kind: str
    state: str
    proposal: str
    person: str
    headcount: int
    summary: str
    officer_id: int | None
    due_on: date | None
    candidate: bool


def code_of(scope: Scope, petition: Petition) -> str:
    """How a petition is called. The number of a denunciation is for custodians: a gap in it would tell of another."""
    if not petition.is_sealed:
        return f"{petition.number}/{petition.year}"
    if scope.can(CUSTODY_MANAGE.name):
        return f"TC-{petition.number:04d}/{petition.year}"
    return f"TC-{petition.public_id[:6].upper()}"


def soonest() -> Any:
    """The soonest due date that runs for a petition."""
    return (
        select(func.min(Clock.due_on))
        .where(Clock.petition_id == Petition.id, Clock.live.is_(True))
        .correlate(Petition)
        .scalar_subquery()
    )


def _due_before(day: date) -> Any:
    return exists(
        select(Clock.id).where(Clock.petition_id == Petition.id, Clock.live.is_(True), Clock.due_on < day)
    ).correlate(Petition)


def _work(scope: Scope, name: str) -> list[Any]:
    today = clock.today()
    open_ = Petition.state.in_((*OPEN_PETITION, "accepted", "transferred"))
    return {
        "mine": [open_, Petition.officer_id == scope.actor_id],
        "unit": [open_, Petition.unit_id == scope.unit_id],
        "week": [_due_before(today + timedelta(days=7 - today.weekday()))],
        "overdue": [_due_before(today)],
        "signature": [Petition.state == "proposed"],
        "sealed": [Petition.kind == "denunciation"],
        "kept": [Petition.state == "filed", Petition.keep_until < today],
    }[name]


def _conditions(scope: Scope, wanted: PetitionFilter) -> list[Any]:
    found: list[Any] = [seen_by(scope)]
    for column, value in (
        (Petition.kind, wanted.kind),
        (Petition.state, wanted.state),
        (Petition.source, wanted.source),
    ):
        if value:
            found.append(column == value)
    if wanted.since:
        found.append(Petition.received_on >= wanted.since)
    if wanted.until:
        found.append(Petition.received_on <= wanted.until)
    if wanted.work:
        found.extend(_work(scope, wanted.work))
    if wanted.text:
        found.append(found_in(scope, "petitions:petition", wanted.text, Petition.public_id).condition)
    return found


def list_petitions(
    scope: Scope, wanted: PetitionFilter, position: Keyset
) -> tuple[list[PetitionRow], list[Cursor], bool]:
    """(rows, newest entry first, their cursors, whether there are more in that direction).

    The cursor is the order of entry, not the number: two books count apart, and the numbers of
    denunciations are nobody's business. Lists of due dates come in the order of those, in one page.
    """
    due = soonest()
    query = select(Petition, due.label("due")).where(*_conditions(scope, wanted))
    if wanted.work in ("week", "overdue"):
        rows = list(db.session.execute(query.order_by(due, Petition.id).limit(MOST)))
        return rows_of(scope, rows), [], False
    backwards = position.before is not None
    if position.after is not None:
        query = query.where(Petition.id < position.after[1])
    if position.before is not None:
        query = query.where(Petition.id > position.before[1])
    entry: Any = Petition.id + 0 if wanted.text else Petition.id  # found ones are few: sort them, do not walk all
    order = entry if backwards else entry.desc()
    rows = list(db.session.execute(query.order_by(order).limit(position.size + 1)))
    more = len(rows) > position.size
    rows = rows[: position.size]
    if backwards:
        rows.reverse()
    return rows_of(scope, rows), [(row[0].year, row[0].id) for row in rows], more


def petitions_by_id(scope: Scope, public_ids: list[str]) -> list[PetitionRow]:
    """Those of the petitions that the actor may know of, in no particular order."""
    query = select(Petition, soonest()).where(Petition.public_id.in_(public_ids), seen_by(scope))
    return rows_of(scope, list(db.session.execute(query)))


def all_petitions(scope: Scope, wanted: PetitionFilter, limit: int = 20_000) -> list[PetitionRow]:
    """Every petition of a filter for the spreadsheet, oldest first."""
    query = select(Petition, soonest()).where(*_conditions(scope, wanted)).order_by(Petition.id).limit(limit)
    return rows_of(scope, list(db.session.execute(query)))


def rows_of(scope: Scope, found: list[Any]) -> list[PetitionRow]:
    """Lines of a list from (petition, soonest due date), each with what the actor may see; at most one statement."""
    names: dict[int, str] = {}
    keys = [row[0].id for row in found if not row[0].is_sealed]
    if keys and scope.can(PETITION_IDENTIFY.name):
        people = select(Party.petition_id, Party.name).where(Party.petition_id.in_(keys), Party.position == 0)
        names = {row.petition_id: row.name for row in db.session.execute(people)}
    return [
        PetitionRow(
            p.public_id,
            code_of(scope, p),
            p.received_on,
            p.kind,
            p.state,
            p.proposal,
            names.get(p.id, ""),
            p.headcount,
            p.summary,
            p.officer_id,
            due,
            p.candidate,
        )
        for p, due in found
    ]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What waits for the actor. ``signature`` is 0 for those who do not sign."""

    signature: int = 0
    mine: int = 0
    fresh: int = 0
    overdue: int = 0
    #: Sent online, not registered yet or with something unanswered; 0 for those who do not register.
    sent: int = 0


def numbers(scope: Scope) -> Numbers:
    """What waits for the actor: proposals to sign, own open petitions, unclassified ones, overdue, sent online; one statement."""

    def count(*conditions: Any) -> Any:
        return select(func.count(Petition.id)).where(seen_by(scope), *conditions).scalar_subquery()

    row = db.session.execute(
        select(
            count(Petition.state == "proposed"),
            count(*_work(scope, "mine")),
            count(Petition.state == "received"),
            count(*_work(scope, "overdue")),
            waiting(),
        )
    ).one()
    signs, works = scope.can(PETITION_DECIDE.name), scope.can(PETITION_PROCESS.name)
    takes = scope.can(PETITION_REGISTER.name)
    return Numbers(
        row[0] if signs else 0, row[1] if works else 0, row[2] if works else 0, row[3], row[4] if takes else 0
    )
