"""Tables of the petitions plugin, by what changes together."""

from plugins.petitions.models.cases import Case, Clock
from plugins.petitions.models.filing import Filing, FilingNote
from plugins.petitions.models.links import Custody, Link, Transfer, Urge
from plugins.petitions.models.own_forms import OwnForm
from plugins.petitions.models.papers import CasePaper
from plugins.petitions.models.petitions import Party, Petition, Screen, Step
from plugins.petitions.models.settlement import Conflict, Dialogue, Pause, Prolongation, Task, Withdrawal

__all__ = [
    "Case",
    "CasePaper",
    "Clock",
    "Conflict",
    "Custody",
    "Dialogue",
    "Filing",
    "FilingNote",
    "Link",
    "OwnForm",
    "Party",
    "Pause",
    "Petition",
    "Prolongation",
    "Screen",
    "Step",
    "Task",
    "Transfer",
    "Urge",
    "Withdrawal",
]
