"""What the law demands of a visit, checked before anything is stored.

Problems are keys; forms.py has the sentences. Sources: law.md §1.1 (RC-13, RC-16, RC-17), §1.5
(refusal grounds), §3.1 (representatives), settled.md 12 (paper custody of denunciations).
"""

from __future__ import annotations

from datetime import date

from core.api import clock
from plugins.reception.inputs import VisitInput
from plugins.reception.law import check_representatives, refusal_grounds_on

#: The Law on Citizen Reception is in force since this day; no visit is older.
FIRST_DAY = date(2014, 7, 1)
#: Outcomes after which an answer is still owed (RC-13, 10 working days).
OWES_ANSWER = frozenset({"received", "registered"})


def problems(visit: VisitInput) -> dict[str, str]:
    """Field -> key of the rule it breaks; empty when the visit may be stored."""
    found: dict[str, str] = {}
    if visit.received_on > clock.today():
        found["received_on"] = "day_future"
    elif visit.received_on < FIRST_DAY:
        found["received_on"] = "day_too_old"
    if not visit.summary:
        found["summary"] = "required"
    found |= _people_problems(visit)
    found |= _offline_problems(visit)
    if visit.outcome in ("guided", "transferred") and not visit.outcome_body:
        found["outcome_body"] = "body_needed"
    if visit.outcome == "refused":
        found |= _refusal_problems(visit)
    return found


def _offline_problems(visit: VisitInput) -> dict[str, str]:
    """A visit taken without network has a slip and a past moment of its own day, and is no denunciation."""
    if not visit.slip and visit.taken_at is None:
        return {}
    if visit.kind == "denunciation":
        return {"kind": "offline_denunciation"}
    if not visit.slip or visit.taken_at is None or visit.taken_at > clock.now():
        return {"slip": "offline_moment"}
    return {} if visit.taken_at.astimezone(clock.ZONE).date() == visit.received_on else {"received_on": "offline_day"}


def _people_problems(visit: VisitInput) -> dict[str, str]:
    if visit.kind == "denunciation":
        if any(p.name or p.commune or p.address or p.id_number or p.phone for p in visit.people):
            return {"people": "sealed_identity"}
        return {} if visit.envelope_no else {"envelope_no": "envelope_needed"}
    if not visit.people:
        return {"people": "person_needed"}
    for person in visit.people:
        if not person.name or not person.commune:
            return {"people": "name_and_commune"}
    if len(visit.people) > visit.headcount:
        return {"headcount": "fewer_than_listed"}
    problem = check_representatives(visit.headcount, len(visit.people), visit.received_on)
    return {"people": f"representatives_{problem}"} if problem else {}


def _refusal_problems(visit: VisitInput) -> dict[str, str]:
    grounds = {ground.code: ground for ground in refusal_grounds_on(visit.received_on)}
    ground = grounds.get(visit.refusal_ground)
    found: dict[str, str] = {}
    if ground is None:
        found["refusal_ground"] = "ground_needed" if not visit.refusal_ground else "ground_not_in_force"
    elif (ground.needs_earlier_notice or ground.needs_written_reply) and not visit.earlier_notice:
        found["earlier_notice"] = "earlier_notice_needed"
    if not visit.refusal_explained:
        found["refusal_explained"] = "explain_needed"
    return found
