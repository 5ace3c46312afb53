"""How letters travel: each side reads the other's copy and writes only its own.

A job about another tenant's letter first reads that tenant's copy in that tenant's scope (``fetch``,
in a transaction of its own that has ended before the job's begins), and believes it only if that copy
names this tenant as its other end: so invented arguments lead nowhere. All jobs may run any number of
times; the unique public id makes a second copy impossible, and the receiver's copy alone decides
whether answer or recall came first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from core.db.session import acting_in, internal
from core.envelopes import events
from core.envelopes.declare import LetterKind
from core.envelopes.models import StoredLetter
from core.envelopes.payloads import kinds, letter_of
from core.envelopes.post import ANSWER, DELIVER, RECEIVE, WATCH, answer_soon, deliver_soon, post, tell
from core.envelopes.queries import find, overdue, under_way
from core.envelopes.service import enter, index
from core.errors import CrossTenant, NotFound, Refused
from core.events.declare import Job
from core.files.copying import FileFacts, copy_files, facts_of
from core.files.store import content_of, list_files
from core.tenancy.resolve import find_tenant, tenant_by_id
from core.tenancy.scope import Scope

#: So many letters one look at the clock handles in one tenant; the next look goes on.
BATCH = 500
#: What has not been heard of for so long is asked after.
QUIET = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Parcel:
    """The sender's copy as the receiver reads it."""

    kind: str
    title: str
    payload: dict[str, Any] | None
    sender_slug: str
    sender_name: str
    sent_at: datetime
    due_on: date | None
    recall_at: datetime | None
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """How the receiver's copy stands, as the sender reads it."""

    state: str
    received_at: datetime | None
    answered_at: datetime | None
    receipt_no: str
    answer: str
    reason: str


def _scope_of(tenant_id: int, request_id: str) -> Scope:
    with internal():
        tenant, plugins = tenant_by_id(tenant_id)
    return Scope(tenant, None, plugins=plugins, request_id=request_id)


def _theirs(scope: Scope, letter: str, box: str) -> StoredLetter | None:
    """The copy in the current frame's tenant, if it names ``scope``'s tenant as its other end.

    Raises CrossTenant when it names another.
    """
    row = find(letter)
    if row is not None and (row.box != box or row.other_id != scope.tenant_id):
        raise CrossTenant("this letter does not concern the tenant whose job asks for it")
    return row


# -- sender's scope ---------------------------------------------------------------------------


def deliver(scope: Scope, letter: str) -> None:
    """Hand the letter on to the receiver, or take it back when there is none that can take it."""
    row = find(letter, to_change=True)
    if row is None or row.box != "out" or not letter_of(row).is_open:
        return
    reason = _obstacle(scope, row) if row.state == "sent" else ""
    if reason:
        give_back(scope, row, reason)
    elif row.other_id is not None:
        post(scope, row.other_id, RECEIVE, {"sender": scope.tenant_id, "letter": letter})


def _obstacle(scope: Scope, row: StoredLetter) -> str:
    """Why the letter cannot be delivered today; empty when it can."""
    kind = kinds().get(row.kind)
    if kind is None:
        return "unknown_kind"
    try:
        tenant, plugins = find_tenant(row.other_slug)
    except NotFound:
        return "no_tenant"
    if not replace(scope, tenant=tenant, plugins=plugins).has(kind.plugin):
        return "plugin_off"
    try:
        for file in list_files(scope, row.subject):
            content_of(scope, file)
    except Refused:
        return "file_damaged"
    row.other_id = tenant.id
    return ""


def give_back(scope: Scope, row: StoredLetter, reason: str) -> None:
    """Sender: the letter is here again, unanswered."""
    row.state, row.reason, row.answered_at = "returned", reason, clock.now()
    tell(scope, row, events.LetterReturned, reason=reason)
    _call(scope, row, "on_returned")


def _call(scope: Scope, row: StoredLetter, name: str) -> Any:
    """Let the kind's plugin act, where it is on; gives what it gives."""
    kind: LetterKind[Any] | None = kinds().get(row.kind)
    if kind is not None and scope.has(kind.plugin) and getattr(kind, name):
        return getattr(kind, name)(scope, letter_of(row))
    return None


def fetch_word(scope: Scope, receiver: int, letter: str) -> Word | None:
    """Read the receiver's copy in the receiver's scope; None while there is none."""
    theirs = _scope_of(receiver, scope.request_id)
    with acting_in(theirs):
        row = _theirs(scope, letter, "in")
        if row is None:
            return None
        return Word(row.state, row.received_at, row.answered_at, row.receipt_no, row.answer, row.reason)


