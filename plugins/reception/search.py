"""How visits are found and what of them the page of finds shows."""

from __future__ import annotations

from flask import url_for

from core.api import Scope, SearchHit, SearchSource, _, _l, dmy
from plugins.reception.permissions import VISIT_IDENTIFY, VISIT_VIEW
from plugins.reception.queries.visits import visits_by_id
from plugins.reception.words import KIND_LABELS

LONGEST = 160


def hits(scope: Scope, public_ids: list[str]) -> list[SearchHit]:
    """Visits as finds; who came stands there only for those who may see it."""
    found = []
    for row in visits_by_id(scope, public_ids):
        code = f"TC-{row.number:04d}/{row.year}" if row.kind == "denunciation" else f"{row.number}/{row.year}"
        title = _("Visit %(code)s, %(day)s", code=code, day=dmy(row.received_on))
        text = row.summary if len(row.summary) <= LONGEST else f"{row.summary[:LONGEST].rsplit(' ', 1)[0]}…"
        found.append(
            SearchHit(
                row.public_id,
                f"{title} – {row.person}" if row.person else title,
                url_for("reception.visit_show", visit_id=row.public_id),
                text,
                str(KIND_LABELS[row.kind]),
            )
        )
    return found


SOURCE = SearchSource(
    "reception:visit",
    _l("Visits"),
    {"matter": VISIT_VIEW, "people": VISIT_IDENTIFY},
    hits,
    "reception.visit_list",
)
