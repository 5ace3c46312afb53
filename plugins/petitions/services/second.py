"""Second complaints (LKN Arts 33 to 37): who settles one, until when it is brought, and opening its case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Invalid, Refused, Scope, calendar_of
from plugins.petitions.law import NoRoute, Route, petition_law, route
from plugins.petitions.models import Case, Petition
from plugins.petitions.outcome_rules import level_of
from plugins.petitions.permissions import PETITION_DECIDE
from plugins.petitions.services.cases import open_case, opened, require_free
from plugins.petitions.services.clocks import end_clock
from plugins.petitions.services.moves import Why, require_version

#: Until when a second complaint is brought.
BRING_RULE = "CM-23"
#: States of a first case whose decision is out.
DECIDED = ("sent", "in_force", "enforcing", "closed")


@dataclass(frozen=True, slots=True)
class Second:
    """What the law says on a second complaint in a case."""

    route: Route | None
    here: bool
    until: date | None


def second_of(scope: Scope, petition: Petition, case: Case, day: date) -> Second:
    """Who settles a second complaint, whether that is this tenant, and the last day to bring it (CM-23).

    The day counts from the decision, as if it had arrived at once; later arrival gives more time.
    """
    try:
        found: Route | None = route("complaint_second", petition.respondent_level, day)
    except NoRoute:
        found = None
    here = found is not None and str(found.level) == level_of(scope.tenant.kind)
    until = None
    if case.decided_on is not None:
        flags = ("remote",) if case.remote else ()
        version = petition_law().rules.version_on(BRING_RULE, case.decided_on, flags)
        calendar = calendar_of(scope)
        until = calendar.add_calendar_days(case.decided_on, version.value)
    return Second(found, here, until)


def open_second(scope: Scope, petition_id: str, why: Why, *, seen: int | None = None) -> Case:
    """Accept a second complaint in a case whose first decision is out, where this tenant settles both.

    Raises Refused when it is not competent or no decision is out, Invalid without a reason when the
    time to bring one is over.
    """
    scope.require(PETITION_DECIDE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    require_free(scope, found.petition)
    if found.case.kind != "complaint" or found.case.level != 1 or found.case.state not in DECIDED:
        raise Refused("not_second_now")
    second = second_of(scope, found.petition, found.case, why.on)
    if not second.here:
        raise Refused("second_not_here")
    if second.until is not None and why.on > second.until and not why.reason:
        raise Invalid({"reason": "late_reason"})
    for kind in ("effect", "send"):
        end_clock(scope, found.petition, kind, why.on, done=False)
    found.petition.version += 1
    return open_case(scope, found.petition, why, level=2)
