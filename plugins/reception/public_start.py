"""Reception's part of the tenant's public start page: when, where, and who receives."""

from __future__ import annotations

from itertools import groupby

from core.api import PublicSection, Scope, _, clock, language, law
from plugins.reception.law import SOURCE
from plugins.reception.models import Opening
from plugins.reception.queries import places as queries
from plugins.reception.views.places import clock_text, weekday_names

#: Kind of node -> the level of whom the rules on the head's own days speak.
LEVELS = {
    "commune": "commune",
    "town": "commune",
    "ward": "commune",
    "district": "district",
    "province": "province",
    "city": "province",
}
#: The Party's own rule (RC-08) binds no state agency.
HEAD_RULES = ("RC-01", "RC-02", "RC-03", "RC-04")


def public_sections(scope: Scope) -> list[PublicSection]:
    """Places with their hours, and who receives there; three statements."""
    places = queries.list_places(scope)
    openings = queries.list_openings(scope, [place.id for place in places]) if places else []
    values = {
        "places": [(place, short_week([o for o in openings if o.place_id == place.id])) for place in places],
        "head": head_sentence(scope),
    }
    return [PublicSection(_("When, where and who receives"), "reception/_start_public.html", values, 10)]


def short_week(openings: list[Opening]) -> list[tuple[str, list[str]]]:
    """(days, hours) of the days with reception; neighbouring days with the same hours are one line."""
    names = weekday_names()
    hours = [[f"{clock_text(o.opens)} – {clock_text(o.closes)}" for o in openings if o.weekday == d] for d in range(7)]
    lines = []
    for same, run in groupby(range(7), key=lambda day: hours[day]):
        days = list(run)
        if same:
            first, last = names[days[0]], names[days[-1]]
            lines.append((first if len(days) == 1 else _("%(first)s to %(last)s", first=first, last=last), same))
    return lines


def head_sentence(scope: Scope) -> str:
    """How often the head receives in person at least (RC-01 to RC-04), as dated rules have it; or nothing."""
    level = LEVELS.get(scope.tenant.kind, "")
    rules = law.law_book(SOURCE).rules
    for rule_id in HEAD_RULES:
        rule = rules.rule(rule_id)
        version = rule.version_on(clock.today())
        if version is not None and level in rule.applies_to:
            return _(
                "%(rule)s: at least %(often)s (%(source)s, %(article)s).",
                rule=rule.title(language()),
                often=law.unit_words(version.value, version.unit.value),
                source=version.source,
                article=version.article,
            )
    return ""
