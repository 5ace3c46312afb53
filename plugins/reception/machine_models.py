"""What programs send to the desk and get from it; limits are those of the forms."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from core.api import api_fields
from plugins.reception.inputs import PaperInput, PersonInput, VisitInput

Kind = Literal["complaint", "denunciation", "recommendation", "other"]
Outcome = Literal["received", "guided", "registered", "transferred", "refused", "left"]
IdType = Literal["unknown", "citizen_id", "id_certificate", "personal_number", "passport", "other"]
CopyKind = Literal["original", "copy", "certified"]
#: Invented, as everything in the document.
EXAMPLE: dict[str, Any] = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "summary": "Đề nghị xem lại mức đền bù đất",
    "outcome": "received",
    "people": [{"name": "Nguyễn Văn Mẫu", "commune": "Đăk Pne"}],
    "papers": [{"name": "Đơn", "pages": 2}],
}
Text = api_fields.Text
Day = api_fields.Day
Number = api_fields.Number
Flag = api_fields.Flag


class PersonIn(api_fields.Input):
    """Somebody who came. For a denunciation none may be sent."""

    name: Text = Field(min_length=1, max_length=120)
    commune: Text = Field(min_length=1, max_length=120)
    address: Text = Field("", max_length=200)
    id_type: IdType = "unknown"
    id_number: Text = Field("", max_length=30)
    phone: Text = Field("", max_length=20)


class PaperIn(api_fields.Input):
    """A paper that was left."""

    name: Text = Field(min_length=1, max_length=200)
    pages: int = Field(1, ge=1, le=5000)
    condition: Text = Field("", max_length=100)
    copy_kind: CopyKind = "copy"


class VisitIn(api_fields.Input):
    """A visit as the officer's form takes it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    received_on: Day
    kind: Kind
    summary: Text = Field(min_length=1, max_length=4000)
    outcome: Outcome
    headcount: int = Field(1, ge=1, le=9999)
    people: list[PersonIn] = Field(default=[], max_length=5)
    papers: list[PaperIn] = Field(default=[], max_length=20)
    demand: Text = Field("", max_length=2000)
    prior_settlement: Text = Field("", max_length=500)
    envelope_no: Text = Field("", max_length=40)
    in_competence: bool = False
    by_head: bool = False
    outcome_body: Text = Field("", max_length=300)
    outcome_paper: Text = Field("", max_length=100)
    refusal_ground: Text = Field("", max_length=10)
    refusal_explained: bool = False
    earlier_notice: Text = Field("", max_length=100)
    result: Text = Field("", max_length=1000)
    note: Text = Field("", max_length=1000)

    def values(self) -> VisitInput:
        """The visit as the services take it."""
        plain = self.model_dump(exclude={"people", "papers", "reason"})
        people = tuple(PersonInput(**person.model_dump()) for person in self.people)
        papers = tuple(PaperInput(**paper.model_dump()) for paper in self.papers)
        return VisitInput(**plain, people=people, papers=papers)


class CorrectionIn(VisitIn):
    """The whole visit as it should stand, and why it changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**EXAMPLE, "reason": "Ghi nhầm nội dung"}]})

    reason: Text = Field(min_length=1, max_length=300)


class AnswerIn(api_fields.Input):
    """The answer the citizen got."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"result": "Đã trả lời bằng văn bản số 12/UBND"}]})

    result: Text = Field(min_length=1, max_length=1000)


class VisitsQuestion(api_fields.Question):
    """Narrowing of the list, as the filter bar does it; ``after`` is the last number seen."""

    q: Text = Field("", max_length=200)
    kind: Kind | None = None
    outcome: Outcome | None = None
    since: Day | None = None
    until: Day | None = None
    owed: Flag = False
    after: str | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{1,9}$")
    limit: Number = Field(25, ge=1, le=100)


class VisitNote(api_fields.Output):
    """Which visit was made or changed; ``code`` is its number as people say it."""

    id: str
    code: str
    year: int
    number: int
    answer_due_on: date | None
    answered: bool
    url: str


class VisitRowOut(VisitNote):
    """A line of the list. ``person`` is null for posts that may not see who came."""

    received_on: date
    kind: Kind
    outcome: Outcome
    headcount: int
    summary: str
    person: str | None


class VisitsOut(api_fields.Output):
    """A page of visits, newest number first; ``next`` is null on the last page."""

    visits: list[VisitRowOut]
    next: str | None


class PersonOut(api_fields.Output):
    """Somebody who came."""

    name: str
    commune: str
    address: str
    id_type: IdType
    id_number: str
    phone: str


class PaperOut(api_fields.Output):
    """A paper that was left."""

    name: str
    pages: int
    condition: str
    copy_kind: CopyKind


class ChangeOut(api_fields.Output):
    """A correction: when, by whom, why, and which fields."""

    at: str
    officer: str
    reason: str
    fields: list[str]


class VisitOut(VisitNote):
    """A visit as its page shows it. ``people`` is null for posts that may not see who came."""

    received_on: date
    kind: Kind
    outcome: Outcome
    headcount: int
    summary: str
    demand: str
    prior_settlement: str
    envelope_no: str
    in_competence: bool
    by_head: bool
    outcome_body: str
    outcome_paper: str
    refusal_ground: str
    refusal_explained: bool
    earlier_notice: str
    notice_due_on: date | None
    result: str
    note: str
    officer: str
    people: list[PersonOut] | None
    papers: list[PaperOut]
    changes: list[ChangeOut]
