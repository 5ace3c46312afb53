"""What a petition may be found by, written with every change of it."""

from __future__ import annotations

from core.api import Scope, drop_record, index_record
from plugins.petitions.models import Petition
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services.moves import reference


def index(scope: Scope, petition: Petition) -> None:
    """Let a petition be found by its matter and, where somebody is named, by who signed.

    Denunciations, files on candidates and whatever is hidden from somebody are found by nobody: the
    number of finds alone would tell that they exist (promise P15).
    """
    if petition.is_sealed or petition.candidate or queries.is_screened(scope, petition):
        drop_record(scope, reference(petition))
        return
    parts = (
        f"{petition.number}/{petition.year}",
        petition.summary,
        petition.demand,
        petition.place,
        petition.respondent,
        petition.decision_no,
        petition.source_body,
    )
    layers = {
        "matter": " ".join(part for part in parts if part),
        "people": " ".join(f"{party.name} {party.commune}" for party in petition.parties),
    }
    index_record(scope, reference(petition), layers, on=petition.received_on)
