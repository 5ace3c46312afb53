"""Who is in a group: its representatives, the paper that appoints them, and each person's own reply.

Law on Citizen Reception Art 29, Decree 155/2026 Arts 4, 5, 10 (law.md 3.1, CM-05, CM-28). A
representative is one of the group and is appointed in writing with everybody's signature.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from core.api import Invalid, Refused, Scope, clock, db
from plugins.petitions.models import Case, Party, Petition, Withdrawal
from plugins.petitions.permissions import CASE_HANDLE, PETITION_IDENTIFY, PETITION_PROCESS
from plugins.petitions.petition_rules import GROUP_KEYS
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services.moves import Why, note_step, require_version
from plugins.petitions.services.withdrawals import can_confirm, is_settled, people_left, remaining
from plugins.reception.api import representative_problem


def representatives(petition: Petition) -> list[Party]:
    """Those who speak for the others and did not withdraw."""
    return [party for party in remaining(petition) if party.role == "representative"]


def group_problem(petition: Petition, day: date) -> str:
    """What a group still lacks before it is accepted, as a key; empty for no group by law (LTCD Art 29) or when nothing is."""
    left = people_left(petition)
    if petition.is_sealed or representative_problem(left, 0, day) != "too_few":
        return ""
    if broken := representative_problem(left, len(representatives(petition)), day):
        return GROUP_KEYS.get(broken, "representatives_too_few")
    signed = all(party.mandate_signed for party in remaining(petition))
    return "" if signed else "mandate_unsigned"


def _chosen(petition: Petition, people: Collection[str]) -> list[Party]:
    """Those of the roster that were ticked. Raises Invalid for nobody, and for who is not on it or withdrew."""
    left = {party.public_id: party for party in remaining(petition)}
    if not people:
        raise Invalid({"people": "choose_people"})
    if set(people) - set(left):
        raise Invalid({"people": "not_on_roster"})
    return [party for key, party in left.items() if key in set(people)]


def appoint(
    scope: Scope, petition_id: str, people: Collection[str], *, signed: bool, paper_no: str = "", seen: int | None
) -> Petition:
    """Name who speaks for the group from now on, by a paper that everybody ``signed``.

    Raises NotFound, Forbidden, Refused("stale") or once the matter is settled, and Invalid for
    somebody who is not on the roster, for a number the law does not allow, and without the paper.
    """
    scope.require(PETITION_PROCESS.name)
    petition = get_petition(scope, petition_id, to_change=True)
    require_version(petition, seen)
    if is_settled(petition, queries.get_case(scope, petition)):
        raise Refused("settled_already")
    chosen = _chosen(petition, people)
    problems = {} if signed else {"signed": "mandate_unsigned"}
    if broken := representative_problem(people_left(petition), len(chosen), clock.today()):
        problems["people"] = GROUP_KEYS.get(broken, "representative_extra")
    if problems:
        raise Invalid(problems)
    for party in remaining(petition):
        party.role = "representative" if party in chosen else "petitioner"
        party.mandate_signed = True
    note_step(scope, petition, "appoint", Why(clock.today(), paper_no=paper_no))
    return petition


def reply_day(petition: Petition, case: Case | None) -> date | None:
    """The day from which replies can be handed over: that of the decision or answer."""
    return case.decided_on if case is not None else petition.outcome_on


def note_replies(scope: Scope, petition_id: str, people: Collection[str], on: date, *, seen: int | None) -> Petition:
    """Write down who of the roster got their own reply, and when.

    Raises NotFound, Forbidden, Refused("stale") or before there is a decision or answer, and Invalid.
    """
    scope.require(CASE_HANDLE.name)
    petition = get_petition(scope, petition_id, to_change=True)
    require_version(petition, seen)
    first = reply_day(petition, queries.get_case(scope, petition))
    if first is None:
        raise Refused("no_reply_yet")
    chosen = _chosen(petition, people)
    if on < first:
        raise Invalid({"on": "before_decision"})
    note_step(scope, petition, "reply", Why(on))
    for party in chosen:
        party.replied_on = on
    db.session.flush()
    return petition


def offers(scope: Scope, petition: Petition, case: Case | None, wishes: Iterable[Withdrawal]) -> frozenset[str]:
    """What the actor can do on the page of who signed: ``appoint``, ``reply``, ``ask``, ``confirm``."""
    left = remaining(petition)
    settled = is_settled(petition, case)
    process, handle = scope.can(PETITION_PROCESS.name), scope.can(CASE_HANDLE.name)
    identify = scope.can(PETITION_IDENTIFY.name)
    waits = any(one.replied_on is None for one in left) and reply_day(petition, case) is not None
    allowed = {
        "appoint": process and identify and len(left) > 1 and not settled,
        "reply": handle and identify and waits,
        "ask": process and not settled and (petition.is_sealed or (identify and bool(left))),
        "confirm": any(can_confirm(scope, wish) for wish in wishes),
    }
    return frozenset(name for name, may in allowed.items() if may)


def note_only_reply(petition: Petition, on: date) -> None:
    """Who petitions alone has the reply with the decision or answer; of a group it is noted one by one."""
    own = remaining(petition)
    if len(own) == 1:
        own[0].replied_on = on


def waiting(petition: Petition, case: Case) -> int:
    """How many who did not withdraw have no reply yet to what was decided; 0 when nothing was, or the case ended."""
    if case.decided_on is None or case.state in ("terminated", "closed"):
        return 0
    return sum(party.replied_on is None for party in remaining(petition))


def require_replies(petition: Petition, case: Case) -> None:
    """Raise Refused while somebody who did not withdraw has no reply to what was decided."""
    if waiting(petition, case):
        raise Refused("replies_missing")
