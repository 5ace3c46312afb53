"""Reception's part of the tenant's public start page: when, where, and who receives."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from core.api import PublicSection, Scope, _, calendar_of, clock, dmy, language, law
from plugins.reception.duty_rules import RULES
from plugins.reception.law import SOURCE
from plugins.reception.models import HeadDay, Opening
from plugins.reception.queries import duty
from plugins.reception.queries import places as queries
from plugins.reception.views.places import clock_text, weekday_names

#: So far the start page looks ahead; the page of the ledger shows the whole year.
AHEAD, SHOWN = timedelta(days=60), 3


def public_sections(scope: Scope) -> list[PublicSection]:
    """Places with their hours, the head's next days, and who receives."""
    places = queries.list_places(scope)
    openings = queries.list_openings(scope, [place.id for place in places]) if places else []
    values = {
        "places": [(place, short_week([o for o in openings if o.place_id == place.id])) for place in places],
        "head": head_sentence(scope),
        "days": next_days(scope),
    }
    return [PublicSection(_("When, where and who receives"), "reception/_start_public.html", values, 10)]


def next_days(scope: Scope) -> list[tuple[HeadDay, str, str, str]]:
    """(day of the head, its day, its hours, what to know of it): the next ones, those put off included.

    A day posted less than the five working days ahead that the law asks for (RC-11) says so.
    """
    today = clock.today()
    rows = [row for row in duty.head_days(scope, today, today + AHEAD) if row.state in ("planned", "postponed")][:SHOWN]
    calendar = calendar_of(scope) if rows else None
    names = weekday_names()
    found = []
    for row in rows:
        day, hours = (
            f"{names[row.day.weekday()]}, {dmy(row.day)}",
            f"{clock_text(row.opens)} – {clock_text(row.closes)}",
        )
        note = ""
        if row.state == "postponed":
            note = _("Postponed to %(day)s", day=dmy(row.moved_to)) if row.moved_to else _("Postponed")
        elif not row.unscheduled and row.posted_on > duty.posting_due(scope, row.day, calendar):
            note = _("Posted later than the law asks for (5 working days ahead)")
        found.append((row, day, hours, note))
    return found


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
    """How often the head receives in person at least, as the dated rules have it today; or nothing."""
    level = duty.level_of(scope)
    rules = law.law_book(SOURCE).rules
    for rule_id in RULES:
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
