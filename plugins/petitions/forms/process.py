"""Forms of the way through the register: classify, propose, decide, link, split, remind, envelopes."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from core.api import Day, Form, Invalid, Most, Official, PartForm, Required, Rows, _, _l, clock, language, options
from plugins.petitions.forms.fields import Several
from plugins.petitions.inputs import Classification, Proposal
from plugins.petitions.law import petition_law, respondents
from plugins.petitions.models import Petition
from plugins.petitions.services.classify import conditions_of, routing_name
from plugins.petitions.services.decide import Decision
from plugins.petitions.services.links import Part
from plugins.petitions.services.moves import Why
from plugins.petitions.services.report_back import Report
from plugins.petitions.words import (
    COMPETENCE_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    SOURCE_LABELS,
    SPECIAL_LABELS,
    STATE_LABELS,
    WORK_LABELS,
    sentence,
)


class StepForm(Form):
    """A form about a petition as it was when the page was made."""

    version = HiddenField()

    @property
    def seen(self) -> int | None:
        """The version the page showed; None when the form names none, -1 (no petition has it) for nonsense."""
        text = str(self.version.data or "")
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = self._fields.get(name) or next(f for f in self if f.type != "HiddenField")
            field.errors = [*field.errors, sentence(key)]


class ClassifyForm(StepForm):
    """The axes of classification."""

    kind = RadioField(_l("Kind, by content"), [Required()])
    respondent_level = SelectField(_l("Level of the body or post"), validate_choice=False)
    second = BooleanField(_l("Second complaint (after a first decision)"))
    met = Several(_l("What the petition has"))
    competence = RadioField(_l("Who is competent"), choices=list(COMPETENCE_LABELS.items()), validate_choice=False)
    competent_body = StringField(_l("Name of the competent body"), [Most(300)])
    special = SelectField(_l("Special matter"), choices=list(SPECIAL_LABELS.items()), validate_choice=False)
    lower_overdue = BooleanField(_l("A lower body holds it and is overdue"))
    candidate = BooleanField(_l("About a candidate in an election"))
    originals = BooleanField(_l("Originals of papers are attached (to be returned)"))

    def __init__(self, petition: Petition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sealed = petition.is_sealed
        self.kind.choices = options(pair for pair in KIND_LABELS.items() if (pair[0] == "denunciation") == sealed)
        kind = self.kind.data if self.kind.data in KIND_LABELS else petition.kind
        name = routing_name(kind, second=bool(self.second.data)) or "complaint_first"
        #: The law as of this page, read once.
        self.book = petition_law()
        levels = respondents(name, petition.received_on, self.book)
        self.respondent_level.choices = options(
            [("", _("Choose…")), *((level, LEVEL_LABELS.get(level, level)) for level in levels)]
        )
        self.rows = conditions_of(kind, petition.received_on, self.book)
        self.met.choices = options((row.id, row.title(language())) for row in self.rows)

    @classmethod
    def of(cls, petition: Petition) -> ClassifyForm:
        """The form filled with what is stored; nothing is ticked before the first classification."""
        form = cls(petition, obj=petition)
        form.version.data = str(petition.version)
        form.met.data = [name for name, met in petition.answers.items() if met]
        form.competence.data = petition.competence or None
        return form

    def values(self) -> Classification:
        """The classification as plain values."""
        met = set(self.met.data or ())
        return Classification(
            kind=self.kind.data or "",
            competence=self.competence.data or "",
            respondent_level=self.respondent_level.data or "",
            second=bool(self.second.data),
            answers={row.id: row.id in met for row in self.rows},
            special=self.special.data or "",
            lower_overdue=bool(self.lower_overdue.data),
            competent_body=self.competent_body.data or "",
            candidate=bool(self.candidate.data),
            originals=bool(self.originals.data),
        )


class ProposeForm(StepForm):
    """What is put before the head; only outcomes that the law leaves are offered."""

    result = RadioField(_l("Proposed outcome"), [Required(_l("Choose the outcome."))], validate_choice=False)
    ground = SelectField(_l("Legal ground"), validate_choice=False)
    body = StringField(_l("Competent body"), [Most(300)])
    article_25 = BooleanField(
        _l("Checked: no clear violator with concrete evidence (Law on Denunciations, Article 25.2)")
    )
    reason = TextAreaField(_l("Reasons"), [Required(), Most(1000)], render_kw={"rows": 3})

    def offer(self, outcomes: list[tuple[str, Any]], grounds: list[tuple[str, str]], body: str) -> None:
        """What may be chosen for this petition."""
        self.result.choices = options(outcomes)
        self.ground.choices = options([("", _("Choose…")), *grounds])
        if not self.body.data and body and not self.is_submitted():
            self.body.data = body

    def values(self) -> Proposal:
        """The proposal as plain values."""
        return Proposal(
            self.result.data or "",
            self.reason.data or "",
            self.ground.data or "",
            self.body.data or "",
            bool(self.article_25.data),
        )


class DecideForm(StepForm):
    """The head agrees or sends back."""

    on = Day(_l("Day"), [Required()], default=clock.today)
    paper_no = StringField(_l("Number of the paper"), [Most(60)])
    reason = StringField(_l("Direction, or why it goes back"), [Most(1000)])

    def values(self, *, agree: bool) -> Decision:
        """The decision as plain values."""
        return Decision(agree, self.on.data or clock.today(), self.paper_no.data or "", self.reason.data or "")


class ReasonForm(StepForm):
    """A step that needs a reason."""

    reason = StringField(_l("Reason"), [Required(), Most(1000)])


class SendUpForm(StepForm):
    """Passing a denunciation upward."""

    on = Day(_l("Day"), [Required()], default=clock.today)
    body = StringField(_l("Competent body"), [Required(), Most(300)])
    paper_no = StringField(_l("Number of the paper"), [Required(), Most(60)])

    def why(self) -> Why:
        """Day and paper."""
        return Why(self.on.data or clock.today(), paper_no=self.paper_no.data or "")


class DispatchForm(StepForm):
    """To which unit of this installation a transferred petition goes."""

    to = SelectField(_l("Receiving unit"), [Required()], validate_choice=False)

    def offer(self, units: list[tuple[str, str]]) -> None:
        """Who may receive it."""
        self.to.choices = options([("", _("Choose…")), *units])


class UrgeForm(StepForm):
    """A reminder."""

    on = Day(_l("Day"), [Required()], default=clock.today)
    paper_no = StringField(_l("Number of the paper"), [Most(60)])


class ReplyForm(StepForm):
    """What the other body answered."""

    on = Day(_l("Day"), [Required()], default=clock.today)
    reply_no = StringField(_l("Number of the answer"), [Most(60)])
    reply = TextAreaField(_l("What it says"), [Required(), Most(1000)], render_kw={"rows": 2})


class ReportBackForm(StepForm):
    """What is reported to the body that passed the petition on."""

    on = Day(_l("Day"), [Required()], default=clock.today)
    paper_no = StringField(_l("Number of the paper"), [Required(), Most(60)])
    text = TextAreaField(_l("What was reported"), [Required(), Most(1000)], render_kw={"rows": 3})

    def values(self) -> Report:
        """The report as plain values."""
        return Report(self.on.data or clock.today(), self.paper_no.data or "", self.text.data or "")


class PartEntry(PartForm):
    """One content."""

    kind = SelectField(
        _l("Kind, by content"),
        choices=[(name, KIND_LABELS[name]) for name in ("complaint", "recommendation")],
        default="complaint",
    )
    summary = TextAreaField(_l("Content of the petition"), [Most(8000)], render_kw={"rows": 2})
    demand = StringField(_l("What the petitioner asks for"), [Most(4000)])


class SplitForm(StepForm):
    """The contents a mixed petition is split into."""

    parts = Rows(FormField(PartEntry), _l("Contents"), min_entries=2, max_entries=6)

    def values(self) -> list[Part]:
        """The parts that hold something."""
        rows = [entry.data for entry in self.parts]
        return [
            Part(row["kind"] or "", row["summary"] or "", row["demand"] or "")
            for row in rows
            if row["summary"] or row["demand"]
        ]


class CustodyForm(Form):
    """Something done with an envelope."""

    kind = RadioField(
        _l("What is done"),
        [Required()],
        choices=[
            ("handed_over", _l("Hand over")),
            ("opened", _l("Open, by two officers")),
            ("returned", _l("Note that it came back")),
        ],
    )
    on = Day(_l("Day"), [Required()], default=clock.today)
    to_body = StringField(_l("Handed over to (unit or body)"), [Most(200)])
    reason = StringField(_l("Reason"), [Most(500)])
    second = SelectField(_l("Second officer"), validate_choice=False)

    def offer(self, people: list[Official], actor: int | None) -> None:
        """Who may be the second officer."""
        names = [(person.public_id, f"{person.name} · {person.title}") for person in people if person.key != actor]
        self.second.choices = options([("", _("Choose…")), *names])

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = self._fields[name]
            field.errors = [*field.errors, sentence(key)]


class FilterForm(PartForm):
    """Narrowing of the list; sent by GET, so without token."""

    kind = SelectField(_l("Kind"), validate_choice=False)
    state = SelectField(_l("State"), validate_choice=False)
    source = SelectField(_l("How it came in"), validate_choice=False)
    since = Day(_l("From"))
    until = Day(_l("To"))
    work = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, labels in ((self.kind, KIND_LABELS), (self.state, STATE_LABELS), (self.source, SOURCE_LABELS)):
            field.choices = options([("", _("All")), *labels.items()])

    def chosen(self, name: str, labels: dict[str, Any]) -> str:
        """A choice that there is, or nothing."""
        value = getattr(self, name).data
        return value if value in labels else ""

    def day(self, name: str) -> date | None:
        """A day, or nothing."""
        found: date | None = getattr(self, name).data
        return found

    @property
    def work_list(self) -> str:
        """The work list that is asked for."""
        return self.work.data if self.work.data in WORK_LABELS else ""
