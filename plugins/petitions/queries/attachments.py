"""Scanned papers of a petition: for those who may see who petitioned; there are none of denunciations."""

from __future__ import annotations

from core.api import Scope, StoredFile, list_files
from plugins.petitions.models import Petition
from plugins.petitions.permissions import PETITION_IDENTIFY, PETITION_VIEW, TEMPLATE_MANAGE
from plugins.petitions.queries import filing, own_forms, papers
from plugins.petitions.queries.petitions import REFERENCE, get_petition


def list_attachments(scope: Scope, petition: Petition) -> list[StoredFile]:
    """Scans in the order they came; nobody else learns even their names."""
    if petition.is_sealed or not scope.can(PETITION_IDENTIFY.name):
        return []
    return list_files(scope, REFERENCE + petition.public_id)


def readable(scope: Scope, subject: str) -> bool:
    """Whether the actor may read files of ``subject``. Raises NotFound for a petition hidden from the actor."""
    if subject.startswith(filing.REFERENCE):
        return filing.readable(scope, subject)
    if subject.startswith(own_forms.REFERENCE):
        return scope.can(TEMPLATE_MANAGE.name)
    if subject.startswith(papers.REFERENCE):
        return papers.readable(scope, subject)
    if not (scope.can(PETITION_VIEW.name) and scope.can(PETITION_IDENTIFY.name)) or not subject.startswith(REFERENCE):
        return False
    return not get_petition(scope, subject.removeprefix(REFERENCE)).is_sealed
