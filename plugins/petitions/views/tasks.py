"""Questions of cases to units: the unit's own list, and the page on which it answers."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, Refused, _, clock, db, go, history_lines, names_of, page, scope
from plugins.petitions.case_words import LABELS
from plugins.petitions.forms.cases import TaskAnswerForm
from plugins.petitions.permissions import TASK_ANSWER
from plugins.petitions.queries.tasks import list_unit_tasks
from plugins.petitions.services import tasks as services
from plugins.petitions.views.blueprint import bp
from plugins.petitions.words import sentence


@bp.route("/tasks", permission=TASK_ANSWER)
def task_list() -> Any:
    """What the actor's unit is asked to verify."""
    waiting, done = list_unit_tasks(scope())
    return page("petitions/task_list.html", waiting=waiting, done=done, today=clock.today(), labels=LABELS)


@bp.route("/tasks/<task_id>", methods=["GET", "POST"], permission=TASK_ANSWER)
def task_show(task_id: str) -> Any:
    """One question, and the answer to it; nothing else of the case."""
    task = services.get_task(scope(), task_id)
    form = TaskAnswerForm()
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with db.session.begin_nested():
                    services.finish_task(scope(), task_id, form.result.data or "")
            except Invalid as error:
                form.result.errors = [sentence(error.problems["result"])]
            except Refused as error:
                problem, status = sentence(str(error)), 409
            else:
                return go(url_for("petitions.task_list"), _("The answer was handed over."))
    names = names_of([task.officer_id])
    return page(
        "petitions/task_show.html",
        task=task,
        form=form,
        names=names,
        problem=problem,
        labels=LABELS,
        lines=history_lines(scope(), f"petitions:task:{task.public_id}"),
        status=status,
    )
