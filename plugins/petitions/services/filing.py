"""Filing online and what the sender does by code: papers added, a wish to withdraw, a word on the reply.

What is filed waits outside the register (``services.filing_desk`` takes it in). Everything a sender
does is written down with the day and no hour (promise P17): ``daily`` holds the clock at its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from typing import IO

from core.api import Invalid, Refused, Scope, clock, codes, db, list_files, publish, store_upload
from plugins.petitions.events import FilingChanged, FilingSent
from plugins.petitions.models import Filing, FilingNote
from plugins.petitions.models.filing import SATISFIED
from plugins.petitions.queries import filing as queries
from plugins.petitions.queries.filing import Found, reference
from plugins.petitions.services.withdrawals import note_wish, undo_wish

#: Shorter keys of a form could be guessed, and the code follows from the key.
KEY_LENGTH = 24
#: So many papers can be added to one filing.
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class FilingInput:
    """What somebody files: the matter, who they are if they say so, and the secret they chose."""

    summary: str
    secret: str
    demand: str = ""
    place: str = ""
    name: str = ""
    address: str = ""
    phone: str = ""
    anonymous: bool = False
    once: str = ""


@contextmanager
def daily() -> Iterator[None]:
    """Hold the clock at the beginning of today, so that nothing is stored with an hour."""
    with clock.freeze(datetime.combine(clock.today(), time(), tzinfo=clock.ZONE)):
        yield


def file_feedback(scope: Scope, values: FilingInput) -> str:
    """Keep a recommendation or feedback until an officer registers or refuses it; gives the code, told once.

    The same ``once`` key gives the same code again and nothing new. Raises Invalid with one rule
    key per field.
    """
    secret = codes.secret_problem(values.secret)
    found = {"secret": f"secret_{secret}"} if secret else {}
    if not values.summary:
        found["summary"] = "required"
    if not values.name and not values.anonymous:
        found["name"] = "name_or_anonymous"
    if found:
        raise Invalid(found)
    row = Filing(secret_hash=codes.hash_secret(values.secret), summary=values.summary, demand=values.demand)
    row.place = values.place
    if not values.anonymous:
        row.name, row.address, row.phone = values.name, values.address, values.phone
    return keep(scope, row, values.once)


def keep(scope: Scope, row: Filing, once: str) -> str:
    """Store a filing under a new code and give the code; the same ``once`` finds what it made."""
    code = codes.new_code(f"{scope.tenant_id}:{once}" if len(once) >= KEY_LENGTH else "")
    with daily():
        if queries.by_code(scope, code) is None:
            row.code_hash, row.filed_on = codes.hash_code(code), clock.today()
            db.session.add(row)
            db.session.flush()
            publish(scope, FilingSent(subject=reference(row)))
    return code


def add_paper(scope: Scope, found: Found, text: str, filename: str = "", stream: IO[bytes] | None = None) -> None:
    """Add words, a file or both. Raises Invalid for neither, Refused for too many, FileRefused."""
    if not text and stream is None:
        raise Invalid({"text": "words_or_file"})
    with daily():
        if stream is not None:
            subject = reference(found.filing)
            if len(list_files(scope, subject)) >= MOST_FILES:
                raise Refused("too_many_files")
            store_upload(scope, subject, filename, stream)
        _note(scope, found, "paper", text)


def contest(scope: Scope, found: Found, reason: str) -> None:
    """Say why the reply is wrong or misses the matter. Raises Invalid without a reason, Refused before a reply."""
    if not reason:
        raise Invalid({"text": "required"})
    with daily():
        _require_reply(scope, found)
        _note(scope, found, "contest", reason)


def judge(scope: Scope, found: Found, satisfied: str) -> None:
    """Say what one thinks of the reply; a later word takes the place of an earlier one.

    Raises Invalid for none of the list, Refused before a reply.
    """
    if satisfied not in SATISFIED or not satisfied:
        raise Invalid({"satisfied": "choose_outcome"})
    with daily():
        _require_reply(scope, found)
        filing = queries.lock_filing(scope, found.filing)
        filing.satisfied, filing.satisfied_on = satisfied, clock.today()
        _changed(scope, filing)


def wish_to_withdraw(scope: Scope, found: Found, *, alone: bool, pressed: bool) -> None:
    """Take a wish to withdraw by code. A second officer asks again before it takes effect (promise P22).

    Raises Invalid for somebody who is not alone at the device, Refused when nothing is open or a
    wish runs already.
    """
    if not alone:
        raise Invalid({"alone": "alone_online"})
    if found.petition is None or not queries.status_of(scope, found, []).open:
        raise Refused("not_open")
    with daily():
        petition = queries.lock_petition(scope, found.petition)
        party = petition.parties[0] if petition.parties else None
        note_wish(scope, petition, party, "online", alone=alone, pressed=pressed)


def keep_going(scope: Scope, found: Found) -> None:
    """Take the wish back, without a reason. Raises Refused when there is none that could be."""
    if found.petition is None or (wish := queries.newest_wish(scope, found.petition)) is None:
        raise Refused("withdrawal_over")
    with daily():
        undo_wish(scope, queries.lock_petition(scope, found.petition), wish)


def _require_reply(scope: Scope, found: Found) -> None:
    if not queries.status_of(scope, found, queries.notes_of(scope, found.filing)).replied:
        raise Refused("no_reply_yet")


def _note(scope: Scope, found: Found, kind: str, text: str) -> None:
    """Write a line of the sender; the same line twice in a row is one, for a page may be sent again."""
    filing = queries.lock_filing(scope, found.filing)
    last = next(iter(reversed(queries.notes_of(scope, filing))), None)
    if last is None or not text or (last.kind, last.text) != (kind, text):
        db.session.add(FilingNote(filing_id=filing.id, kind=kind, text=text, on=clock.today()))
    filing.fresh = True
    db.session.flush()
    _changed(scope, filing)


def _changed(scope: Scope, filing: Filing) -> None:
    publish(scope, FilingChanged(subject=reference(filing)))
