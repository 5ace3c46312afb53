"""What programs send about the lists beside the register, and get of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from core.api import api_fields
from plugins.petitions.machine_models.petitions import Id

Text = api_fields.Text
Day = api_fields.Day
Number = api_fields.Number
FilingState = Literal["waiting", "fresh", "registered", "refused"]
Ground = Literal["complaint", "denunciation", "not_ours", "settled", "unclear", "insult"]


class FilingsQuestion(api_fields.Question):
    """``fresh``: the sender added something that nobody answered."""

    state: FilingState | None = "waiting"
    after: str | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{1,9}$")
    limit: Number = Field(25, ge=1, le=100)


class FilingRowOut(api_fields.Output):
    """A line of what came in online; nobody's name."""

    id: str
    state: str
    filed_on: date
    #: Answered by the sender: yes, partly, no, or nothing yet.
    satisfied: str
    fresh: bool
    url: str


class FilingsOut(api_fields.Output):
    """A page of them, the newest first; ``next`` is null on the last page."""

    filings: list[FilingRowOut]
    next: str | None


class NoteOut(api_fields.Output):
    """A line between sender and office."""

    kind: str
    on: date
    text: str


class FilingOut(FilingRowOut):
    """One of them. ``sender`` is null for posts that may not see who sent it; ``petition``: its entry in the register."""

    summary: str
    demand: str
    place: str
    sender: dict[str, str] | None
    due_on: date | None
    ground: str
    answer: str
    petition: str
    notes: list[NoteOut]


class FilingRefusalIn(api_fields.Input):
    """A ground of the list, with a word to the sender."""

    ground: Ground
    answer: Text = Field("", max_length=1000)


class FilingReplyIn(api_fields.Input):
    """What the sender reads with code and secret."""

    text: Text = Field(min_length=1, max_length=4000)


class MovingOut(api_fields.Output):
    """A limit that would end on another day if it were counted today. ``new_due`` is null when it would stand still."""

    petition: str
    code: str
    clock: str
    rule_id: str
    old_due: date | None
    new_due: date | None
    reasons: list[str]
    #: The word of whoever kept the stored date against just this new one.
    kept: dict[str, Any] | None
    url: str


class MovingsOut(api_fields.Output):
    """Those not decided first, the soonest first."""

    clocks: list[MovingOut]


class RecountIn(api_fields.Input):
    """Take the new due date, or keep the stored one. ``due``: the new one as it was read, null: the clock stands still."""

    take: bool
    due: Day | None
    reason: Text = Field(min_length=1, max_length=500)


class CandidateOut(api_fields.Output):
    """A file on a candidate."""

    id: str
    code: str
    received_on: date
    state: str
    due_on: date | None
    settled: bool


class CandidatesOut(api_fields.Output):
    """Files on candidates, the newest first, and the election whose calendar they follow."""

    election_on: date | None
    rests_from: date | None
    petitions: list[CandidateOut]


class TouchOut(api_fields.Output):
    """What happened to an envelope."""

    kind: str
    on: date
    to_body: str
    reason: str


class EnvelopeOut(api_fields.Output):
    """An envelope, and what happened to it, the oldest first. Nothing tells who is inside."""

    petition: str
    code: str
    envelope_no: str
    events: list[TouchOut]
    url: str


class EnvelopesOut(api_fields.Output):
    """The newest envelopes, each with its last event."""

    envelopes: list[EnvelopeOut]


class TouchIn(api_fields.Input):
    """Handed over (to whom), opened (reason and a second officer) or back. ``second``: an id of ``officers``."""

    kind: Literal["handed_over", "opened", "returned"]
    on: Day
    to_body: Text = Field("", max_length=200)
    reason: Text = Field("", max_length=500)
    second: Id | None = None


class OfficerOut(api_fields.Output):
    """An officer who processes petitions here."""

    id: str
    name: str
    post: str


class OfficersOut(api_fields.Output):
    """To whom petitions can be given."""

    officers: list[OfficerOut]


class AssignIn(api_fields.Input):
    """Petitions to give to an officer, all or none."""

    petitions: list[Id] = Field(min_length=1, max_length=100)
    officer: Id


class RemindIn(api_fields.Input):
    """Petitions whose holder is reminded."""

    petitions: list[Id] = Field(min_length=1, max_length=100)


class NumberOut(api_fields.Output):
    """How many were changed."""

    number: int
