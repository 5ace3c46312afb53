"""Cases for programs: what is possible now, and every step with the form of the screen."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from core.api import Invalid, NotFound, _l, db, names_of, scope
from plugins.petitions.case_offers import open_steps
from plugins.petitions.case_steps import DECIDE, HANDLE, Step, find_step
from plugins.petitions.machine.parts import api, clocks_of, part, taking
from plugins.petitions.machine.tasks import task_out
from plugins.petitions.machine_models.cases import CaseOut, DialogueOut, ExtensionOut, PauseOut, StepIn
from plugins.petitions.machine_models.petitions import PetitionNote
from plugins.petitions.models import Petition
from plugins.petitions.permissions import CASE_HANDLE, PETITION_DECIDE, PETITION_VIEW
from plugins.petitions.queries import cases as case_queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.words import sentence


@api.route(
    "/petitions/<petition_id>/case",
    permission=PETITION_VIEW,
    gives=CaseOut,
    summary=_l("Show a case, its limits and its possible steps"),
)
def case_show(petition_id: str) -> CaseOut:
    """The settlement of one petition, and what the token's post may do with it now."""
    file = case_queries.get_case_file(scope(), petition_id)
    case = file.case
    possible = open_steps(scope(), file)
    return part(
        CaseOut,
        case,
        id=file.petition.public_id,
        code=code_of(scope(), file.petition),
        version=file.petition.version,
        officer=names_of([case.officer_id]).get(case.officer_id or 0, ""),
        steps=[step.name for step, decides in possible if not decides],
        decisions=[step.name for step, decides in possible if decides],
        clocks=clocks_of(file.clocks),
        tasks=[task_out(row) for row in file.tasks],
        dialogues=[part(DialogueOut, row) for row in file.dialogues],
        pauses=[part(PauseOut, row) for row in file.pauses],
        extensions=[part(ExtensionOut, row) for row in file.prolongations],
    )


@api.route(
    "/petitions/<petition_id>/case/steps/<step>",
    permission=CASE_HANDLE,
    takes=StepIn,
    gives=PetitionNote,
    summary=_l("Take a step in a case"),
)
def case_handle(petition_id: str, step: str, body: StepIn) -> PetitionNote:
    """A step of whoever handles the case."""
    return _take(petition_id, find_step(HANDLE, step), body)


@api.route(
    "/petitions/<petition_id>/case/decisions/<decision>",
    permission=PETITION_DECIDE,
    takes=StepIn,
    gives=PetitionNote,
    summary=_l("Take a step of the head in a case"),
)
def case_decide(petition_id: str, decision: str, body: StepIn) -> PetitionNote:
    """A step of whoever decides."""
    return _take(petition_id, find_step(DECIDE, decision), body)


def _take(petition_id: str, step: Step | None, body: StepIn) -> PetitionNote:
    """Fill in the form of the step as a person would, and take it."""
    if step is None:
        raise NotFound("step")
    file = case_queries.get_case_file(scope(), petition_id)
    form = step.form(file.case)(formdata=MultiDict({**body.values, "version": str(body.version)}))
    if unknown := set(body.values) - set(form._fields):
        raise Invalid(dict.fromkeys(sorted(unknown), sentence("not_listed")))
    if step.prepare is not None:
        step.prepare(scope(), file, form)
    if not form.validate():
        raise Invalid({name: str(texts[0]) for name, texts in form.errors.items() if texts})

    def act() -> Petition:
        step.take(scope(), petition_id, form)
        db.session.flush()
        return file.petition

    return taking(act)
