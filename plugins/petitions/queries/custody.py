"""Reads of the register of sealed envelopes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.api import Scope, db
from plugins.petitions.models import Custody, Petition
from plugins.petitions.permissions import CUSTODY_MANAGE
from plugins.petitions.queries.petitions import seen_by

MOST = 200


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope, the denunciation it belongs to, and its newest event."""

    petition: Petition
    last: Custody | None


def list_events(scope: Scope, petition: Petition) -> list[Custody]:
    """What happened to the envelope of a petition, oldest first."""
    return list(db.session.scalars(select(Custody).where(Custody.petition_id == petition.id).order_by(Custody.id)))


def list_envelopes(scope: Scope) -> list[Envelope]:
    """The newest envelopes with where they are now. Raises Forbidden without the right of custody."""
    scope.require(CUSTODY_MANAGE.name)
    last = select(Custody.petition_id, func.max(Custody.id).label("id")).group_by(Custody.petition_id).subquery()
    rows = db.session.execute(
        select(Petition, Custody)
        .outerjoin(last, last.c.petition_id == Petition.id)
        .outerjoin(Custody, Custody.id == last.c.id)
        .where(seen_by(scope), Petition.envelope_no != "")
        .order_by(Petition.id.desc())
        .limit(MOST)
    )
    return [Envelope(row[0], row[1]) for row in rows]
