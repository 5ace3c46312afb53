"""Tables of the reception desk, by what changes together."""

from plugins.reception.models.alarms import Alarm
from plugins.reception.models.allowance import Entitlement
from plugins.reception.models.bookings import Booking, Closure
from plugins.reception.models.duty import ABSENCE_GROUNDS, HEAD_STATES, UNSCHEDULED_GROUNDS, HeadDay
from plugins.reception.models.places import Opening, Place
from plugins.reception.models.queue import Counter, HallDay, Seat, Step, Ticket
from plugins.reception.models.roster import (
    LEAVE_GROUNDS,
    SWAP_STATES,
    Campaign,
    CampaignWindow,
    Leave,
    Roster,
    RosterGap,
    Shift,
    Swap,
)
from plugins.reception.models.visits import (
    COPY_KINDS,
    ID_TYPES,
    KINDS,
    OUTCOMES,
    Paper,
    Person,
    Visit,
    VisitChange,
)

__all__ = [
    "ABSENCE_GROUNDS",
    "COPY_KINDS",
    "HEAD_STATES",
    "ID_TYPES",
    "KINDS",
    "LEAVE_GROUNDS",
    "OUTCOMES",
    "SWAP_STATES",
    "UNSCHEDULED_GROUNDS",
    "Alarm",
    "Booking",
    "Campaign",
    "CampaignWindow",
    "Closure",
    "Counter",
    "Entitlement",
    "HallDay",
    "HeadDay",
    "Leave",
    "Opening",
    "Paper",
    "Person",
    "Place",
    "Roster",
    "RosterGap",
    "Seat",
    "Shift",
    "Step",
    "Swap",
    "Ticket",
    "Visit",
    "VisitChange",
]
