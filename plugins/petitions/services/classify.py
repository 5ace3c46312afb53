"""Classification: content, condition, competence and people, each on its own axis (law.md 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Invalid, Scope, clock, db, law
from plugins.petitions.inputs import Classification
from plugins.petitions.law import Condition, NoRoute, Route, conditions, respondents, route
from plugins.petitions.models import Petition
from plugins.petitions.outcome_rules import COMPETENCES, SPECIALS, goes_up, level_of
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import search
from plugins.petitions.services.moves import Why, move_petition, require_version
from plugins.petitions.states import KINDS

#: Special matters that never are the unit's own.
ELSEWHERE = ("court_matter", "other_body_matter", "party_denunciation")
ROUTED = {"complaint": "complaint_first", "denunciation": "denunciation"}


@dataclass(frozen=True, slots=True)
class Competent:
    """Who settles, by the dated table; ``route`` is None where the table names nobody."""

    route: Route | None
    ours: bool = False


def routing_name(kind: str, *, second: bool = False) -> str:
    """How the routing table calls such a petition; empty for kinds it does not know."""
    return "complaint_second" if kind == "complaint" and second else ROUTED.get(kind, "")


def competent(
    scope: Scope, kind: str, level: str, on: date, *, second: bool = False, book: law.LawBook | None = None
) -> Competent:
    """Who settles a petition of ``kind`` against a post of that level on a day, by ``book`` or the one in force."""
    name = routing_name(kind, second=second)
    if not name or not level:
        return Competent(None)
    try:
        found = route(name, level, on, book)
    except NoRoute:
        return Competent(None)
    return Competent(found, str(found.level) == level_of(scope.tenant.kind))


def conditions_of(kind: str, on: date, book: law.LawBook | None = None) -> list[Condition]:
    """What is asked of a petition of the kind; for a denunciation also whether it can be accepted (LTC Art 29.1)."""
    if kind == "mixed":
        return []
    found = conditions(kind, on, book=book)
    return [*found, *conditions(kind, on, "accept", book)] if kind == "denunciation" else found


def classify(scope: Scope, public_id: str, values: Classification, *, seen: int | None) -> Petition:
    """Write down what the officer found; the petition may then be proposed for an outcome.

    Raises NotFound, Forbidden, Refused("stale"), Invalid with one rule key per field.
    """
    petition = queries.get_petition(scope, public_id, to_change=True)
    require_version(petition, seen)
    if found := problems(scope, petition, values):
        raise Invalid(found)
    answers = {row.id: bool(values.answers.get(row.id)) for row in conditions_of(values.kind, petition.received_on)}
    move_petition(scope, petition, "classify", Why(clock.today()), seen=seen)
    for name in ("kind", "respondent_level", "special", "lower_overdue", "candidate", "originals"):
        if getattr(petition, name) != getattr(values, name):
            setattr(petition, name, getattr(values, name))
    petition.answers = answers
    petition.eligible = None if values.kind == "mixed" else all(answers.values())
    who = competent(scope, values.kind, values.respondent_level, petition.received_on, second=values.second)
    petition.competence = values.competence
    petition.competent_body = values.competent_body or (who.route.title_vi if who.route and not who.ours else "")
    petition.proposal = petition.proposal_reason = petition.ground = ""
    db.session.flush()
    search.index(scope, petition)
    return petition


def problems(scope: Scope, petition: Petition, values: Classification) -> dict[str, str]:
    """Everything that is wrong at once: field -> key of a sentence."""
    found: dict[str, str] = {}
    if values.kind not in KINDS:
        found["kind"] = "required"
    elif (values.kind == "denunciation") != petition.is_sealed:
        found["kind"] = "other_custody"
    if values.special and values.special not in SPECIALS:
        found["special"] = "not_listed"
    elif values.special.endswith("_denunciation") and values.kind != "denunciation":
        found["special"] = "not_for_kind"
    if found:
        return found
    return found | _competence(scope, petition, values)


def _competence(scope: Scope, petition: Petition, values: Classification) -> dict[str, str]:
    if values.kind == "mixed":
        return {}
    if values.competence not in COMPETENCES:
        return {"competence": "required"}
    if key := _level(petition, values):
        return {"respondent_level": key}
    who = competent(scope, values.kind, values.respondent_level, petition.received_on, second=values.second)
    if values.competence == "mine":
        key = _not_ours(scope, values, who)
        return {"competence": key} if key else {}
    return {} if who.route is not None or values.competent_body else {"competent_body": "required"}


def _not_ours(scope: Scope, values: Classification, who: Competent) -> str:
    """Why what the officer calls the unit's own is not, as a key."""
    if goes_up(values.kind, values.respondent_level, scope.tenant.kind):
        return "goes_up"
    if who.route is not None and not who.ours:
        return "not_ours"
    return "special_not_ours" if values.special in ELSEWHERE else ""


def _level(petition: Petition, values: Classification) -> str:
    """What is wrong with the level of the respondent, as a key; the table of competence asks for it."""
    name = routing_name(values.kind, second=values.second)
    known = respondents(name, petition.received_on) if name else []
    if values.respondent_level:
        return "" if values.respondent_level in known or not known else "not_listed"
    asked = values.kind == "denunciation" or (values.kind == "complaint" and values.competence == "mine")
    return "required" if asked else ""
