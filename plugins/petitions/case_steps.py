"""The steps of a case as screens and programs offer them: words, form, right, and the service that takes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.api import Scope, _l, clock, language, law, officials_of, options, units_of
from plugins.petitions.forms import cases as forms
from plugins.petitions.law import Act, complexity_criteria, petition_law, stop_grounds
from plugins.petitions.models import Case
from plugins.petitions.queries.cases import CaseFile
from plugins.petitions.services import cases, dialogues, pauses, second, tasks

Taken = Callable[[Scope, str, Any], object | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done with a case.

    ``offered``: whether the present state leaves it (for steps that are no move of ``states``);
    ``prepare`` fills the choices of the form; ``hint`` is one sentence on the page.
    """

    name: str
    title: Any
    form: Callable[[Case], type[forms.CaseForm]]
    take: Taken
    hint: Any = ""
    prepare: Callable[[Scope, CaseFile, Any], None] | None = None
    offered: Callable[[CaseFile], bool] | None = None
    danger: bool = False


def _always(form: type[forms.CaseForm]) -> Callable[[Case], type[forms.CaseForm]]:
    return lambda _case: form


def _report_form(case: Case) -> type[forms.CaseForm]:
    return forms.ComplaintReportForm if case.kind == "complaint" else forms.ReportForm


# --- what each step does with its form -------------------------------------------------------------


def _plain(service: Callable[..., object]) -> Taken:
    return lambda scope, key, form: service(scope, key, form.why(), seen=form.seen)


def _settle(service: Callable[..., object]) -> Taken:
    return lambda scope, key, form: service(
        scope, key, form.verdict.data or "", form.result.data or "", form.why(), seen=form.seen
    )


def _declare(scope: Scope, key: str, form: forms.DeclareForm) -> None:
    cases.declare(scope, key, conflicted=form.conflicted.data == "yes")


def _assign(scope: Scope, key: str, form: forms.AssignForm) -> None:
    officer = next((o.key for o in officials_of(scope) if o.public_id == form.officer.data), 0)
    unit = next((u.key for u in units_of(scope) if u.public_id == form.unit.data), None)
    cases.assign_case(scope, key, officer, unit, seen=form.seen)


def _complex(scope: Scope, key: str, form: forms.ComplexForm) -> object:
    return cases.mark_complex(scope, key, form.criteria.data or [], form.paper_no.data or "", seen=form.seen)


def _report(scope: Scope, key: str, form: Any) -> object:
    answer = form.differs.data if "differs" in form._fields else None
    differs = {"yes": True, "no": False}.get(answer or "")
    return cases.report_verification(
        scope, key, form.verification.data or "", form.why(), differs=differs, seen=form.seen
    )


def _call(scope: Scope, key: str, form: forms.DialogueForm) -> object:
    return dialogues.call_dialogue(scope, key, form.values(), form.why(), seen=form.seen)


def _end_dialogue(scope: Scope, key: str, form: forms.DialogueEndForm) -> object:
    return dialogues.end_called(
        scope,
        key,
        form.outcome.data,
        on=form.on.data,
        agreed=form.agreed.data or "",
        open_points=form.open_points.data or "",
        excused={"absent": False, "postponed": True}.get(form.outcome.data),
        minutes_no=form.minutes_no.data or "",
        seen=form.seen,
    )


def _answer(scope: Scope, key: str, form: forms.AnswerForm) -> object:
    return cases.answer_case(scope, key, form.result.data or "", form.why(), seen=form.seen)


def _prolong(scope: Scope, key: str, form: forms.ProlongForm) -> object:
    return pauses.prolong_case(
        scope, key, form.rule.data, form.days.data or 0, form.ground.data or "", form.why(), seen=form.seen
    )


def _assessed(scope: Scope, key: str, form: forms.DayForm) -> None:
    pauses.end_assessment(scope, key, form.on.data or clock.today(), seen=form.seen)


def _task(scope: Scope, key: str, form: forms.TaskForm) -> object:
    unit = next((u.key for u in units_of(scope) if u.public_id == form.unit.data), 0)
    return tasks.give_task(
        scope, key, unit, form.question.data or "", form.due_on.data or clock.today(), seen=form.seen
    )


# --- choices of the forms ---------------------------------------------------------------------------


def _offer_people(scope: Scope, _file: CaseFile, form: forms.AssignForm) -> None:
    form.offer(officials_of(scope), units_of(scope))


def _offer_units(scope: Scope, _file: CaseFile, form: forms.TaskForm) -> None:
    form.offer(units_of(scope))


def _offer_criteria(_scope: Scope, file: CaseFile, form: forms.ComplexForm) -> None:
    rows = complexity_criteria(file.case.kind, clock.today())
    form.criteria.choices = options((row.letter, f"{row.letter}) {row.title(language())}") for row in rows)


def _grounds(act: Act) -> Callable[[Scope, CaseFile, Any], None]:
    def offer(_scope: Scope, file: CaseFile, form: forms.GroundForm) -> None:
        rows = stop_grounds(act, file.case.kind, clock.today())
        form.ground.choices = options((row.id, f"{row.title(language())} ({row.article})") for row in rows)

    return offer


def _offer_rules(_scope: Scope, _file: CaseFile, form: forms.ProlongForm) -> None:
    form.rule.choices = options((rule.id, rule.title(language())) for rule in extensions())


def extensions() -> list[law.Rule]:
    """The rules by which a denunciation gets more time."""
    return [rule for rule in petition_law().rules if "DN-09" in rule.extends]


# --- when a step that is no move is offered ---------------------------------------------------------

_OPEN = ("accepted", "verifying", "reported", "dialogue")


