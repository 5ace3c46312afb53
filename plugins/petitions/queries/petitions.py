"""Reads of the register. Every one of them starts from ``visible``: no other way leads to a petition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, false, literal, not_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from core.api import NotFound, Scope, db
from plugins.petitions.models import Petition, Screen, Step
from plugins.petitions.outcome_rules import OWN_HEADS, level_of
from plugins.petitions.permissions import CANDIDATE_VIEW, CUSTODY_MANAGE, DENUNCIATION_HANDLE

#: How events, files and letters name a petition: this and its public id.
REFERENCE = "petitions:petition:"


def seen_by(scope: Scope) -> Any:
    """The condition on ``Petition`` that leaves what the actor may know of.

    Denunciations and files on candidates have rights of their own, and a petition that is about
    the actor or the actor's unit does not exist for them, whatever their rights (promise P15). A
    denunciation against the commune's own head or deputy is known to its custodian alone: it only
    waits there to go up.
    """
    conditions: list[Any] = []
    if not scope.can(DENUNCIATION_HANDLE.name):
        conditions.append(Petition.kind != "denunciation")
    elif level_of(scope.tenant.kind) == "commune" and not scope.can(CUSTODY_MANAGE.name):
        conditions.append(or_(Petition.kind != "denunciation", Petition.respondent_level.not_in(OWN_HEADS)))
    if not scope.can(CANDIDATE_VIEW.name):
        conditions.append(Petition.candidate.is_(False))
    about = or_(
        Screen.user_id == scope.actor_id if scope.actor_id is not None else false(),
        Screen.unit_id == scope.unit_id if scope.unit_id is not None else false(),
    )
    if scope.actor_id is not None or scope.unit_id is not None:
        conditions.append(~exists(select(Screen.id).where(Screen.petition_id == Petition.id, about)))
    return and_(true(), *conditions)


def hidden_references(scope: Scope) -> Select[Any]:
    """References of the petitions the actor may not know of; letters about them are hidden, too."""
    return select(literal(REFERENCE) + Petition.public_id).where(not_(seen_by(scope)))


def visible(scope: Scope) -> Select[Petition]:
    """The petitions the actor may know of."""
    return select(Petition).where(seen_by(scope))


def get_petition(scope: Scope, public_id: str, *, to_change: bool = False) -> Petition:
    """A petition with its parties, in one statement; ``to_change`` lets nobody else change it until commit.

    Raises NotFound, also for one that is hidden from the actor.
    """
    query = visible(scope).where(Petition.public_id == public_id)
    if to_change:
        query = query.options(selectinload(Petition.parties)).with_for_update(of=Petition)
        petition = db.session.scalar(query.execution_options(populate_existing=True))
    else:
        query = query.options(joinedload(Petition.parties))
        petition = db.session.execute(query).unique().scalar_one_or_none()
    if petition is None:
        raise NotFound("petition")
    return petition


def get_by_once(scope: Scope, once: str) -> Petition | None:
    """The petition that an earlier sending of the same form made, even if its sender may not see it now."""
    return db.session.scalar(select(Petition).where(Petition.once == once))


def get_by_key(scope: Scope, key: int) -> Petition | None:
    """A petition by its key, if the actor may know of it."""
    return db.session.scalar(visible(scope).where(Petition.id == key))


def list_petitions_by_id(scope: Scope, public_ids: Sequence[str]) -> list[Petition]:
    """Those of the petitions that the actor may know of, with their parties, in no particular order."""
    query = visible(scope).where(Petition.public_id.in_(public_ids)).options(selectinload(Petition.parties))
    return list(db.session.scalars(query))


def list_steps(scope: Scope, petition: Petition) -> list[Step]:
    """What became of a petition and its case, oldest first."""
    return list(db.session.scalars(select(Step).where(Step.petition_id == petition.id).order_by(Step.id)))


def is_screened(scope: Scope, petition: Petition) -> bool:
    """Whether somebody may not know of this petition."""
    return bool(db.session.scalar(select(exists().where(Screen.petition_id == petition.id))))


def list_screens(scope: Scope, petition: Petition) -> list[Screen]:
    """From whom a petition is hidden."""
    return list(db.session.scalars(select(Screen).where(Screen.petition_id == petition.id).order_by(Screen.id)))
