"""What programs send to the register and get from it; limits are those of the forms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from core.api import api_fields
from plugins.petitions.inputs import Classification, PartyInput, PetitionInput, Proposal
from plugins.petitions.services.decide import Decision

Text = api_fields.Text
Day = api_fields.Day
Number = api_fields.Number
#: Id of a record, as answers give it.
Id = Annotated[str, Field(min_length=1, max_length=26, pattern=r"^[a-z0-9-]+$")]
Kind = Literal["complaint", "denunciation", "recommendation", "mixed"]
#: A denunciation is taken in on screen alone: somebody reads its transcript field by field there.
OpenKind = Literal["complaint", "recommendation", "mixed"]
Source = Literal["visit", "handed_in", "post", "other_body", "leader", "online", "transfer"]
Role = Literal["petitioner", "representative", "proxy"]
IdType = Literal["unknown", "citizen_id", "passport", "other"]
Work = Literal["mine", "unit", "week", "overdue", "signature", "sealed", "kept"]
#: Invented, as everything in the document.
EXAMPLE: dict[str, Any] = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "source": "post",
    "summary": "Đề nghị xem lại quyết định thu hồi đất",
    "people": [{"name": "Nguyễn Văn Mẫu", "commune": "Đăk Pne"}],
}


class PartyIn(api_fields.Input):
    """Somebody who signed."""

    name: Text = Field(min_length=1, max_length=120)
    commune: Text = Field("", max_length=120)
    address: Text = Field("", max_length=200)
    role: Role = "petitioner"
    id_type: IdType = "unknown"
    id_number: Text = Field("", max_length=30)
    phone: Text = Field("", max_length=20)


class PetitionIn(api_fields.Input):
    """A petition as the officer's form takes it; denunciations are taken in on screen."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    received_on: Day
    kind: OpenKind
    source: Source
    summary: Text = Field(min_length=1, max_length=8000)
    people: list[PartyIn] = Field(default=[], max_length=20)
    headcount: int = Field(1, ge=1, le=9999)
    anonymous: bool = False
    source_body: Text = Field("", max_length=300)
    written_on: Day | None = None
    demand: Text = Field("", max_length=4000)
    place: Text = Field("", max_length=200)
    respondent: Text = Field("", max_length=300)
    decision_no: Text = Field("", max_length=60)
    decision_on: Day | None = None
    earlier_settlement: Text = Field("", max_length=500)
    originals: bool = False
    candidate: bool = False
    note: Text = Field("", max_length=1000)

    def values(self) -> PetitionInput:
        """The petition as the services take it."""
        parties = tuple(PartyInput(**person.model_dump()) for person in self.people)
        return PetitionInput(**self.model_dump(exclude={"people"}), parties=parties)


class Seen(api_fields.Input):
    """``version`` is the one that was read: whoever names an older one is refused, and nothing is written."""

    version: int = Field(ge=1, le=999_999_999)


class ClassificationIn(Seen):
    """What the officer found, axis by axis. ``answers``: id of a condition -> whether it is met."""

    kind: Kind
    competence: Text = Field("", max_length=20)
    respondent_level: Text = Field("", max_length=40)
    second: bool = False
    answers: dict[str, bool] = Field(default={}, max_length=40)
    special: Text = Field("", max_length=30)
    lower_overdue: bool = False
    competent_body: Text = Field("", max_length=300)
    candidate: bool = False
    originals: bool = False

    def values(self) -> Classification:
        """The classification as the services take it."""
        return Classification(**self.model_dump(exclude={"version"}))


class ProposalIn(Seen):
    """An outcome to put before the head; only those the law leaves are taken."""

    result: Text = Field(min_length=1, max_length=20)
    reason: Text = Field(min_length=1, max_length=1000)
    ground: Text = Field("", max_length=20)
    body: Text = Field("", max_length=300)
    article_25: bool = False

    def values(self) -> Proposal:
        """The proposal as the services take it."""
        return Proposal(**self.model_dump(exclude={"version"}))


class DecisionIn(Seen):
    """The head agrees, or sends the proposal back with a reason."""

    agree: bool
    on: Day
    paper_no: Text = Field("", max_length=60)
    reason: Text = Field("", max_length=1000)

    def values(self) -> Decision:
        """The decision as the services take it."""
        return Decision(**self.model_dump(exclude={"version"}))


class PetitionsQuestion(api_fields.Question):
    """Narrowing of the list, as the filter bar and the work lists do it."""

    q: Text = Field("", max_length=200)
    kind: Kind | None = None
    source: Source | None = None
    since: Day | None = None
    until: Day | None = None
    work: Work | None = None
    after: str | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{1,9}$")
    limit: Number = Field(25, ge=1, le=100)


class PetitionNote(api_fields.Output):
    """Which petition was made or changed, its state, and the version that the next change names."""

    id: str
    code: str
    state: str
    version: int
    url: str


class PetitionRowOut(api_fields.Output):
    """A line of the list. ``person`` is null for posts that may not see who petitioned."""

    id: str
    code: str
    received_on: date
    kind: Kind
    state: str
    proposal: str
    headcount: int
    summary: str
    due_on: date | None
    person: str | None
    url: str


class PetitionsOut(api_fields.Output):
    """A page of petitions, newest entry first; ``next`` is null on the last page."""

    petitions: list[PetitionRowOut]
    next: str | None


class PartyOut(api_fields.Output):
    """Somebody who signed."""

    name: str
    commune: str
    address: str
    role: Role
    id_type: str
    id_number: str
    phone: str


class ClockOut(api_fields.Output):
    """A limit. ``derivation``: event, rule, version, article, days left out, and the due date they give."""

    id: str
    kind: str
    rule_id: str
    state: str
    started_on: date
    due_on: date | None
    ended_on: date | None
    derivation: dict[str, Any]


class TransferOut(api_fields.Output):
    """To whom a petition was passed, and what came back."""

    body: str
    state: str
    sent_on: date
    paper_no: str
    receipt_no: str
    received_on: date | None
    replied_on: date | None
    reply_no: str
    reply: str


class LinkOut(api_fields.Output):
    """A petition this one is tied to. ``later``: this one repeats, or is a part of, the other."""

    id: str
    kind: str
    later: bool
    petition: str
    code: str


class MoveOut(api_fields.Output):
    """One step of the way of a petition or its case. ``on`` is the day it took place."""

    name: str
    after: str
    on: date
    paper_no: str


class PetitionOut(PetitionNote):
    """A petition as its page shows it. ``people`` is null for posts that may not see who petitioned."""

    received_on: date
    kind: Kind
    source: Source
    source_body: str
    written_on: date | None
    summary: str
    demand: str
    place: str
    respondent: str
    respondent_level: str
    decision_no: str
    decision_on: date | None
    earlier_settlement: str
    headcount: int
    originals: bool
    candidate: bool
    note: str
    eligible: bool | None
    competence: str
    competent_body: str
    special: str
    lower_overdue: bool
    proposal: str
    outcome_on: date | None
    outcome_no: str
    outcome_body: str
    envelope_no: str
    officer: str
    people: list[PartyOut] | None
    clocks: list[ClockOut]
    steps: list[MoveOut]
    links: list[LinkOut]
    transfers: list[TransferOut]
    #: Days of the reminders to the body that holds it.
    urged_on: list[date]
