"""What programs send about who signed a petition, and get of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from core.api import api_fields
from plugins.petitions.machine_models.petitions import Id, PartyOut, Seen

Text = api_fields.Text
Day = api_fields.Day


class RepresentativesIn(Seen):
    """Who speaks for the group, by a paper that everybody ``signed``."""

    people: list[Id] = Field(min_length=1, max_length=20)
    signed: bool
    paper_no: Text = Field("", max_length=60)


class RepliesIn(Seen):
    """Who got their own reply, and when."""

    people: list[Id] = Field(min_length=1, max_length=20)
    on: Day


class WithdrawalIn(api_fields.Input):
    """A wish to withdraw. ``alone``: the person was asked away from staff and others; ``person`` empty: a denouncer.

    ``pressed``: somebody pressed, threatened or promised something, so the matter goes on.
    """

    person: Id | None = None
    channel: Literal["desk", "post", "online"]
    alone: bool
    pressed: bool
    whole: bool = True
    content: Text = Field("", max_length=1000)


class ConfirmIn(api_fields.Input):
    """The second officer's word on a wish. ``breach``: the act denounced shows a breach of law, so the case goes on."""

    paper_no: Text = Field("", max_length=60)
    breach: bool = False


class SignerOut(PartyOut):
    """Somebody who signed, and when the reply was handed over."""

    id: str
    replied_on: date | None
    withdrawn_on: date | None


class WithdrawalOut(api_fields.Output):
    """A wish to withdraw. ``state``: asked, confirmed, kept_going or taken_back."""

    id: str
    state: str
    whole: bool
    channel: str
    alone: bool
    #: What the person answered; read by the second officer alone, else null.
    pressed: bool | None
    asked_on: date
    #: Until this day it rests; the second officer may not confirm earlier.
    cools_until: date
    confirmed_on: date | None


class PeopleOut(api_fields.Output):
    """Who signed. ``people`` is null for posts that may not see it. ``lacks``: what the group lacks, in words."""

    version: int
    headcount: int
    left: int
    lacks: str
    people: list[SignerOut] | None
    withdrawals: list[WithdrawalOut]