def answered(scope: Scope, receiver: int, letter: str, fetched: Word | None) -> None:
    """Bring the sender's copy up to what the receiver's says."""
    row = find(letter, to_change=True)
    if fetched is None or row is None or row.box != "out" or row.other_id != receiver:
        return
    if not letter_of(row).is_open or fetched.state == row.state:
        return
    if row.received_at is None and fetched.received_at is not None:
        row.received_at = fetched.received_at
        tell(scope, row, events.LetterDelivered)
    if fetched.state == "delivered":
        row.state = "delivered"
        return
    if fetched.state == "returned":
        give_back(scope, row, fetched.reason)
        return
    row.state, row.answered_at = fetched.state, fetched.answered_at
    row.receipt_no, row.answer = fetched.receipt_no, fetched.answer
    index(row)
    event, callback = {
        "accepted": (events.LetterAccepted, "on_receipted"),
        "refused": (events.LetterRefused, "on_refused"),
        "recalled": (events.LetterRecalled, ""),
    }[fetched.state]
    tell(scope, row, event)
    if callback:
        _call(scope, row, callback)


# -- receiver's scope -------------------------------------------------------------------------


def fetch_parcel(scope: Scope, sender: int, letter: str) -> Parcel:
    """Read the sender's copy in the sender's scope.

    Raises NotFound when there is none, CrossTenant when it is addressed to somebody else.
    """
    theirs = _scope_of(sender, scope.request_id)
    with acting_in(theirs):
        row = _theirs(scope, letter, "out")
        if row is None:
            raise NotFound("letter")
        recalled = row.recall_at is not None
        return Parcel(
            row.kind,
            row.title,
            None if recalled else row.payload,
            theirs.tenant.slug,
            theirs.tenant.name,
            row.sent_at,
            row.due_on,
            row.recall_at,
            () if recalled else tuple(facts_of(theirs, list_files(theirs, row.subject))),
        )


def receive(scope: Scope, sender: int, letter: str, fetched: Parcel) -> None:
    """Make the receiver's own copy once, or take it out of the way when the sender wants it back."""
    kind = kinds().get(fetched.kind)
    row = find(letter, to_change=True)
    if row is None and not fetched.recall_at and (kind is None or not scope.has(kind.plugin)):
        post(scope, sender, DELIVER, {"letter": letter})  # switched off meanwhile: the sender's side takes it back
        return
    if row is not None and row.other_id != sender:
        raise CrossTenant("another tenant's letter has this id")
    if row is None:
        row = _entered(scope, sender, letter, fetched)
        if not fetched.recall_at:
            copy_files(scope, row.subject, fetched.files)
            tell(scope, row, events.LetterReceived)
            row.reference = _call(scope, row, "on_received") or ""
    if fetched.recall_at and row.state == "delivered":
        row.state, row.recall_at, row.answered_at = "recalled", fetched.recall_at, clock.now()
        tell(scope, row, events.LetterRecalled)
        if row.payload is not None:
            _call(scope, row, "on_recalled")
    answer_soon(scope, row)


def _entered(scope: Scope, sender: int, letter: str, parcel: Parcel) -> StoredLetter:
    """The receiver's new copy; of a letter recalled on its way, a note without title and payload."""
    row = StoredLetter(
        public_id=letter,
        box="in",
        kind=parcel.kind,
        state="delivered",
        other_id=sender,
        other_slug=parcel.sender_slug,
        other_name=parcel.sender_name,
        title="" if parcel.recall_at else parcel.title,
        payload=parcel.payload,
        due_on=parcel.due_on,
        sent_at=parcel.sent_at,
        received_at=None if parcel.recall_at else clock.now(),
    )
    enter(scope, row)
    return row


# -- both -------------------------------------------------------------------------------------


def watch(scope: Scope) -> None:
    """Note letters whose date has passed; send back those whose kind says so; ask after what is quiet."""
    for row in overdue(BATCH):
        row.ignored_at = clock.now()
        tell(scope, row, events.LetterIgnored)
        kind = kinds().get(row.kind)
        if row.box == "in" and kind is not None and kind.return_when_ignored:
            row.state, row.reason, row.answered_at = "returned", "ignored", clock.now()
            tell(scope, row, events.LetterReturned, reason="ignored")
            answer_soon(scope, row)
    for row in under_way(clock.now() - QUIET, BATCH):
        if row.state == "sent" or row.recall_at is not None:
            deliver_soon(scope, row)
        elif row.other_id is not None:
            post(scope, scope.tenant_id, ANSWER, {"receiver": row.other_id, "letter": row.public_id})


LETTER_JOBS = (
    Job(DELIVER, deliver),
    Job(RECEIVE, receive, fetch=fetch_parcel, timeout=timedelta(minutes=2)),
    Job(ANSWER, answered, fetch=fetch_word),
    Job(WATCH, watch, every=timedelta(hours=6)),
)
