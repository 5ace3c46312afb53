"""Reads of verification tasks: a unit reads its own, whoever handles cases those of the cases they may know of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, false, or_, select

from core.api import Scope, db
from plugins.petitions.models import Petition, Screen, Task
from plugins.petitions.permissions import CASE_HANDLE, TASK_ANSWER
from plugins.petitions.queries.petitions import seen_by

MOST_OPEN, MOST_DONE = 200, 20


def _of_own_unit(scope: Scope) -> Any:
    """Tasks of the actor's unit; none about a petition that is hidden from the actor or the unit."""
    if scope.unit_id is None or not scope.can(TASK_ANSWER.name):
        return false()
    about = or_(Screen.user_id == scope.actor_id, Screen.unit_id == scope.unit_id)
    hidden = exists(select(Screen.id).where(Screen.petition_id == Task.petition_id, about))
    return and_(Task.unit_id == scope.unit_id, ~hidden)


def tasks_for(scope: Scope) -> Select[Task]:
    """The tasks the actor may read."""
    allowed = _of_own_unit(scope)
    if scope.can(CASE_HANDLE.name):
        allowed = or_(allowed, seen_by(scope))
    return select(Task).join(Petition, Petition.id == Task.petition_id).where(allowed)


def list_unit_tasks(scope: Scope) -> tuple[list[Task], list[Task]]:
    """(open ones, the next due first; those answered last) of the actor's unit."""
    own = select(Task).where(_of_own_unit(scope))
    waiting = own.where(Task.state == "given").order_by(Task.due_on, Task.id).limit(MOST_OPEN)
    done = own.where(Task.state != "given").order_by(Task.done_on.desc(), Task.id.desc()).limit(MOST_DONE)
    return list(db.session.scalars(waiting)), list(db.session.scalars(done))
