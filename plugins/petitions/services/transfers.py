"""Passing a petition to another body, the reminders, and its coming back."""

from __future__ import annotations

from datetime import date

from core.api import Invalid, Refused, Scope, clock, db
from plugins.petitions.models import Petition, Transfer, Urge
from plugins.petitions.outcome_rules import goes_up
from plugins.petitions.permissions import CUSTODY_MANAGE, PETITION_PROCESS
from plugins.petitions.queries import links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import cases, clocks
from plugins.petitions.services.moves import Why, move_petition, require_version


def note_transfer(scope: Scope, petition: Petition, body: str, why: Why) -> Transfer:
    """Write down that a petition goes to ``body`` by the paper of ``why``; one that did not come back is refused."""
    if live_transfer(scope, petition) is not None:
        raise Refused("transferred_before")
    row = Transfer(petition_id=petition.id, body=body, paper_no=why.paper_no, sent_on=why.on)
    db.session.add(row)
    db.session.flush()
    return row


def live_transfer(scope: Scope, petition: Petition) -> Transfer | None:
    """The transfer that has not come back."""
    return next((row for row in links.list_transfers(scope, petition) if row.live), None)


def send_up(scope: Scope, public_id: str, body: str, why: Why, *, seen: int | None) -> Petition:
    """The custodian passes on a denunciation against the commune's own head or deputy, at once and unsigned here.

    Raises NotFound, Forbidden without the right of custody, Refused, Invalid without body or paper.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require(CUSTODY_MANAGE.name)
    require_version(petition, seen)
    if not goes_up(petition.kind, petition.respondent_level, scope.tenant.kind):
        raise Refused("not_upward")
    missing = {name: "required" for name, value in (("body", body), ("paper_no", why.paper_no)) if not value}
    if missing:
        raise Invalid(missing)
    move_petition(scope, petition, "send_up", why, seen=seen)
    petition.proposal, petition.outcome_body = "transfer", body
    petition.outcome_on, petition.outcome_no = why.on, why.paper_no
    note_transfer(scope, petition, body, why)
    clocks.end_clock(scope, petition, "accept", why.on)
    return petition


def urge(scope: Scope, public_id: str, on: date, paper_no: str, *, seen: int | None = None) -> Urge:
    """Remind the body that holds a petition; reminders are counted.

    Raises NotFound, Forbidden, Refused when nobody holds it, Invalid for a day outside its way.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require(PETITION_PROCESS.name)
    require_version(petition, seen)
    transfer = live_transfer(scope, petition)
    if transfer is None or transfer.state == "answered":
        raise Refused("nobody_holds")
    if on > clock.today():
        raise Invalid({"on": "future"})
    if on < transfer.sent_on:
        raise Invalid({"on": "before_transfer"})
    row = Urge(
        petition_id=petition.id,
        transfer_id=transfer.id,
        number=len(links.list_urges(scope, petition)) + 1,
        on=on,
        at=clock.now(),
        actor_id=scope.actor_id,
        paper_no=paper_no,
    )
    petition.version += 1
    db.session.add(row)
    db.session.flush()
    return row


def reply(scope: Scope, public_id: str, on: date, reply_no: str, text: str, *, seen: int | None = None) -> Transfer:
    """Write down what the other body answered. Raises NotFound, Forbidden, Refused, Invalid."""
    petition = queries.get_petition(scope, public_id, to_change=True)
    scope.require(PETITION_PROCESS.name)
    require_version(petition, seen)
    transfer = live_transfer(scope, petition)
    if transfer is None:
        raise Refused("nobody_holds")
    found = {} if text else {"reply": "required"}
    if on > clock.today():
        found["on"] = "future"
    elif on < transfer.sent_on:
        found["on"] = "before_transfer"
    if found:
        raise Invalid(found)
    transfer.state, transfer.replied_on, transfer.reply_no, transfer.reply = "answered", on, reply_no, text
    petition.version += 1
    db.session.flush()
    return transfer


def come_back(scope: Scope, petition: Petition, transfer: Transfer, state: str, why: Why) -> None:
    """A transfer was refused or ignored: the petition is ours again and is classified anew."""
    transfer.state, transfer.live = state, None
    move_petition(scope, petition, "come_back", why)
    petition.proposal = petition.outcome_body = petition.outcome_no = ""
    petition.outcome_on = None
    db.session.flush()
    clocks.end_all(scope, petition, why.on)
    cases.start_receipt_clock(scope, petition, why.on)
