"""How to complain, denounce and recommend, and who is competent: read by everybody, out of the dated law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.api import Scope, clock, language, law, page, settings
from plugins.petitions.law.readers import acceptance_rule, conditions, non_acceptance_grounds, petition_law
from plugins.petitions.law.records import Kind, Route
from plugins.petitions.settings import PetitionsSettings
from plugins.petitions.views.blueprint import public
from plugins.petitions.words import LEVEL_LABELS

#: Reception's rule: when whoever came is told what becomes of the matter.
TOLD = "RC-13"
#: Routes whose competent post rests on no text that was read (memory, derivation).
UNSURE = ("M", "D")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the law as a citizen reads it, and the event it is counted from."""

    title: str
    words: str
    counted_from: str
    basis: str


@dataclass(frozen=True, slots=True)
class Way:
    """Against whom, who settles it, on what basis."""

    against: str
    settler: str
    basis: str
    sure: bool


def limits(book: law.LawBook, rule_ids: tuple[str, ...], flags: tuple[str, ...] = ()) -> list[Limit]:
    """The limits of these rules in force today; a rule that holds no more, or of a plugin not loaded, is left out."""
    found, known = [], {rule.id for rule in book.rules}
    for rule_id in (one for one in rule_ids if one in known):
        rule = book.rules.chosen(rule_id, flags)
        version = rule.version_on(clock.today(), flags)
        if version is not None:
            words, event = law.unit_words(version.value, version.unit.value), law.event_words(rule.start_event)
            found.append(Limit(rule.title(language()), words, event, f"{version.source}, {version.article}"))
    return found


def guide(scope: Scope, template: str, kind: Kind, rule_ids: tuple[str, ...], **values: Any) -> Any:
    """One page of guidance on a kind of petition."""
    book, today = petition_law(), clock.today()
    flags = ("remote",) if settings(scope, PetitionsSettings).remote_area else ()
    musts = [row.title(language()) for row in conditions(kind, today, book=book)]
    return page(template, limits=limits(book, rule_ids, flags), musts=musts, **values)


@public.route("/complaint")
def complaint_guide(scope: Scope) -> Any:
    """How to complain about a decision or an act."""
    book, today = petition_law(), clock.today()
    accept = acceptance_rule(Kind.COMPLAINT, today, book=book).id
    return guide(
        scope,
        "petitions/complaint_guide.html",
        Kind.COMPLAINT,
        ("CM-01", accept, "CM-07", "CM-23"),
        grounds=[row.title(language()) for row in non_acceptance_grounds(today, book)],
    )


@public.route("/denunciation")
def denunciation_guide(scope: Scope) -> Any:
    """How to denounce: in writing or in person (LTC Art 22); there is no form here on purpose."""
    return guide(scope, "petitions/denunciation_guide.html", Kind.DENUNCIATION, ("DN-01", "DN-08", "DN-09"))


@public.route("/feedback")
def feedback_guide(scope: Scope) -> Any:
    """How to recommend something or give feedback."""
    return guide(scope, "petitions/feedback_guide.html", Kind.RECOMMENDATION, (TOLD,))


@public.route("/competence")
def competence_guide(scope: Scope) -> Any:
    """Who settles what, out of the routes in force today."""
    return page("petitions/competence_guide.html", groups=ways())


def ways(book: law.LawBook | None = None) -> dict[str, list[Way]]:
    """Kind of petition -> the ways open today, in the order of the law's files."""
    found: dict[str, list[Way]] = {"complaint_first": [], "complaint_second": [], "denunciation": []}
    for row in petition_law(book).records("route", clock.today()):
        if isinstance(row, Route):
            against = str(LEVEL_LABELS[row.respondent])
            basis = f"{row.source}, {row.article}"
            found[row.petition].append(Way(against, row.title(language()), basis, row.confidence not in UNSURE))
    return found
