"""Screens of the register: one petition."""

from __future__ import annotations

from typing import Any

from core.api import names_of, page, scope
from plugins.petitions.permissions import PETITION_IDENTIFY, PETITION_VIEW
from plugins.petitions.queries import petitions as queries
from plugins.petitions.views.blueprint import bp
from plugins.petitions.words import KIND_LABELS, SOURCE_LABELS, STATE_LABELS

LABELS = {"kinds": KIND_LABELS, "sources": SOURCE_LABELS, "states": STATE_LABELS}


@bp.route("/petitions/<petition_id>", permission=PETITION_VIEW)
def petition_show(petition_id: str) -> Any:
    """One petition: the matter, who signed (for those who may see it), what became of it."""
    petition = queries.get_petition(scope(), petition_id)
    steps = queries.list_steps(scope(), petition)
    return page(
        "petitions/petition_show.html",
        petition=petition,
        steps=steps,
        names=names_of([petition.officer_id, *(step.actor_id for step in steps)]),
        identify=scope().can(PETITION_IDENTIFY.name),
        labels=LABELS,
    )
