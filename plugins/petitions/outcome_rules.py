"""Which outcomes the matrix of law.md 1.4 leaves for a petition, from its classification and the dated records.

Pure: what was done before is told by ``Past``; the records come from ``plugins.petitions.law``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import law
from plugins.petitions.law import Cell, Outcome, outcomes_for
from plugins.petitions.models import Petition

#: A commune's own head and deputies: never settled, nor kept, in the commune (LTC Art 12.1).
OWN_HEADS = ("commune_chairman", "commune_deputy")
COMPETENCES = ("mine", "other_admin", "elected", "court", "party", "public_unit")
SPECIALS = ("party_denunciation", "serious_denunciation", "court_matter", "other_body_matter")
IN_PERSON = ("visit", "handed_in")
LEVELS = {"province": "province", "district": "district"}
"""Kind of tenant -> level of its head; every other kind stands at the commune's level."""


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to this content before: guided or transferred once, reported to the head, sent twice."""

    guided: bool = False
    transferred: bool = False
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome that may be proposed, with the record it rests on (None: repeats an earlier petition)."""

    result: str
    record: Outcome | None

    @property
    def needs_article_25(self) -> bool:
        """Whether it must be confirmed that the content of LTC Art 25.2 was looked at first."""
        return self.record is not None and self.record.only_if == "check_article_25"


def level_of(tenant_kind: str) -> str:
    """The level at which the head of such a tenant settles."""
    return LEVELS.get(tenant_kind, "commune")


def goes_up(kind: str, respondent_level: str, tenant_kind: str) -> bool:
    """Whether a denunciation is against the commune's own head or a deputy, so that it cannot rest here."""
    return kind == "denunciation" and respondent_level in OWN_HEADS and level_of(tenant_kind) == "commune"


def cell_of(petition: Petition) -> Cell:
    """The column of the matrix a classified petition stands in."""
    if petition.kind == "mixed":
        return Cell.MIXED
    if petition.lower_overdue:
        return Cell.LOWER_OVERDUE
    if petition.competence != "mine":
        return Cell.NOT_MINE
    return Cell.MINE_ELIGIBLE if petition.eligible else Cell.MINE_NOT_ELIGIBLE


def choices(petition: Petition, past: Past, on: date, book: law.LawBook | None = None) -> list[Choice]:
    """The outcomes the law leaves for a classified petition on a day; none for mixed ones, which are split.

    A denunciation with serious damage is reported to the head before anything else (C05 Art 16).
    A petition whose content was guided or transferred already is filed (LTC Art 24.3, C07 Art 6.2).
    """
    cell = cell_of(petition)
    if cell is Cell.MIXED:
        return []
    base = petition.kind
    rows: list[Outcome] = []
    if (petition.special == "serious_denunciation" and not past.reported) or (
        petition.special and petition.special != "serious_denunciation"
    ):
        rows = outcomes_for(petition.special, cell, on, book)
    rows = rows or outcomes_for(base, cell, on, book)
    found = [Choice(str(row.result), row) for row in rows if _holds(row, petition, past)]
    if not found and any(_done(row, past) for row in rows):
        found = [Choice("file", None)]
    return [choice for choice in found if choice.result != "split"]


def _holds(row: Outcome, petition: Petition, past: Past) -> bool:
    if _done(row, past):
        return False
    if row.only_if == "passed_on":
        return petition.source == "other_body"
    if row.only_if == "guided_in_person":
        return petition.source in IN_PERSON
    return True


def _done(row: Outcome, past: Past) -> bool:
    """Whether an outcome that is allowed once was used for this content."""
    if past.transferred and row.result == "transfer":
        return True
    return past.guided and row.result == "guide"
