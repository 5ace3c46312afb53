"""Verification tasks: a unit answers a question; it never needs the file, and never sees who asked for it."""

from __future__ import annotations

from datetime import date

from core.api import Invalid, NotFound, Refused, Scope, clock, db, publish
from plugins.petitions.events import TaskDone, TaskGiven
from plugins.petitions.models import Task
from plugins.petitions.permissions import CASE_HANDLE
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.tasks import tasks_for
from plugins.petitions.services.cases import opened, require_free
from plugins.petitions.services.moves import require_version


def give_task(
    scope: Scope, petition_id: str, unit_id: int, question: str, due_on: date, *, seen: int | None = None
) -> Task:
    """Ask a unit of the tenant to verify something by a day. Raises Invalid or Refused."""
    scope.require(CASE_HANDLE.name)
    found = opened(scope, petition_id)
    require_version(found.petition, seen)
    require_free(scope, found.petition)
    if queries.is_hidden_from(found.petition, None, unit_id):
        raise Refused("hidden_from_officer")
    if found.case.state not in ("accepted", "verifying"):
        raise Refused("not_verifying")
    problems = {} if question else {"question": "required"}
    if due_on < clock.today():
        problems["due_on"] = "past"
    if problems:
        raise Invalid(problems)
    task = Task(
        petition_id=found.petition.id,
        case_id=found.case.id,
        unit_id=unit_id,
        question=question,
        given_on=clock.today(),
        given_by=scope.actor_id,
        due_on=due_on,
    )
    db.session.add(task)
    found.petition.version += 1
    db.session.flush()
    publish(scope, TaskGiven(subject=f"petitions:task:{task.public_id}"))
    return task


def get_task(scope: Scope, task_id: str, *, to_change: bool = False) -> Task:
    """A task of the actor's own unit, or of a case the actor handles. Raises NotFound."""
    query = tasks_for(scope).where(Task.public_id == task_id)
    if to_change:
        query = query.with_for_update(of=Task).execution_options(populate_existing=True)
    task = db.session.scalar(query)
    if task is None:
        raise NotFound("task")
    return task


def finish_task(scope: Scope, task_id: str, result: str) -> Task:
    """Answer a task. Raises Refused when it was answered already, Invalid without words."""
    task = get_task(scope, task_id, to_change=True)
    if task.state != "given":
        raise Refused("task_over")
    if not result:
        raise Invalid({"result": "required"})
    task.state, task.result, task.done_on, task.officer_id = "done", result, clock.today(), scope.actor_id
    db.session.flush()
    publish(scope, TaskDone(subject=f"petitions:task:{task.public_id}"))
    return task
