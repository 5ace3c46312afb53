"""Reads of what was filed online: by its code for the sender, as a list for those who register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import selectinload

from core.api import Cursor, Keyset, NotFound, Scope, StoredFile, calendar_of, codes, db, law, list_files, units_of
from plugins.petitions.law import petition_law
from plugins.petitions.models import Case, Clock, Filing, FilingNote, Petition, Step, Withdrawal
from plugins.petitions.permissions import PETITION_IDENTIFY, PETITION_REGISTER
from plugins.petitions.queries.petitions import list_steps, seen_by
from plugins.petitions.states import OPEN_CASE, OPEN_PETITION

#: How files and events name a filing: this and its public id.
REFERENCE = "petitions:filing:"
#: The limit to tell the sender what becomes of the matter (Law on Citizen Reception Art 28.1).
TOLD_BY = "RC-13"
#: Steps that are the office's own business: who works on it, what is proposed, who is reminded.
INNER = frozenset({"assign", "propose", "send_back", "report_up", "urge", "demand_report", "report", "act"})
#: States of a case in which its result has gone out.
TOLD = frozenset({"answered", "sent", "published", "in_force", "enforcing", "closed"})
#: Outcomes of processing that end it with a word to the sender.
ENDS = frozenset({"guided", "transferred", "returned", "answered", "filed"})


@dataclass(frozen=True, slots=True)
class Found:
    """A filing, with its petition once it is registered."""

    filing: Filing
    petition: Petition | None


@dataclass(frozen=True, slots=True)
class Status:
    """What the code alone shows: no name, no subject, no note of an officer, no ground."""

    filed_on: date
    filing_state: str
    state: str = ""
    case_state: str = ""
    steps: tuple[Step, ...] = ()
    unit: str = ""
    due_on: date | None = None
    replied: bool = False
    open: bool = False


@dataclass(slots=True)
class Content:
    """What the code and the second secret show besides."""

    notes: list[FilingNote]
    result: str = ""
    result_on: date | None = None
    files: list[StoredFile] = field(default_factory=list)
    wish: Withdrawal | None = None


def reference(filing: Filing) -> str:
    """How files and events name a filing."""
    return REFERENCE + filing.public_id


def _with_petition() -> Any:
    return select(Filing, Petition).outerjoin(Petition, Petition.id == Filing.petition_id)


def _found(query: Any) -> Found | None:
    row = db.session.execute(query).one_or_none()
    return Found(row[0], row[1]) if row else None


def by_code(scope: Scope, code: str) -> Found | None:
    """The filing behind a code, in one statement whatever the code is; None when there is none here."""
    return _found(_with_petition().where(Filing.code_hash == codes.hash_code(code)))


def by_pass(scope: Scope, public_id: str) -> Found | None:
    """The filing that code and secret have opened."""
    return _found(_with_petition().where(Filing.public_id == public_id))


def lock_filing(scope: Scope, filing: Filing) -> Filing:
    """The filing as nobody else can change it until the commit."""
    query = select(Filing).where(Filing.id == filing.id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def lock_petition(scope: Scope, petition: Petition) -> Petition:
    """The petition of a filing with its parties, as nobody else can change it until the commit."""
    query = select(Petition).where(Petition.id == petition.id).options(selectinload(Petition.parties))
    return db.session.scalars(query.with_for_update(of=Petition).execution_options(populate_existing=True)).one()


def due_of(scope: Scope, filed_on: date, calendar: law.WorkingCalendar | None = None) -> date | None:
    """By when whoever filed on that day is told what becomes of it: 10 working days (RC-13)."""
    days = calendar or calendar_of(scope)
    return law.compute(law.Clock(TOLD_BY, filed_on), petition_law().rules, days).due_on


def status_of(scope: Scope, found: Found, notes: list[FilingNote]) -> Status:
    """State, steps with dates, unit and next legal date of a filing; at most four statements."""
    filing, petition = found.filing, found.petition
    if petition is None:
        due = due_of(scope, filing.filed_on) if filing.state == "waiting" else None
        return Status(filing.filed_on, filing.state, due_on=due, replied=filing.state == "refused")
    case = _case(petition)
    live = select(Clock.due_on).where(Clock.petition_id == petition.id, Clock.live.is_(True), Clock.due_on.is_not(None))
    unit = next((one.name for one in units_of(scope) if one.key == petition.unit_id), "") if petition.unit_id else ""
    told = bool(case and case.state in TOLD) or petition.state in ENDS
    return Status(
        filing.filed_on,
        filing.state,
        petition.state,
        case.state if case else "",
        tuple(step for step in list_steps(scope, petition) if step.name not in INNER),
        unit,
        db.session.scalars(live.order_by(Clock.due_on, Clock.id).limit(1)).first(),
        told or any(note.kind == "reply" for note in notes),
        petition.state in OPEN_PETITION or bool(case and case.state in OPEN_CASE),
    )


def _case(petition: Petition) -> Case | None:
    newest = select(Case).where(Case.petition_id == petition.id).order_by(Case.level.desc()).limit(1)
    return db.session.scalars(newest).first()


def notes_of(scope: Scope, filing: Filing) -> list[FilingNote]:
    """What sender and office wrote to each other, oldest first."""
    return list(db.session.scalars(select(FilingNote).where(FilingNote.filing_id == filing.id).order_by(FilingNote.id)))


def content_of(scope: Scope, found: Found, notes: list[FilingNote]) -> Content:
    """Replies, papers and a wish to withdraw; three statements."""
    content = Content(notes, files=list_files(scope, reference(found.filing)))
    if found.petition is None:
        return content
    content.wish = newest_wish(scope, found.petition)
    case = _case(found.petition)
    if case and case.result and case.state in TOLD:
        content.result, content.result_on = case.result, case.decided_on
    return content


def newest_wish(scope: Scope, petition: Petition) -> Withdrawal | None:
    """The newest wish to withdraw of whoever filed."""
    rows = select(Withdrawal).where(Withdrawal.petition_id == petition.id).order_by(Withdrawal.id.desc()).limit(1)
    return db.session.scalars(rows).first()


# --- for the office --------------------------------------------------------------------------------


def _visible(scope: Scope) -> Any:
    """What became a petition that the actor may not know of does not exist for them."""
    known = select(Petition.id).where(Petition.id == Filing.petition_id, seen_by(scope)).correlate(Filing)
    return or_(Filing.petition_id.is_(None), exists(known))


def get_filing(scope: Scope, public_id: str) -> Found:
    """What was filed, if the actor may know of it. Raises NotFound."""
    found = _found(_with_petition().where(Filing.public_id == public_id, _visible(scope)))
    if found is None:
        raise NotFound("filing")
    return found


def filing_of(scope: Scope, petition: Petition) -> Filing | None:
    """How a petition was filed online; None, without a statement, for all others."""
    if petition.source != "online":
        return None
    return db.session.scalar(select(Filing).where(Filing.petition_id == petition.id))


def list_filings(scope: Scope, state: str, position: Keyset) -> tuple[list[Filing], list[Cursor], bool]:
    """(what was filed, newest first, cursors, whether there is more): of a state, or with news (``fresh``)."""
    query = select(Filing).where(_visible(scope))
    if state == "fresh":
        query = query.where(Filing.fresh.is_(True))
    elif state:
        query = query.where(Filing.state == state)
    backwards = position.before is not None
    if position.after is not None:
        query = query.where(Filing.id < position.after[1])
    if position.before is not None:
        query = query.where(Filing.id > position.before[1])
    order = Filing.id if backwards else Filing.id.desc()
    rows = list(db.session.scalars(query.order_by(order).limit(position.size + 1)))
    more = len(rows) > position.size
    rows = rows[: position.size]
    if backwards:
        rows.reverse()
    return rows, [(row.filed_on.year, row.id) for row in rows], more


def waiting() -> Any:
    """How many wait to be registered or hold something unanswered, as a part of another statement."""
    return select(func.count(Filing.id)).where(or_(Filing.state == "waiting", Filing.fresh.is_(True))).scalar_subquery()


def readable(scope: Scope, subject: str) -> bool:
    """Whether the actor may read papers of ``subject``. Raises NotFound for what is hidden from the actor."""
    if not subject.startswith(REFERENCE) or not scope.can(PETITION_REGISTER.name):
        return False
    get_filing(scope, subject.removeprefix(REFERENCE))
    return scope.can(PETITION_IDENTIFY.name)
