"""Reads of letters; whoever gets content has the kind's right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true, tuple_

from core import clock
from core.db.base import db
from core.envelopes.declare import OPEN, Letter, LetterKind, right_of
from core.envelopes.models import StoredLetter
from core.envelopes.payloads import kinds, letter_of
from core.errors import Forbidden, NotFound
from core.tenancy.scope import Scope
from core.text import fold
from core.web.paging import Cursor, Keyset


def find(letter_id: str, *, to_change: bool = False) -> StoredLetter | None:
    """This tenant's copy; ``to_change`` lets nobody else change it until commit. Checks no right."""
    query = select(StoredLetter).where(StoredLetter.public_id == letter_id)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def opened(scope: Scope, letter_id: str, *, to_change: bool = False) -> StoredLetter:
    """This tenant's copy, for somebody with the kind's right.

    Raises NotFound, also when it is about a record that is hidden from the actor, and Forbidden naming
    the right that is missing.
    """
    row = find(letter_id, to_change=to_change)
    if row is None or _is_hidden(scope, row):
        raise NotFound("letter")
    if row.kind not in kinds():
        raise Forbidden(row.kind)
    scope.require(right_of(kinds()[row.kind], row.box))
    return row


def get_letter(scope: Scope, letter_id: str) -> Letter[Any]:
    """A letter in or out with its payload.

    Raises NotFound, and Forbidden unless the post may send (letters out) or act (letters in).
    """
    return letter_of(opened(scope, letter_id))


def letters_about(scope: Scope, reference: str) -> list[Letter[Any]]:
    """Letters that belong to one of the tenant's own records and that the post may open, oldest first."""
    rows = db.session.scalars(select(StoredLetter).where(StoredLetter.reference == reference).order_by(StoredLetter.id))
    return [letter_of(row) for row in rows if _may_open(scope, row)]


def _may_open(scope: Scope, row: StoredLetter) -> bool:
    known = row.kind in kinds() and scope.can(right_of(kinds()[row.kind], row.box))
    return known and not _is_hidden(scope, row)


def _is_hidden(scope: Scope, row: StoredLetter) -> bool:
    kind = kinds().get(row.kind)
    if kind is None or kind.hidden is None or not row.reference:
        return False
    return db.session.scalar(select(literal(row.reference).in_(kind.hidden(scope)))) in (True, 1)


def _shown(scope: Scope) -> ColumnElement[bool]:
    """Leaves out letters about records that are hidden from the actor."""
    alike: dict[Callable[[Scope], Select[Any]], list[str]] = defaultdict(list)
    for kind in kinds().values():
        if kind.hidden is not None:
            alike[kind.hidden].append(kind.key)
    return and_(
        true(),
        *(
            or_(StoredLetter.kind.not_in(keys), StoredLetter.reference.not_in(hidden(scope)))
            for hidden, keys in alike.items()
        ),
    )


def may_read_files(scope: Scope, subject: str) -> bool:
    """Whether the actor may read the files of a letter."""
    row = find(subject.rsplit(":", 1)[-1])
    return row is not None and row.subject == subject and _may_open(scope, row) and shows_files(scope, row.kind)


def shows_files(scope: Scope, key: str) -> bool:
    """Whether the post may know of the files of letters of this kind, which may ask for a right of their own."""
    right = kinds()[key].files
    return right is None or scope.can(right.name)


def kinds_for(scope: Scope, box: str) -> list[LetterKind[Any]]:
    """Kinds whose letters the post may open in a box."""
    return [kind for kind in kinds().values() if scope.can(right_of(kind, box))]


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What a list of letters is narrowed to; empty values mean everything."""

    box: str = "in"
    kind: str = ""
    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A line of a list: nothing of the payload but the title its kind made for lists."""

    id: str
    kind: str
    state: str
    year: int
    number: int
    title: str
    other_name: str
    sent_at: datetime
    due_on: date | None
    late: bool
    recalling: bool
    receipt_no: str


def _conditions(keys: Iterable[str], wanted: LetterFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [StoredLetter.box == wanted.box, StoredLetter.kind.in_(list(keys))]
    if wanted.kind:
        found.append(StoredLetter.kind == wanted.kind)
    if wanted.state == "open":
        found.append(StoredLetter.state.in_(OPEN))
    elif wanted.state == "late":
        found.append(and_(StoredLetter.state.in_(OPEN), StoredLetter.due_on < clock.today()))
    elif wanted.state:
        found.append(StoredLetter.state == wanted.state)
    found += [StoredLetter.search.contains(word, autoescape=True) for word in fold(wanted.text).split()[:8]]
    return found


def list_letters(scope: Scope, wanted: LetterFilter, position: Keyset) -> tuple[list[LetterRow], list[Cursor], bool]:
    """(letters the post may open, newest number first, their cursors, whether more follow that way)."""
    place = tuple_(StoredLetter.year, StoredLetter.number)
    keys = [kind.key for kind in kinds_for(scope, wanted.box)]
    query = select(StoredLetter).where(*_conditions(keys, wanted), _shown(scope))
    backwards = position.before is not None
    if position.after is not None:
        query = query.where(place < tuple_(*position.after))
    if position.before is not None:
        query = query.where(place > tuple_(*position.before))
    order = (
        (StoredLetter.year, StoredLetter.number)
        if backwards
        else (StoredLetter.year.desc(), StoredLetter.number.desc())
    )
    found = list(db.session.scalars(query.order_by(*order).limit(position.size + 1)))
    more = len(found) > position.size
    found = found[: position.size]
    if backwards:
        found.reverse()
    today = clock.today()
    rows = [
        LetterRow(
            row.public_id,
            row.kind,
            row.state,
            row.year,
            row.number,
            row.title,
            row.other_name,
            row.sent_at,
            row.due_on,
            row.state in OPEN and row.due_on is not None and row.due_on < today,
            row.state in OPEN and row.recall_at is not None,
            row.receipt_no,
        )
        for row in found
    ]
    return rows, [(row.year, row.number) for row in found], more


def waiting_letters(scope: Scope) -> int:
    """How many letters in wait for an answer that this post may give."""
    keys = [kind.key for kind in kinds_for(scope, "in")]
    if not keys:
        return 0
    query = select(func.count(StoredLetter.id)).where(
        StoredLetter.box == "in", StoredLetter.state == "delivered", StoredLetter.kind.in_(keys), _shown(scope)
    )
    return db.session.scalar(query) or 0


def overdue(limit: int) -> list[StoredLetter]:
    """Open letters of both boxes whose date has passed without being noted yet, locked until commit."""
    query = (
        select(StoredLetter)
        .where(StoredLetter.state.in_(OPEN), StoredLetter.due_on < clock.today(), StoredLetter.ignored_at.is_(None))
        .order_by(StoredLetter.id)
        .limit(limit)
    )
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def under_way(since: datetime, limit: int) -> list[StoredLetter]:
    """Letters out, sent before a moment, about which the other side has not had its last word."""
    query = (
        select(StoredLetter)
        .where(StoredLetter.box == "out", StoredLetter.state.in_(OPEN), StoredLetter.sent_at < since)
        .order_by(StoredLetter.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))
