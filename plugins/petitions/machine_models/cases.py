"""What programs send about cases and questions to units, and get of them."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from core.api import api_fields
from plugins.petitions.machine_models.petitions import ClockOut, Kind

Text = api_fields.Text


class StepIn(api_fields.Input):
    """A step of a case. ``values`` are the fields of the step's form on screen, days as 2026-11-23."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"version": 4, "values": {"on": "2026-11-23", "paper_no": "12/UBND"}}]}
    )

    version: int = Field(ge=1, le=999_999_999)
    values: dict[str, Text] = Field(default={}, max_length=20)


class DialogueOut(api_fields.Output):
    """A dialogue: called, held, put off."""

    state: str
    notice_on: date
    planned_on: date
    place: str
    agreed: str
    open_points: str


class PauseOut(api_fields.Output):
    """A time that is not counted; ``to_on`` is null while it lasts."""

    kind: str
    ground: str
    from_on: date
    to_on: date | None


class ExtensionOut(api_fields.Output):
    """More time by a written decision; ``days`` are calendar days."""

    rule_id: str
    days: int
    ground: str
    paper_no: str
    decided_on: date


class TaskOut(api_fields.Output):
    """A question to a unit, and its answer; nothing else of the case."""

    id: str
    state: str
    question: str
    given_on: date
    due_on: date
    done_on: date | None
    result: str
    url: str


class TasksOut(api_fields.Output):
    """Questions to the unit of the token's post: open ones, the next due first, and those answered last."""

    open: list[TaskOut]
    done: list[TaskOut]


class TaskAnswerIn(api_fields.Input):
    """What the unit found."""

    result: Text = Field(min_length=1, max_length=4000)


class CaseOut(api_fields.Output):
    """A case as its page shows it. ``steps`` and ``decisions``: what the token's post may do with it now."""

    id: str
    code: str
    version: int
    kind: Kind
    level: int
    state: str
    accepted_on: date
    complex: bool
    verification: str
    verdict: str
    result: str
    decided_on: date | None
    officer: str
    steps: list[str]
    decisions: list[str]
    clocks: list[ClockOut]
    tasks: list[TaskOut]
    dialogues: list[DialogueOut]
    pauses: list[PauseOut]
    extensions: list[ExtensionOut]
