"""Tables of the petitions plugin, by what changes together."""

from plugins.petitions.models.cases import Case, Clock
from plugins.petitions.models.links import Custody, Link, Transfer, Urge
from plugins.petitions.models.petitions import Party, Petition, Screen, Step

__all__ = ["Case", "Clock", "Custody", "Link", "Party", "Petition", "Screen", "Step", "Transfer", "Urge"]
