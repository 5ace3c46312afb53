"""The page of a case: one next step, every other lawful step, its clocks; and the form of each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from core.api import Invalid, NotFound, Refused, _, clock, db, dmy, go, language, law, names_of, page, scope, units_of
from plugins.petitions.case_offers import is_open, next_name, open_steps
from plugins.petitions.case_steps import DECIDE, HANDLE, STEPS, Step, extensions, find_step
from plugins.petitions.case_words import LABELS, law_sentence
from plugins.petitions.forms.cases import CaseForm, texts_for
from plugins.petitions.law import candidates_stopped, petition_law
from plugins.petitions.models import Petition
from plugins.petitions.permissions import CASE_HANDLE, PETITION_DECIDE, PETITION_IDENTIFY, PETITION_VIEW
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.cases import CaseFile
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services import dialogues, roster, second
from plugins.petitions.services.cases import dialogue_hinders
from plugins.petitions.views import clocks
from plugins.petitions.views.blueprint import bp
from plugins.petitions.words import CASE_LABELS, KIND_LABELS, sentence

WHOLE = LABELS | {"cases": CASE_LABELS, "kinds": KIND_LABELS}


@dataclass(frozen=True, slots=True)
class Offer:
    """A step as a button."""

    name: str
    title: str
    url: str
    danger: bool = False


def case_values(petition: Petition) -> dict[str, Any]:
    """What ``_case.html`` and ``_clocks.html`` need on the page of a petition: one or two statements."""
    if petition.state == "accepted":
        case, found = queries.get_case_and_clocks(scope(), petition)
    else:
        case, found = None, queries.list_clocks(scope(), petition)
    return {"case": case, "case_states": CASE_LABELS, **clocks.panel_values(found)}


def _address(step: Step, file: CaseFile, *, decides: bool) -> str:
    key = file.petition.public_id
    if decides:
        return url_for("petitions.case_decide", petition_id=key, decision=step.name)
    return url_for("petitions.case_handle", petition_id=key, step=step.name)


def offers(file: CaseFile) -> list[Offer]:
    """Every step that the state and the actor's rights leave, as buttons, the declaration first."""
    return [
        Offer(step.name, str(step.title), _address(step, file, decides=decides), step.danger)
        for step, decides in open_steps(scope(), file)
    ]


@bp.route("/petitions/<petition_id>/case", permission=PETITION_VIEW)
def case_show(petition_id: str) -> Any:
    """The settlement of one petition: what comes next, what else is possible, clocks, questions, dialogues, pauses."""
    file = queries.get_case_file(scope(), petition_id)
    possible = offers(file)
    wanted = next_name(file)
    following = next((offer for offer in possible if offer.name in ("declare", wanted)), None)
    return page(
        "petitions/case_show.html",
        file=file,
        petition=file.petition,
        code=code_of(scope(), file.petition),
        case=file.case,
        following=following,
        wanted=str(STEPS[wanted].title) if wanted else "",
        waits_for_head=wanted in {step.name for step in DECIDE},
        others=[offer for offer in possible if offer is not following],
        clock_lines=clocks.clock_lines(scope(), file.clocks),
        names=names_of([file.case.officer_id, *(task.officer_id for task in file.tasks)]),
        units={unit.key: unit.name for unit in units_of(scope())} if file.tasks or file.case.unit_id else {},
        waiting=roster.waiting(file.petition, file.case),
        rests=file.petition.candidate and candidates_stopped(clock.today()),
        identify=scope().can(PETITION_IDENTIFY.name),
        can_handle=scope().can(CASE_HANDLE.name) or scope().can(PETITION_DECIDE.name),
        labels=WHOLE,
        case_labels=LABELS,
    )


@bp.route("/petitions/<petition_id>/case/steps/<step>", methods=["GET", "POST"], permission=CASE_HANDLE)
def case_handle(petition_id: str, step: str) -> Any:
    """A step of whoever handles the case."""
    return _take(petition_id, find_step(HANDLE, step), decides=False)


