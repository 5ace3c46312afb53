"""What the guides tell citizens: limits in force and who settles what, out of the dated law."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import clock, language, law
from plugins.petitions.law.readers import petition_law
from plugins.petitions.law.records import Route
from plugins.petitions.words import LEVEL_LABELS

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


def ways(book: law.LawBook | None = None) -> dict[str, list[Way]]:
    """Kind of petition -> the ways open today, in the order of the law's files."""
    found: dict[str, list[Way]] = {"complaint_first": [], "complaint_second": [], "denunciation": []}
    for row in petition_law(book).records("route", clock.today()):
        if isinstance(row, Route):
            against = str(LEVEL_LABELS[row.respondent])
            basis = f"{row.source}, {row.article}"
            found[row.petition].append(Way(against, row.title(language()), basis, row.confidence not in UNSURE))
    return found
