"""Questions of cases to units, for programs of the unit that is asked."""

from __future__ import annotations

from flask import url_for

from core.api import Invalid, Refused, _l, scope
from plugins.petitions.machine.parts import api, part
from plugins.petitions.machine_models.cases import TaskAnswerIn, TaskOut, TasksOut
from plugins.petitions.models import Task
from plugins.petitions.permissions import TASK_ANSWER
from plugins.petitions.queries.tasks import list_unit_tasks
from plugins.petitions.services import tasks
from plugins.petitions.words import refusal, sentence


def task_out(row: Task) -> TaskOut:
    """A question as programs see it."""
    url = url_for("petitions_machine.task_show", task_id=row.public_id)
    return part(TaskOut, row, id=row.public_id, url=url)


@api.route("/tasks", permission=TASK_ANSWER, gives=TasksOut, summary=_l("List the questions to one's unit"))
def task_list() -> TasksOut:
    """What the unit of the token's post is asked to verify."""
    waiting, done = list_unit_tasks(scope())
    return TasksOut(open=[task_out(row) for row in waiting], done=[task_out(row) for row in done])


@api.route("/tasks/<task_id>", permission=TASK_ANSWER, gives=TaskOut, summary=_l("Show a question to one's unit"))
def task_show(task_id: str) -> TaskOut:
    """One question; nothing else of the case."""
    return task_out(tasks.get_task(scope(), task_id))


@api.route(
    "/tasks/<task_id>/answer",
    permission=TASK_ANSWER,
    takes=TaskAnswerIn,
    gives=TaskOut,
    summary=_l("Answer a question to one's unit"),
)
def task_answer(task_id: str, body: TaskAnswerIn) -> TaskOut:
    """Hand the answer over; once."""
    try:
        return task_out(tasks.finish_task(scope(), task_id, body.result))
    except Invalid as error:
        raise Invalid({name: sentence(key) for name, key in error.problems.items()}) from None
    except Refused as error:
        raise Refused(refusal(error)) from None
