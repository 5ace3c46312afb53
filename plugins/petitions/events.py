"""What happens to petitions, in ids: never a name, never the kind of a matter.

Denunciations, and what is hidden from anybody, have no live topic: whoever listens would learn that
one exists (promise P15).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import DomainEvent, Topic, _l
from plugins.petitions.permissions import PETITION_VIEW

TOPIC = "petitions.petitions"
TOPICS = [Topic(TOPIC, PETITION_VIEW)]


@dataclass(frozen=True, kw_only=True)
class PetitionRegistered(DomainEvent):
    """A petition was written into the register."""

    name = "petitions.petition_registered"
    label = _l("The petition was registered")


@dataclass(frozen=True, kw_only=True)
class PetitionMoved(DomainEvent):
    """A petition went on to another state."""

    name = "petitions.petition_moved"
    label = _l("The petition went on")

    move: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseMoved(DomainEvent):
    """The settlement of a case went on to another state."""

    name = "petitions.case_moved"
    label = _l("The settlement went on")

    move: str
    state: str


@dataclass(frozen=True, kw_only=True)
class RegisterChanged(DomainEvent):
    """Open lists of petitions should look again; tells nothing else."""

    name = "petitions.register_changed"
    label = _l("The register changed")
    topic = TOPIC


@dataclass(frozen=True, kw_only=True)
class ClockRecounted(DomainEvent):
    """Somebody accepted another due date after the calendar or the law changed."""

    name = "petitions.clock_recounted"
    label = _l("A new due date was accepted")

    clock: str
    old: date | None
    new: date | None


@dataclass(frozen=True, kw_only=True)
class TaskGiven(DomainEvent):
    """A unit was asked to verify something."""

    name = "petitions.task_given"
    label = _l("A unit was asked to verify something")


@dataclass(frozen=True, kw_only=True)
class TaskDone(DomainEvent):
    """A unit answered what it was asked."""

    name = "petitions.task_done"
    label = _l("A unit answered what it was asked")


@dataclass(frozen=True, kw_only=True)
class WithdrawalMoved(DomainEvent):
    """A wish to withdraw was taken, confirmed, set aside, or taken back."""

    name = "petitions.withdrawal_moved"
    label = _l("A wish to withdraw went on")

    state: str


@dataclass(frozen=True, kw_only=True)
class FilingSent(DomainEvent):
    """Somebody sent something online; it waits to be registered or refused."""

    name = "petitions.filing_sent"
    label = _l("Something was sent online")


@dataclass(frozen=True, kw_only=True)
class FilingDecided(DomainEvent):
    """What was sent online was registered or refused. ``state`` says which."""

    name = "petitions.filing_decided"
    label = _l("What was sent online was registered or refused")
    state: str


@dataclass(frozen=True, kw_only=True)
class FilingChanged(DomainEvent):
    """The sender or the office added something."""

    name = "petitions.filing_changed"
    label = _l("Something was added online")


EVENTS: list[type[DomainEvent]] = [
    PetitionRegistered,
    PetitionMoved,
    CaseMoved,
    RegisterChanged,
    ClockRecounted,
    TaskGiven,
    TaskDone,
    WithdrawalMoved,
    FilingSent,
    FilingDecided,
    FilingChanged,
]
