"""How many representatives a group may send, by the bands of representatives.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.api import law

BANDS_FILE = Path(__file__).parent / "representatives.toml"
MOST_PEOPLE = 9999


class RepresentativeProblem(StrEnum):
    """What is wrong with a head count and its representatives."""

    NO_PEOPLE = "no_people"
    NEGATIVE = "negative"
    MORE_THAN_PEOPLE = "more_than_people"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Band:
    """For `from_people` to `to_people` petitioners: `at_least` to `at_most` representatives."""

    from_people: int
    to_people: int
    at_least: int
    at_most: int
    valid_from: date
    valid_to: date | None
    source: str
    article: str
    confidence: str
    note: str = ""

    def covers(self, headcount: int, day: date) -> bool:
        """Whether this band speaks of so many people on that day."""
        in_band = self.from_people <= headcount <= self.to_people
        return in_band and law.in_force(self.valid_from, self.valid_to, day)


def band_for(headcount: int, on: date) -> Band | None:
    """The band for so many people on that day; None for one person, or when no law was in force."""
    return next((band for band in _bands() if band.covers(headcount, on)), None)


def check_representatives(headcount: int, representatives: int, on: date) -> RepresentativeProblem | None:
    """What breaks the rule, or None. A representative must be one of the petitioners."""
    if headcount < 1:
        return RepresentativeProblem.NO_PEOPLE
    if representatives < 0:
        return RepresentativeProblem.NEGATIVE
    if representatives > headcount:
        return RepresentativeProblem.MORE_THAN_PEOPLE
    band = band_for(headcount, on)
    if band and representatives < band.at_least:
        return RepresentativeProblem.TOO_FEW
    if band and representatives > band.at_most:
        return RepresentativeProblem.TOO_MANY
    return None


@cache
def _bands() -> tuple[Band, ...]:
    return read_bands(BANDS_FILE)


def read_bands(path: Path) -> tuple[Band, ...]:
    """The bands of one file; LawDataError names file, line and key of all mistakes."""
    source = law.read_source(path)
    top = law.Table(source)
    bands = tuple(_band(table) for table in top.tables("band"))
    top.finish()
    law.refuse_problems(source)
    return bands


def _band(table: law.Table) -> Band:
    valid_from, valid_to = table.dates_in_order("valid_from", "valid_to")
    if not table.has("valid_from"):
        table.complain('The key "valid_from" is missing.')
    from_people = table.number("from_people", required=True, low=1, high=MOST_PEOPLE)
    to_people = table.number("to_people", high=MOST_PEOPLE) or 10**9
    at_least = table.number("at_least", required=True)
    at_most = table.number("at_most", required=True)
    if to_people < from_people or at_most < at_least:
        table.complain("A band runs from a smaller number to a larger one.")
    band = Band(
        from_people=from_people,
        to_people=to_people,
        at_least=at_least,
        at_most=at_most,
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        source=table.text("source", required=True),
        article=table.text("article", required=True),
        confidence=table.text("confidence", required=True, choices=law.CONFIDENCES),
        note=table.text("note"),
    )
    table.finish()
    return band