def _may_be_complex(file: CaseFile) -> bool:
    return not file.case.complex and file.case.state in _OPEN and file.case.kind != "recommendation"


def _may_end_dialogue(file: CaseFile) -> bool:
    return any(row.state == "called" for row in file.dialogues)


def _may_call(file: CaseFile) -> bool:
    return not _may_end_dialogue(file)


def _assessing(file: CaseFile) -> bool:
    return any(pause.open_kind == "assessment" for pause in file.pauses)


def _may_assess(file: CaseFile) -> bool:
    case = file.case
    return case.kind == "denunciation" and case.state in ("accepted", "verifying", "reported") and not _assessing(file)


def _may_prolong(file: CaseFile) -> bool:
    return file.case.kind == "denunciation" and file.case.state in _OPEN


def _may_be_second(file: CaseFile) -> bool:
    case = file.case
    return case.kind == "complaint" and case.level == 1 and case.state in second.DECIDED


_P = _always(forms.PaperForm)

HANDLE: tuple[Step, ...] = (
    Step("verify", _l("Begin the verification"), _P, _plain(cases.start_verifying)),
    Step(
        "report",
        _l("Report the verification"),
        _report_form,
        _report,
        _l("Only what was found; nobody is named who need not be."),
    ),
    Step("call_dialogue", _l("Call a dialogue"), _always(forms.DialogueForm), _call, offered=_may_call),
    Step(
        "end_dialogue",
        _l("Note how the dialogue ended"),
        _always(forms.DialogueEndForm),
        _end_dialogue,
        offered=_may_end_dialogue,
    ),
    Step("send", _l("Note that the decision was sent"), _P, _plain(cases.send_decision)),
    Step("take_effect", _l("Note that the decision took effect"), _P, _plain(cases.take_effect)),
    Step("enforce", _l("Begin to carry the decision out"), _P, _plain(cases.enforce_case)),
    Step("act", _l("Note what was done on the conclusion"), _P, _plain(cases.act_on_conclusion)),
    Step(
        "publish",
        _l("Publish the conclusion"),
        _P,
        _plain(cases.publish_conclusion),
        _l("Nothing of the denouncer stands in what is published. It hangs for at least 15 days."),
    ),
    Step("close", _l("Close the file"), _P, _plain(cases.close_case)),
    Step(
        "task",
        _l("Ask a unit to verify something"),
        _always(forms.TaskForm),
        _task,
        _l("The unit reads this question and nothing else of the file. Name no petitioner in it."),
        _offer_units,
        lambda file: file.case.state in ("accepted", "verifying"),
    ),
    Step(
        "complex",
        _l("Note that the case is complex"),
        _always(forms.ComplexForm),
        _complex,
        _l("The limit of a complaint is counted anew at once. A denunciation gets more time by a decision to extend."),
        _offer_criteria,
        _may_be_complex,
    ),
    Step(
        "assess",
        _l("Ask for an expert assessment"),
        _P,
        _plain(pauses.begin_assessment),
        _l("The time until the assessment comes back is not counted."),
        offered=_may_assess,
    ),
    Step("assessed", _l("Note that the assessment came back"), _always(forms.DayForm), _assessed, offered=_assessing),
)

DECIDE: tuple[Step, ...] = (
    Step(
        "decide",
        _l("Decide the complaint"),
        _always(forms.SettleForm),
        _settle(cases.decide_case),
        offered=lambda file: not cases.dialogue_hinders(file.case, file.dialogues),
    ),
    Step("conclude", _l("Conclude the denunciation"), _always(forms.SettleForm), _settle(cases.conclude_case)),
    Step("answer", _l("Answer in writing"), _always(forms.AnswerForm), _answer),
    Step("resume", _l("Go on with the case"), _P, _plain(pauses.resume_case)),
    Step(
        "reopen",
        _l("Take the case up again"),
        _always(forms.ReasonForm),
        _plain(pauses.reopen_case),
        _l("For example because a withdrawal was forced. A whole limit begins anew on that day."),
    ),
    Step(
        "assign",
        _l("Assign an officer"),
        _always(forms.AssignForm),
        _assign,
        prepare=_offer_people,
        offered=lambda file: file.case.state != "closed",
    ),
    Step(
        "prolong",
        _l("Extend the limit"),
        _always(forms.ProlongForm),
        _prolong,
        prepare=_offer_rules,
        offered=_may_prolong,
    ),
    Step(
        "second",
        _l("Second complaint"),
        _always(forms.ReasonForm),
        _plain(second.open_second),
        offered=_may_be_second,
    ),
    Step(
        "suspend",
        _l("Suspend the case"),
        _always(forms.GroundForm),
        _plain(pauses.suspend_case),
        prepare=_grounds(Act.SUSPEND),
        danger=True,
    ),
    Step(
        "terminate",
        _l("Terminate the case"),
        _always(forms.GroundForm),
        _plain(pauses.terminate_case),
        _l("Every limit ends with it, and the petitioner gets no decision on the matter."),
        _grounds(Act.TERMINATE),
        danger=True,
    ),
)

DECLARE = Step(
    "declare",
    _l("Declare on conflict of interest"),
    _always(forms.DeclareForm),
    _declare,
    _l("Spouse, parents, children, brothers and sisters count, by blood, adoption or marriage. Your word stands."),
    offered=lambda file: file.declared is None,
)

STEPS: dict[str, Step] = {step.name: step for step in (DECLARE, *HANDLE, *DECIDE)}


def find_step(group: tuple[Step, ...], name: str) -> Step | None:
    """A step of the group by its name, or the declaration, which everybody makes."""
    return next((step for step in (DECLARE, *group) if step.name == name), None)
