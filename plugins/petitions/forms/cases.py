"""Forms of settlement: from what was typed to plain values. The rules stand in the services."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from core.api import Day, Form, Invalid, Most, Official, Required, UnitRef, WholeNumber, _, _l, clock, options
from plugins.petitions.case_words import VERDICT_LABELS
from plugins.petitions.services.dialogues import DialogueInput
from plugins.petitions.services.moves import Why
from plugins.petitions.words import sentence


class CaseForm(Form):
    """A form about a case as it was when the page was made."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version the page showed; -1, which no petition has, when the form names none."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields, or above the form."""
        for name, key in error.problems.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors.append(sentence(key))
            else:
                field.errors = [*field.errors, sentence(key)]


class DayForm(CaseForm):
    """A step and the day it was taken."""

    on = Day(_l("Day"), [Required()], default=clock.today)

    def why(self) -> Why:
        """Day, ground, paper and reason, as far as the form asks for them."""
        texts = {
            name: str(self._fields[name].data or "")
            for name in ("ground", "paper_no", "reason")
            if name in self._fields
        }
        return Why(self.on.data or clock.today(), **texts)


class PaperForm(DayForm):
    """A step with a paper."""

    paper_no = StringField(_l("Number of the paper"), [Most(60)])
    reason = TextAreaField(_l("Remarks"), [Most(1000)], render_kw={"rows": 2})


class ReasonForm(DayForm):
    """A step that asks for its reason."""

    paper_no = StringField(_l("Number of the paper"), [Most(60)])
    reason = TextAreaField(_l("Reasons"), [Most(1000)], render_kw={"rows": 3})


class DeclareForm(CaseForm):
    """A word on conflict of interest."""

    conflicted = RadioField(
        _l(
            "Are you related to the petitioner or to the person complained of or denounced, or do you gain by the outcome?"
        ),
        [Required(_l("Choose one of the two answers."))],
        choices=[("no", _l("No, nothing ties me to this case")), ("yes", _l("Yes, I cannot handle this case"))],
    )


class AssignForm(CaseForm):
    """Who handles the case."""

    officer = SelectField(_l("Officer"), [Required(_l("Choose an officer from the list."))])
    unit = SelectField(_l("Unit"))

    def offer(self, people: list[Official], units: list[UnitRef]) -> None:
        """Who may be chosen."""
        names = [(one.public_id, f"{one.name} · {one.title}") for one in people]
        self.officer.choices = options([("", _("Choose…")), *names])
        self.unit.choices = options([("", "–"), *((unit.public_id, unit.name) for unit in units)])


class ComplexForm(CaseForm):
    """Why the case is complex, in writing."""

    criteria = SelectMultipleField(_l("Criteria of the law"))
    paper_no = StringField(_l("Number of the paper"), [Most(60)])


class ReportForm(DayForm):
    """What the verification found."""

    verification = TextAreaField(_l("What the verification found"), [Most(4000)], render_kw={"rows": 6})
    paper_no = StringField(_l("Number of the report"), [Most(60)])


class ComplaintReportForm(ReportForm):
    """The same in a complaint, where a difference asks for a dialogue."""

    differs = RadioField(
        _l("Does the result differ from what the complainant demands?"),
        choices=[("yes", _l("Yes, so a dialogue is due")), ("no", _l("No"))],
        validate_choice=False,
    )


class DialogueForm(DayForm):
    """Calling a dialogue."""

    on = Day(_l("Day the notice goes out"), [Required()], default=clock.today)
    notice_no = StringField(_l("Number of the notice"), [Most(60)])
    planned_on = Day(_l("Day of the dialogue"), [Required()])
    hour = StringField(_l("Hour"), [Most(5)], render_kw={"placeholder": "08:00"})
    place = StringField(_l("Place of the dialogue"), [Most(200)])
    chair = StringField(_l("Who chairs"), [Most(120)])
    others = TextAreaField(_l("Bodies and officials invited"), [Most(1000)], render_kw={"rows": 2})

    def values(self) -> DialogueInput:
        """The dialogue as plain values."""
        texts = {name: self._fields[name].data or "" for name in ("place", "hour", "notice_no", "chair", "others")}
        return DialogueInput(planned_on=self.planned_on.data or clock.today(), **texts)


class DialogueEndForm(DayForm):
    """How a dialogue ended."""

    on = Day(_l("Day"), [Required()], default=clock.today)
    outcome = RadioField(
        _l("How the dialogue ended"),
        [Required(_l("Choose from the list."))],
        choices=[
            ("held", _l("It was held")),
            ("absent", _l("The complainant stayed away without a good reason")),
            ("postponed", _l("It is put off, for a good reason")),
        ],
    )
    minutes_no = StringField(_l("Number of the minutes"), [Most(60)])
    agreed = TextAreaField(_l("What was agreed"), [Most(4000)], render_kw={"rows": 3})
    open_points = TextAreaField(_l("What stays open"), [Most(4000)], render_kw={"rows": 3})


class SettleForm(DayForm):
    """A decision on a complaint, or the conclusion of a denunciation."""

    verdict = RadioField(_l("Result"), choices=list(VERDICT_LABELS.items()), validate_choice=False)
    result = TextAreaField(_l("What is decided"), [Most(4000)], render_kw={"rows": 5})
    paper_no = StringField(_l("Number of the decision or conclusion"), [Most(60)])


class AnswerForm(DayForm):
    """The written answer to a recommendation."""

    result = TextAreaField(_l("What is answered"), [Most(4000)], render_kw={"rows": 5})
    paper_no = StringField(_l("Number of the answer"), [Most(60)])


class GroundForm(DayForm):
    """A step that needs a ground of the law."""

    ground = RadioField(_l("Ground of the law"), validate_choice=False)
    paper_no = StringField(_l("Number of the decision"), [Most(60)])
    reason = TextAreaField(_l("Remarks"), [Most(1000)], render_kw={"rows": 2})


class ProlongForm(DayForm):
    """More time by a written decision."""

    rule = RadioField(_l("Rule"), [Required(_l("Choose from the list."))], validate_choice=False)
    days = WholeNumber(_l("Days more"), least=1, most=90, validators=[Required()])
    ground = TextAreaField(_l("Why more time is needed"), [Most(200)], render_kw={"rows": 2})
    paper_no = StringField(_l("Number of the decision"), [Most(60)])


class TaskForm(CaseForm):
    """A question to a unit."""

    unit = SelectField(_l("Unit"), [Required(_l("Choose a unit from the list."))])
    question = TextAreaField(_l("What the unit shall verify"), [Most(2000)], render_kw={"rows": 4})
    due_on = Day(_l("Answer wanted by"), [Required()])

    def offer(self, units: list[UnitRef]) -> None:
        """Who may be asked."""
        self.unit.choices = options([("", _("Choose…")), *((unit.public_id, unit.name) for unit in units)])


class TaskAnswerForm(Form):
    """What the unit found."""

    result = TextAreaField(_l("What the unit found"), [Most(4000)], render_kw={"rows": 6})


def texts_for(form: Any) -> list[Any]:
    """The fields an officer fills in, in their order."""
    return [field for field in form if field.type not in ("HiddenField", "CSRFTokenField")]