@bp.route("/petitions/<petition_id>/case/decisions/<decision>", methods=["GET", "POST"], permission=PETITION_DECIDE)
def case_decide(petition_id: str, decision: str) -> Any:
    """A step of whoever decides."""
    return _take(petition_id, find_step(DECIDE, decision), decides=True)


def _take(petition_id: str, step: Step | None, *, decides: bool) -> Any:
    """Show the form of a step, or take it; whatever is refused comes back with its sentence and all that was typed."""
    if step is None:
        raise NotFound("step")
    file = queries.get_case_file(scope(), petition_id)
    form = step.form(file.case)()
    if step.prepare is not None:
        step.prepare(scope(), file, form)
    if request.method != "POST":
        form.version.data = str(file.petition.version)
        return _page(file, step, form, decides=decides)
    if not form.validate():
        return _page(file, step, form, status=422, decides=decides)
    try:
        with db.session.begin_nested():
            step.take(scope(), petition_id, form)
    except Invalid as error:
        form.show(error)
        return _page(file, step, form, status=422, decides=decides)
    except law.LawError as error:
        return _page(file, step, form, problem=law_sentence(error), status=422, decides=decides)
    except Refused as error:
        db.session.expire_all()
        newer = queries.get_case_file(scope(), petition_id)
        form.version.data = str(newer.petition.version)
        return _page(newer, step, form, problem=sentence(str(error)), status=409, decides=decides)
    return go(url_for("petitions.case_show", petition_id=petition_id), _("Noted: %(step)s", step=step.title))


def _page(file: CaseFile, step: Step, form: CaseForm, *, decides: bool, problem: str = "", status: int = 200) -> Any:
    return page(
        "petitions/case_step.html",
        file=file,
        petition=file.petition,
        code=code_of(scope(), file.petition),
        case=file.case,
        step=step,
        form=form,
        fields=texts_for(form),
        action=_address(step, file, decides=decides),
        is_open=is_open(step, file),
        problem=problem,
        notes=_notes(file, step),
        waiting=roster.waiting(file.petition, file.case) if step.name == "close" else 0,
        labels=WHOLE,
        status=status,
    )


def _notes(file: CaseFile, step: Step) -> list[str]:
    """What the law says about this step in this case."""
    found = [str(step.hint)] if step.hint else []
    if step.name == "decide" and (key := dialogue_hinders(file.case, file.dialogues)):
        found.append(sentence(key))
    if step.name == "call_dialogue":
        first = dmy(dialogues.earliest_day(scope(), clock.today()))
        found.append(
            _("A notice that goes out today allows a dialogue from %(day)s on (5 days, rule CM-17).", day=first)
        )
    if step.name == "second":
        found += second_notes(file)
    if step.name == "prolong":
        found += _left_to_extend(file)
    return found


def second_notes(file: CaseFile) -> list[str]:
    """Who settles a second complaint and until when it is brought."""
    found = second.second_of(scope(), file.petition, file.case, clock.today())
    notes = []
    if found.until:
        notes.append(_("It is brought by %(day)s (rule CM-23), later only after an obstacle.", day=dmy(found.until)))
    if found.route is None:
        notes.append(_("No rule says who settles it for this level. Enter the level of the body at classification."))
    elif not found.here:
        who = found.route.title(language())
        notes.append(_("%(who)s settles it. Guide the complainant there; nothing is opened here.", who=who))
    else:
        notes.append(_("This unit settles it."))
    return notes


def _left_to_extend(file: CaseFile) -> list[str]:
    notes = []
    for rule in extensions():
        used = sum(row.rule_id == rule.id for row in file.prolongations)
        version = petition_law().rules.version_on(rule.id, clock.today())
        notes.append(
            _(
                "%(rule)s: %(used)d of %(times)d used, at most %(days)d days each (%(article)s).",
                rule=rule.title(language()),
                used=used,
                times=rule.times,
                days=version.value,
                article=version.article,
            )
        )
    if not file.case.complex:
        notes.append(_("The case is not noted as complex yet. Note that first."))
    return notes
