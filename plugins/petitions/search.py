"""How petitions are found and what of them the page of finds shows."""

from __future__ import annotations

from flask import url_for

from core.api import Scope, SearchHit, SearchSource, _, _l, dmy
from plugins.petitions.permissions import PETITION_IDENTIFY, PETITION_VIEW
from plugins.petitions.queries.lists import petitions_by_id
from plugins.petitions.words import KIND_LABELS

LONGEST = 160


def hits(scope: Scope, public_ids: list[str]) -> list[SearchHit]:
    """Petitions as finds; who signed stands there only for those who may see it."""
    found = []
    for row in petitions_by_id(scope, public_ids):
        title = _("Petition %(code)s, %(day)s", code=row.code, day=dmy(row.received_on))
        text = row.summary if len(row.summary) <= LONGEST else f"{row.summary[:LONGEST].rsplit(' ', 1)[0]}…"
        found.append(
            SearchHit(
                row.public_id,
                f"{title} – {row.person}" if row.person else title,
                url_for("petitions.petition_show", petition_id=row.public_id),
                text,
                str(KIND_LABELS[row.kind]),
            )
        )
    return found


SOURCE = SearchSource(
    "petitions:petition",
    _l("Petitions"),
    {"matter": PETITION_VIEW, "people": PETITION_IDENTIFY},
    hits,
    "petitions.petition_list",
)
