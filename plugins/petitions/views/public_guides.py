"""How to complain, denounce and recommend, and who is competent: read by everybody, out of the dated law."""

from __future__ import annotations

from typing import Any

from core.api import Scope, clock, language, page, settings
from plugins.petitions.law.readers import acceptance_rule, conditions, non_acceptance_grounds, petition_law
from plugins.petitions.law.records import Kind
from plugins.petitions.queries.guides import limits, ways
from plugins.petitions.settings import PetitionsSettings
from plugins.petitions.views.blueprint import public

#: Reception's rule: when whoever came is told what becomes of the matter.
TOLD = "RC-13"


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
