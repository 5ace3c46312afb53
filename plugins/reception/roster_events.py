"""What happens to the roster, in ids and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import DomainEvent, _l


@dataclass(frozen=True, kw_only=True)
class RosterMade(DomainEvent):
    """The roster of a month was made, or made anew. The subject names the month."""

    name = "reception.roster_made"
    label = _l("The roster was made")

    shifts: int
    gaps: int


@dataclass(frozen=True, kw_only=True)
class RosterPosted(DomainEvent):
    """The roster of a month was posted for the public."""

    name = "reception.roster_posted"
    label = _l("The roster was posted")


@dataclass(frozen=True, kw_only=True)
class RosterDayChanged(DomainEvent):
    """Somebody set by hand who receives on a day."""

    name = "reception.roster_day_changed"
    label = _l("A day of the roster was changed by hand")

    added: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class LeaveEntered(DomainEvent):
    """An officer's leave was entered; so many shifts became open."""

    name = "reception.leave_entered"
    label = _l("Leave was entered")

    opened: int


@dataclass(frozen=True, kw_only=True)
class LeaveRemoved(DomainEvent):
    """An entry of leave was taken back."""

    name = "reception.leave_removed"
    label = _l("An entry of leave was removed")


@dataclass(frozen=True, kw_only=True)
class SwapAsked(DomainEvent):
    """An officer asks to swap a shift."""

    name = "reception.swap_asked"
    label = _l("A swap of shifts was asked for")


@dataclass(frozen=True, kw_only=True)
class SwapAnswered(DomainEvent):
    """The request to swap was accepted, declined or withdrawn."""

    name = "reception.swap_answered"
    label = _l("A swap of shifts was answered")

    state: str


@dataclass(frozen=True, kw_only=True)
class CampaignSaved(DomainEvent):
    """Event windows were entered or changed."""

    name = "reception.campaign_saved"
    label = _l("Event windows were changed")

    windows: int


@dataclass(frozen=True, kw_only=True)
class HeadDayPlanned(DomainEvent):
    """A reception day of the head was planned or changed."""

    name = "reception.head_day_planned"
    label = _l("A reception day of the head was planned")

    day: date


@dataclass(frozen=True, kw_only=True)
class HeadDayAccounted(DomainEvent):
    """Somebody said what became of a reception day of the head."""

    name = "reception.head_day_accounted"
    label = _l("A reception day of the head was accounted for")

    state: str


@dataclass(frozen=True, kw_only=True)
class ShiftsConfirmed(DomainEvent):
    """Shifts were confirmed as held or not held, or that was taken back."""

    name = "reception.shifts_confirmed"
    label = _l("Shifts were confirmed")

    action: str
    shifts: int


@dataclass(frozen=True, kw_only=True)
class EntitlementChanged(DomainEvent):
    """The list of officers entitled to the allowance changed; group 0 means taken off."""

    name = "reception.entitlement_changed"
    label = _l("The list for the allowance was changed")

    group: int


EVENTS: list[type[DomainEvent]] = [
    RosterMade,
    RosterPosted,
    RosterDayChanged,
    LeaveEntered,
    LeaveRemoved,
    SwapAsked,
    SwapAnswered,
    CampaignSaved,
    HeadDayPlanned,
    HeadDayAccounted,
    ShiftsConfirmed,
    EntitlementChanged,
]
