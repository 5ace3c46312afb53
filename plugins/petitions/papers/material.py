"""What is known of a petition when one of its papers is written: plain values, so that texts are pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core.api import documents

#: What is to be filled by hand.
BLANK = "……………………"


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue: when and where it was called, who took part, what came of it."""

    planned_on: date
    hour: str
    place: str
    chair: str
    others: str
    held: bool
    absent: bool
    agreed: str
    open_points: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a petition stands, as far as it decides which papers are due. ``case`` is empty before acceptance.

    ``talk`` is the state of the newest dialogue; ``stopped``, ``extended`` and ``withdrawn`` say whether that ever happened.
    """

    kind: str
    state: str
    proposal: str
    case: str = ""
    talk: str = ""
    stopped: bool = False
    extended: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a paper may quote. Of a denunciation ``people`` is empty: who denounced is filled by hand, if at all."""

    agency: documents.Agency
    kind: str
    code: str
    received_on: date
    written_on: date | None
    source_body: str
    summary: str
    demand: str
    respondent: str
    decision_no: str
    decision_on: date | None
    headcount: int
    people: tuple[tuple[str, str], ...]
    speaks: str
    competent_body: str
    outcome_body: str
    proposal: str
    reason: str
    ground: str
    officer: str
    unit: str
    today: date
    #: The decree that amends the one on this kind of petition today; empty: none.
    amending: str
    #: Calendar days for a second complaint, and in remote areas (CM-23); for which a conclusion is posted (DN-18).
    second_days: tuple[int, int]
    posted_days: int
    case: str = ""
    level: int = 1
    accepted_on: date | None = None
    due_on: date | None = None
    verification: str = ""
    verdict: str = ""
    result: str = ""
    differs: bool | None = None
    talk: Talk | None = None
    stop_ground: str = ""
    extended: tuple[int, str, date] | None = None
    withdrawn: str = ""
    questions: tuple[tuple[str, str, date], ...] = field(default=())

    @property
    def sealed(self) -> bool:
        """Whether nobody may be named."""
        return self.kind == "denunciation"

    @property
    def person(self) -> str:
        """Who petitioned, as a sentence names them; dots where nobody may or can be named."""
        if self.sealed:
            return f"ông (bà) {BLANK}"
        if not self.people:
            return f"ông (bà) {BLANK}"
        more = f" và {self.headcount - 1} người khác" if self.headcount > 1 else ""
        name = self.speaks or self.people[0][0]
        return f"ông (bà) {name}{more}"

    @property
    def address(self) -> str:
        """Where the first of them lives."""
        if self.sealed or not self.people:
            return BLANK
        return dict(self.people).get(self.speaks, self.people[0][1]) or BLANK

    @property
    def matter(self) -> str:
        """The matter in one line, without a full stop."""
        return " ".join(self.summary.split()).rstrip(". ")

    @property
    def petition(self) -> str:
        """How the petition is called in a sentence."""
        noun = {"complaint": "đơn khiếu nại", "denunciation": "đơn tố cáo"}.get(self.kind, "đơn kiến nghị, phản ánh")
        written = f" đề {documents.long_date(self.written_on)}" if self.written_on else ""
        return f"{noun}{written}"


def day(value: date | None) -> str:
    """A date in words, or dots to be filled."""
    return documents.long_date(value)
