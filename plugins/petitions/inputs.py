"""What screens, letters and programs hand to the services: plain values of the right shape."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PartyInput:
    """Somebody who signed. Only the name is needed; "unknown" is a value."""

    name: str
    commune: str = ""
    address: str = ""
    role: str = "petitioner"
    id_type: str = "unknown"
    id_number: str = ""
    phone: str = ""
    signed: bool = True
    mandate_signed: bool = False


@dataclass(frozen=True, slots=True)
class PetitionInput:
    """A whole petition as a form, a letter or another program gives it."""

    received_on: date
    kind: str
    source: str
    summary: str
    parties: tuple[PartyInput, ...] = ()
    headcount: int = 1
    written_on: date | None = None
    source_ref: str = ""
    source_body: str = ""
    demand: str = ""
    field: str = ""
    place: str = ""
    respondent: str = ""
    respondent_level: str = ""
    decision_no: str = ""
    decision_on: date | None = None
    earlier_settlement: str = ""
    anonymous: bool = False
    originals: bool = False
    candidate: bool = False
    envelope_no: str = ""
    note: str = ""
    #: Names of the free texts of which somebody confirmed that they betray nobody (denunciations).
    redacted: tuple[str, ...] = ()
    #: Public ids of users and units it is about: it is hidden from them.
    screen_users: tuple[str, ...] = ()
    screen_units: tuple[str, ...] = ()
    once: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Classification:
    """What the officer found: the axes are kept apart, as they are reported apart."""

    kind: str
    competence: str
    respondent_level: str = ""
    second: bool = False
    answers: dict[str, bool] = dataclasses.field(default_factory=dict)
    special: str = ""
    lower_overdue: bool = False
    competent_body: str = ""
    candidate: bool = False
    originals: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the officer proposes to the head; ``body`` for what goes elsewhere."""

    result: str
    reason: str
    ground: str = ""
    body: str = ""
    article_25: bool = False
