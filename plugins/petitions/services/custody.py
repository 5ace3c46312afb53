"""The register of sealed envelopes: every touch is written down, nothing in it says who is inside."""

from __future__ import annotations

from datetime import date

from core.api import Invalid, Refused, Scope, clock, db, next_number
from plugins.petitions.models import Custody, Petition
from plugins.petitions.permissions import CUSTODY_MANAGE
from plugins.petitions.queries import custody, officials
from plugins.petitions.queries import petitions as queries

SERIES = "petitions.envelope"


def next_envelope(scope: Scope, year: int) -> str:
    """The next number of the envelopes' own series, such as PB-0007/2026."""
    return f"PB-{next_number(scope, SERIES, year):04d}/{year}"


def note(scope: Scope, petition: Petition, kind: str, on: date) -> Custody:
    """Write down an event of intake: the envelope was sealed, the transcript was checked field by field."""
    row = Custody(petition_id=petition.id, kind=kind, on=on, at=clock.now(), actor_id=scope.actor_id)
    db.session.add(row)
    db.session.flush()
    return row


def touch(
    scope: Scope, public_id: str, kind: str, on: date, *, to_body: str = "", reason: str = "", second: str = ""
) -> Custody:
    """Write down that an envelope was handed over, opened (reason and second officer) or came back.

    Raises NotFound, Forbidden, Refused when the petition has no envelope or the envelope is not
    here, Invalid with one rule key per field.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require(CUSTODY_MANAGE.name)
    if not petition.envelope_no:
        raise Refused("no_envelope")
    found: dict[str, str] = {}
    if kind not in ("handed_over", "opened", "returned"):
        found["kind"] = "required"
    if on > clock.today():
        found["on"] = "future"
    elif on < petition.received_on:
        found["on"] = "before_receipt"
    if kind == "handed_over" and not to_body:
        found["to_body"] = "required"
    if kind == "opened":
        found |= {} if reason else {"reason": "required"}
    people = {official.public_id: official.key for official in officials.list_officials(scope)}
    second_id = people.get(second)
    if kind == "opened" and (second_id is None or second_id == scope.actor_id):
        found["second"] = "second_person"
    if found:
        raise Invalid(found)
    events = custody.list_events(scope, petition)
    away = bool(events) and events[-1].kind == "handed_over"
    if away != (kind == "returned"):
        raise Refused("envelope_away" if away else "envelope_here")
    row = Custody(
        petition_id=petition.id,
        kind=kind,
        on=on,
        at=clock.now(),
        actor_id=scope.actor_id,
        second_id=second_id if kind == "opened" else None,
        to_body=to_body if kind == "handed_over" else "",
        reason=reason,
    )
    db.session.add(row)
    db.session.flush()
    return row
