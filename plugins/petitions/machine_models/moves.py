"""What programs send about links, transfers and what comes back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.api import api_fields
from plugins.petitions.machine_models.petitions import Id, Seen
from plugins.petitions.services.links import FEWEST_PARTS, MOST_PARTS, Part
from plugins.petitions.services.moves import Why
from plugins.petitions.services.report_back import Report

Text = api_fields.Text
Day = api_fields.Day


class ReasonIn(Seen):
    """A step that needs a reason."""

    reason: Text = Field(min_length=1, max_length=1000)


class DuplicateIn(Seen):
    """``original``: id of the earlier petition."""

    original: Id


class RelatedIn(api_fields.Input):
    """``other``: id of a petition about the same matter."""

    other: Id


class PartIn(api_fields.Input):
    """One content of a mixed petition; a denunciation among them is taken in on screen."""

    kind: Literal["complaint", "recommendation"]
    summary: Text = Field(min_length=1, max_length=8000)
    demand: Text = Field("", max_length=4000)


class PartsIn(Seen):
    """The contents a petition is split into."""

    parts: list[PartIn] = Field(min_length=FEWEST_PARTS, max_length=MOST_PARTS)

    def values(self) -> list[Part]:
        """The parts as the services take them."""
        return [Part(**part.model_dump()) for part in self.parts]


class SendUpIn(Seen):
    """A denunciation against the unit's own head or deputy goes upward."""

    on: Day
    body: Text = Field(min_length=1, max_length=300)
    paper_no: Text = Field(min_length=1, max_length=60)

    def why(self) -> Why:
        """Day and paper."""
        return Why(self.on, paper_no=self.paper_no)


class DispatchIn(Seen):
    """``to``: slug of the receiving unit of this installation."""

    to: str = Field(min_length=1, max_length=63, pattern=r"^[a-z0-9][a-z0-9-]*$")


class UrgeIn(Seen):
    """A reminder to the body that holds the petition."""

    on: Day
    paper_no: Text = Field("", max_length=60)


class ReplyIn(Seen):
    """What the other body answered."""

    on: Day
    reply: Text = Field(min_length=1, max_length=1000)
    reply_no: Text = Field("", max_length=60)


class ReportIn(Seen):
    """What is reported to the body that passed the petition on."""

    on: Day
    paper_no: Text = Field(min_length=1, max_length=60)
    text: Text = Field(min_length=1, max_length=1000)

    def values(self) -> Report:
        """The report as the services take it."""
        return Report(self.on, self.paper_no, self.text)
