"""The kinds of dated records of petitions, and how each is read from its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.api import law


class Kind(StrEnum):
    """What a petition is, for the outcome matrix. The first three are told by content, never by title."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    RECOMMENDATION = "recommendation"
    PARTY = "party_denunciation"
    SERIOUS = "serious_denunciation"
    COURT = "court_matter"
    OTHER_BODY = "other_body_matter"


class Cell(StrEnum):
    """A column of the outcome matrix."""

    MINE_ELIGIBLE = "mine_eligible"
    MINE_NOT_ELIGIBLE = "mine_not_eligible"
    NOT_MINE = "not_mine"
    LOWER_OVERDUE = "lower_overdue"
    MIXED = "mixed"


class Result(StrEnum):
    """What may be done with a petition."""

    ACCEPT = "accept"
    ANSWER = "answer"
    COMPLETE = "ask_to_complete"
    NOT_ACCEPT = "not_accept"
    GUIDE = "guide"
    TRANSFER = "transfer"
    RETURN = "return"
    FILE = "file"
    URGE = "urge"
    REPORT_UP = "report_up"
    DEMAND_REPORT = "demand_report"
    SPLIT = "split"


class Act(StrEnum):
    """What a decision does to a running case."""

    SUSPEND = "suspend"
    TERMINATE = "terminate"


class Model(StrEnum):
    """How much of a form's printed model was seen."""

    SEEN = "seen"
    FIELDS = "fields"
    DRAFT = "draft"


class Level(StrEnum):
    """Where a petition is settled."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class NonAcceptance(law.Record):
    """A ground on which a complaint is not accepted (LKN Art 11)."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(law.Record):
    """What a petition of these kinds must have: to be processed, or to be accepted."""

    applies_to: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(law.Record):
    """One of the seven criteria of a complex case, by its letter (a, b, c, d, đ, e, g)."""

    letter: str
    applies_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopGround(law.Record):
    """A ground of suspension or termination."""

    act: Act
    applies_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(law.Record):
    """One thing that may be done in one cell of the matrix.

    `form` is the id of a LawForm, or empty. `once`: only once per content. `only_if` names a
    circumstance ("passed_on": by deputies, Front or press; "guided_in_person"; "check_article_25").
    `rule` is the rule that limits it.
    """

    kind: Kind
    cell: Cell
    result: Result
    form: str
    once: bool
    only_if: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(law.Record):
    """Who settles a petition against whom: the post `settler` at `level`, and never at `never_at`."""

    petition: str
    respondent: str
    settler: str
    level: Level
    never_at: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawForm(law.Record):
    """A form: its `number` as printed (empty when not known), for what it is used, and what was seen."""

    number: str
    area: str
    model: Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(law.Record):
    """How long records are kept; `years` 0 means the law was not found: kept, and listed for the operator."""

    years: int

    @property
    def is_set(self) -> bool:
        """Whether a period is known."""
        return self.years > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionStep(law.Record):
    """A date of an election: `days` before election day, by plain subtraction."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionDay(law.Record):
    """A day of election."""

    day: date


def read_non_acceptance(table: law.Table) -> NonAcceptance:
    """One [[non_acceptance]]."""
    row = NonAcceptance(number=table.number("number", required=True, low=1), **law.read_common(table))
    table.finish()
    return row


def read_condition(table: law.Table) -> Condition:
    """One [[condition]]."""
    row = Condition(
        applies_to=table.texts("applies_to"),
        purpose=table.text("purpose", required=True, choices=("process", "accept")),
        **law.read_common(table),
    )
    table.finish()
    return row


def read_criterion(table: law.Table) -> Criterion:
    """One [[criterion]]."""
    row = Criterion(
        letter=table.text("letter", required=True, choices=("a", "b", "c", "d", "đ", "e", "g")),
        applies_to=table.texts("applies_to"),
        **law.read_common(table),
    )
    table.finish()
    return row


def read_stop_ground(table: law.Table) -> StopGround:
    """One [[stop_ground]]."""
    row = StopGround(
        act=Act(table.text("act", required=True, choices=list(Act)) or Act.SUSPEND),
        applies_to=table.texts("applies_to"),
        **law.read_common(table),
    )
    table.finish()
    return row


def read_outcome(table: law.Table) -> Outcome:
    """One [[outcome]]."""
    row = Outcome(
        kind=Kind(table.text("kind", required=True, choices=list(Kind)) or Kind.COMPLAINT),
        cell=Cell(table.text("cell", required=True, choices=list(Cell)) or Cell.NOT_MINE),
        result=Result(table.text("result", required=True, choices=list(Result)) or Result.FILE),
        form=table.text("form"),
        once=table.flag("once"),
        only_if=table.text("only_if", choices=("passed_on", "guided_in_person", "check_article_25")),
        rule=table.text("rule"),
        **law.read_common(table),
    )
    table.finish()
    return row


def read_route(table: law.Table) -> Route:
    """One [[route]]."""
    row = Route(
        petition=table.text("petition", required=True),
        respondent=table.text("respondent", required=True),
        settler=table.text("settler", required=True),
        level=Level(table.text("level", required=True, choices=list(Level)) or Level.COMMUNE),
        never_at=table.texts("never_at"),
        **law.read_common(table),
    )
    if row.level in row.never_at:
        table.complain("A petition cannot be settled where it may never go.", "never_at")
    table.finish()
    return row


def read_form(table: law.Table) -> LawForm:
    """One [[form]]."""
    row = LawForm(
        number=table.text("number"),
        area=table.text("area", required=True, choices=("reception", "processing", "complaint", "denunciation")),
        model=Model(table.text("model", required=True, choices=list(Model)) or Model.DRAFT),
        **law.read_common(table),
    )
    table.finish()
    return row


def read_retention(table: law.Table) -> Retention:
    """One [[retention]]."""
    row = Retention(years=table.number("years", high=999), **law.read_common(table))
    table.finish()
    return row


def read_election_step(table: law.Table) -> ElectionStep:
    """One [[election_step]]."""
    row = ElectionStep(days=table.number("days", required=True, high=400), **law.read_common(table))
    table.finish()
    return row


def read_election_day(table: law.Table) -> ElectionDay:
    """One [[election_day]]."""
    row = ElectionDay(day=table.day("day", required=True) or date.min, **law.read_common(table))
    table.finish()
    return row
