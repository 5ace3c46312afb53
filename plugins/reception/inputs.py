"""What the desk hands to the services: plain values, already of the right shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PersonInput:
    """Somebody who came. Only name and commune are needed; "unknown" is a value."""

    name: str
    commune: str
    address: str = ""
    id_type: str = "unknown"
    id_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PaperInput:
    """A paper the visitor left."""

    name: str
    pages: int = 1
    condition: str = ""
    copy_kind: str = "copy"


@dataclass(frozen=True, slots=True)
class VisitInput:
    """A whole visit as the form or another program gives it."""

    received_on: date
    kind: str
    summary: str
    outcome: str
    headcount: int = 1
    people: tuple[PersonInput, ...] = ()
    papers: tuple[PaperInput, ...] = ()
    demand: str = ""
    prior_settlement: str = ""
    envelope_no: str = ""
    in_competence: bool = False
    by_head: bool = False
    outcome_body: str = ""
    outcome_paper: str = ""
    refusal_ground: str = ""
    refusal_explained: bool = False
    earlier_notice: str = ""
    result: str = ""
    note: str = ""
    #: Slip the citizen holds and the moment, when the visit was taken without network and joins later.
    slip: str = ""
    taken_at: datetime | None = None
    once: str = field(default="", compare=False)
