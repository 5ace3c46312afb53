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
    once: str = dataclasses.field(default="", compare=False)
