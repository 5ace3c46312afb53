"""What users do with letters: send, accept, refuse, recall. Each tenant writes its own copy only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from core import clock
from core.db.base import db, new_public_id
from core.db.numbering import next_number
from core.envelopes import events
from core.envelopes.declare import Letter, LetterKind
from core.envelopes.models import ANSWER, RECEIPT, TITLE, StoredLetter
from core.envelopes.payloads import kind_of, kinds, letter_of, plain
from core.envelopes.post import answer_soon, deliver_soon, tell
from core.envelopes.queries import opened
from core.errors import Invalid, NotFound, Refused
from core.events.base import SUBJECT
from core.files.copying import copy_files, facts_of
from core.files.models import StoredFile
from core.i18n import gettext as _
from core.tenancy.calendar import calendar_of
from core.tenancy.models import Tenant
from core.tenancy.scope import Scope
from core.text import damaged, fold

Payload = TypeVar("Payload")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


def send_letter(
    scope: Scope,
    kind: LetterKind[Payload],
    to_tenant: str,
    payload: Payload,
    *,
    files: Iterable[StoredFile] = (),
    due_on: date | None = None,
    reference: str = "",
) -> Letter[Payload]:
    """Write the sender's copy with its own copies of ``files``, and let the outbox bring it over.

    ``reference`` is the sender's own record. Without ``due_on`` the kind's clock sets one, if it has
    any. A receiver that does not exist or cannot take the kind sends the letter back; that too comes
    by the outbox. Raises Forbidden without the kind's right, Invalid with a sentence per field,
    Refused for a file in quarantine or damaged; KeyError for a kind that was not declared.
    """
    if kinds()[kind.key] is not kind:
        raise KeyError(kind.key)
    scope.require(kind.send.name)
    problems = {}
    if not SLUG.fullmatch(to_tenant) or to_tenant == scope.tenant.slug:
        problems["to_tenant"] = _("Choose another unit as the receiver.")
    if due_on is not None and due_on < clock.today():
        problems["due_on"] = _("The date for the answer must not lie in the past.")
    if reference and not SUBJECT.fullmatch(reference):
        problems["reference"] = _("This names no record.")
    if problems:
        raise Invalid(problems)
    stored = plain(kind, payload)
    if due_on is None and kind.answer_days:
        due_on = calendar_of(scope).add_working_days(clock.today(), kind.answer_days)
    other = db.session.execute(select(Tenant.id, Tenant.name).where(Tenant.slug == to_tenant)).one_or_none()
    now = clock.now()
    row = StoredLetter(
        public_id=new_public_id(),
        box="out",
        kind=kind.key,
        state="sent",
        other_id=other.id if other else None,
        other_slug=to_tenant,
        other_name=other.name if other else to_tenant,
        title=kind.list_title(payload)[:TITLE],
        payload=stored,
        reference=reference,
        due_on=due_on,
        sent_at=now,
        sent_by=scope.actor_id,
    )
    enter(scope, row)
    copy_files(scope, row.subject, facts_of(scope, files))
    tell(scope, row, events.LetterSent)
    deliver_soon(scope, row)
    return letter_of(row)


def enter(scope: Scope, row: StoredLetter) -> None:
    """Give a new copy its number in the tenant's book of letters in or out, and store it."""
    row.year = clock.today().year
    row.number = next_number(scope, f"core.letters_{row.box}", row.year)
    index(row)
    db.session.add(row)
    db.session.flush()


def index(row: StoredLetter) -> None:
    """Write what the list's search finds the letter by."""
    row.search = fold(f"{row.title} {row.other_name} {row.receipt_no or ''}")[:500]


def accept_letter(
    scope: Scope, letter_id: str, *, receipt_no: str = "", text: str = "", reference: str = ""
) -> Letter[object]:
    """Receiver: take the letter over; the receipt travels back. ``reference`` is the own record made of it.

    What the kind's ``on_accepting`` gives fills number and reference that were left empty. Raises
    NotFound, Forbidden, Invalid, and Refused when the letter no longer waits.
    """
    row = _waiting(scope, letter_id)
    _check(receipt_no=(receipt_no, RECEIPT), text=(text, ANSWER))
    if reference and not SUBJECT.fullmatch(reference):
        raise Invalid({"reference": _("This names no record.")})
    kind = kind_of(row.kind)
    made = kind.on_accepting(scope, letter_of(row)) if kind.on_accepting else None
    row.state, row.answered_at, row.answered_by = "accepted", clock.now(), scope.actor_id
    row.receipt_no = receipt_no or (made.number if made else "")
    row.reference = reference or (made.reference if made else "") or row.reference
    row.answer = text
    index(row)
    tell(scope, row, events.LetterAccepted)
    answer_soon(scope, row)
    return letter_of(row)


def refuse_letter(scope: Scope, letter_id: str, reason: str) -> Letter[object]:
    """Receiver: do not take the letter over; the reason travels back.

    Raises NotFound, Forbidden, Invalid without a reason, Refused when the letter no longer waits.
    """
    row = _waiting(scope, letter_id)
    if not reason.strip():
        raise Invalid({"reason": _("Please give the reason.")})
    _check(reason=(reason, ANSWER))
    row.state, row.answered_at, row.answered_by = "refused", clock.now(), scope.actor_id
    row.answer = reason
    tell(scope, row, events.LetterRefused)
    answer_soon(scope, row)
    return letter_of(row)


def recall_letter(scope: Scope, letter_id: str) -> Letter[object]:
    """Sender: ask the letter back. Whether that came before an answer, the receiver's copy decides.

    Until its word is back the letter stays open with ``recall_at`` set. Raises NotFound, Forbidden,
    and Refused for a letter that is no longer open.
    """
    row = opened(scope, letter_id, to_change=True)
    if row.box != "out":
        raise NotFound("letter")
    _still_open(row)
    if row.recall_at is None:
        row.recall_at = clock.now()
        tell(scope, row, events.LetterRecallAsked)
        deliver_soon(scope, row)
    return letter_of(row)


def _waiting(scope: Scope, letter_id: str) -> StoredLetter:
    row = opened(scope, letter_id, to_change=True)
    if row.box != "in":
        raise NotFound("letter")
    _still_open(row)
    return row


def _still_open(row: StoredLetter) -> None:
    """Raise Refused with what has become of the letter, unless it is open."""
    words = {
        "accepted": _("This letter has been accepted already. Reload the page to see the receipt."),
        "refused": _("This letter has been refused already. Reload the page to see the reason."),
        "returned": _("This letter has gone back to its sender. Reload the page."),
        "recalled": _("The sender has recalled this letter; nothing remains to be done with it."),
    }
    if row.state in words:
        raise Refused(words[row.state])


def _check(**texts: tuple[str, int]) -> None:
    """Raise Invalid for texts that are damaged or longer than their columns."""
    problems = {}
    for name, (text, most) in texts.items():
        if damaged(text):
            problems[name] = _("Some characters are damaged. Please type the text again.")
        elif len(text) > most:
            problems[name] = _(
                "At most %(most)d characters; these are %(now)d. Please shorten the text.", most=most, now=len(text)
            )
    if problems:
        raise Invalid(problems)
