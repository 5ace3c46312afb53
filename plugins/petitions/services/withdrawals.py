"""Withdrawals behind a guard (product.md feature 17, promise P22; CM-27, CM-28, DN-21).

A wish to withdraw never deletes anything. It is taken with its channel and with the answer to
whether anybody pressed the person, asked away from staff; it rests for some days, is confirmed by
a second officer, and can be taken back. In a group, the wish of one changes nothing for the others.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.api import Invalid, NotFound, Refused, Scope, clock, db, publish, settings
from plugins.petitions.events import WithdrawalMoved
from plugins.petitions.law import Act, stop_grounds
from plugins.petitions.models import Case, Party, Petition, Withdrawal
from plugins.petitions.permissions import PETITION_DECIDE, PETITION_PROCESS
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services.clocks import end_all
from plugins.petitions.services.moves import Why, move_case, reference
from plugins.petitions.settings import PetitionsSettings
from plugins.petitions.states import CLOSED_PETITION, case_move

#: Who petitions themselves: a representative is one of the group (Law on Citizen Reception Art 29), a proxy is not.
OWN = ("petitioner", "representative")


def ask_withdrawal(
    scope: Scope,
    petition_id: str,
    party_id: str,
    channel: str,
    *,
    alone: bool,
    pressed: bool,
    whole: bool = True,
    content: str = "",
) -> Withdrawal:
    """Take a wish to withdraw, of one person or (denunciations, ``party_id`` empty) of the denouncer.

    Raises Invalid unless the person was asked alone, for somebody who is not on the roster, or for
    a part that is not named; Refused when the matter is settled (a denunciation: once it is
    concluded, LTC Art 33), and while an earlier wish of the person rests.
    """
    scope.require(PETITION_PROCESS.name)
    petition = get_petition(scope, petition_id, to_change=True)
    if is_settled(petition, queries.get_case(scope, petition)):
        raise Refused("settled_already")
    party = next((p for p in petition.parties if p.public_id == party_id), None)
    return note_wish(scope, petition, party, channel, alone=alone, pressed=pressed, whole=whole, content=content)


def note_wish(
    scope: Scope,
    petition: Petition,
    party: Party | None,
    channel: str,
    *,
    alone: bool,
    pressed: bool,
    whole: bool = True,
    content: str = "",
) -> Withdrawal:
    """Write down a wish to withdraw of a petition that is read ``to_change``; who may ask, the caller has checked.

    Raises like :func:`ask_withdrawal`.
    """
    problems = {} if alone else {"alone": "ask_alone"}
    if party is None and not petition.is_sealed and not petition.anonymous:
        problems["party"] = "not_on_roster"
    elif party is not None and party.withdrawn_on is not None:
        problems["party"] = "withdrawn_already"
    if not whole and not content:
        problems["content"] = "required"
    if problems:
        raise Invalid(problems)
    running = [w for w in queries.list_withdrawals(scope, petition) if w.state == "asked"]
    if any(w.roster_place == (party.position if party else None) for w in running):
        raise Refused("withdrawal_runs")
    today = clock.today()
    row = Withdrawal(
        petition_id=petition.id,
        roster_place=party.position if party is not None else None,
        whole=whole,
        content=content,
        channel=channel,
        asked_on=today,
        taken_by=scope.actor_id,
        alone=alone,
        pressed=pressed,
        cools_until=today + timedelta(days=settings(scope, PetitionsSettings).cooling_days),
    )
    db.session.add(row)
    petition.version += 1
    db.session.flush()
    _tell(scope, petition, "asked")
    return row


def is_settled(petition: Petition, case: Case | None) -> bool:
    """Whether nothing is left that could be withdrawn."""
    if case is None:
        return petition.state in CLOSED_PETITION
    return case.state in ("closed", "terminated") or (petition.is_sealed and case.decided_on is not None)


def can_confirm(scope: Scope, wish: Withdrawal) -> bool:
    """Whether the actor can let the wish take effect today: as the second officer, once it has rested."""
    second = scope.can(PETITION_DECIDE.name) and wish.taken_by != scope.actor_id
    return second and wish.state == "asked" and clock.today() >= wish.cools_until


def petition_of(scope: Scope, withdrawal_id: str) -> Petition:
    """The petition a wish belongs to, not locked. Raises NotFound."""
    found = queries.get_withdrawal(scope, withdrawal_id)
    if found is None:
        raise NotFound("withdrawal")
    return found[1]


def _opened(scope: Scope, withdrawal_id: str) -> tuple[Petition, Withdrawal]:
    """A wish with its petition, locked. Raises NotFound."""
    petition = get_petition(scope, petition_of(scope, withdrawal_id).public_id, to_change=True)
    return petition, next(w for w in queries.list_withdrawals(scope, petition) if w.public_id == withdrawal_id)


def confirm_withdrawal(scope: Scope, withdrawal_id: str, why: Why) -> Withdrawal:
    """A second officer lets the wish take effect, or lets the case go on in spite of it.

    The case goes on when the person was pressed, or in a denunciation when the act shows a breach
    (``why.ground`` = "breach"). Otherwise the person counts as withdrawn, and when nobody is left
    the case is terminated. Raises Refused for the officer who took the wish, and before it rested.
    """
    scope.require(PETITION_DECIDE.name)
    petition, row = _opened(scope, withdrawal_id)
    if row.state != "asked":
        raise Refused("withdrawal_over")
    if row.taken_by == scope.actor_id:
        raise Refused("second_officer")
    if clock.today() < row.cools_until:
        raise Refused("still_cooling")
    row.confirmed_by, row.confirmed_on = scope.actor_id, clock.today()
    if row.pressed or (petition.is_sealed and why.ground == "breach"):
        row.state = "kept_going"
    else:
        row.state = "confirmed"
        if row.whole:
            _withdrawn(scope, petition, row, why)
    petition.version += 1
    db.session.flush()
    _tell(scope, petition, row.state)
    return row


def take_back(scope: Scope, withdrawal_id: str) -> Withdrawal:
    """The person takes the wish back, or says afterwards that it was forced: nothing is lost by it."""
    scope.require(PETITION_PROCESS.name)
    petition, row = _opened(scope, withdrawal_id)
    if row.state == "taken_back":
        return row  # sent twice
    return undo_wish(scope, petition, row)


def undo_wish(scope: Scope, petition: Petition, row: Withdrawal) -> Withdrawal:
    """Take a wish back in a petition that is read ``to_change``. Raises Refused when it is settled already."""
    if row.state not in ("asked", "confirmed"):
        raise Refused("withdrawal_over")
    row.state = "taken_back"
    for party in petition.parties:
        if party.position == row.roster_place:
            party.withdrawn_on = None
    petition.version += 1
    db.session.flush()
    _tell(scope, petition, "taken_back")
    return row


def remaining(petition: Petition) -> list[Party]:
    """Those of the roster who did not withdraw."""
    return [party for party in petition.parties if party.role in OWN and party.withdrawn_on is None]


def people_left(petition: Petition) -> int:
    """How many people still petition; more than are listed when not everybody is."""
    return petition.headcount - sum(party.withdrawn_on is not None for party in petition.parties)


def _withdrawn(scope: Scope, petition: Petition, row: Withdrawal, why: Why) -> None:
    for party in petition.parties:
        if party.position == row.roster_place:
            party.withdrawn_on = clock.today()
    case = queries.get_case(scope, petition)
    if case is None or case_move("terminate", case.state, case.kind) is None:
        return  # not accepted yet, or the decision is out and stays
    if not petition.is_sealed and (remaining(petition) or people_left(petition) > 0):
        return  # the others go on (CM-28)
    grounds = [g.id for g in stop_grounds(Act.TERMINATE, case.kind, why.on)]
    move_case(scope, petition, case, "terminate", Why(why.on, grounds[0] if grounds else "withdrawn", why.paper_no))
    end_all(scope, petition, why.on)


def _tell(scope: Scope, petition: Petition, state: str) -> None:
    publish(scope, WithdrawalMoved(subject=reference(petition), state=state))


def cooling(day: date, row: Withdrawal) -> int:
    """Calendar days a wish still rests."""
    return max(0, (row.cools_until - day).days)
