"""Forms of the desk: from what was typed to plain values. Rules of law are in visit_rules.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from core.api import (
    Day,
    Form,
    Invalid,
    Most,
    OnceForm,
    PartForm,
    Required,
    Rows,
    WholeNumber,
    _,
    _l,
    clock,
    language,
    options,
)
from plugins.reception import visit_rules
from plugins.reception.inputs import PaperInput, PersonInput, VisitInput
from plugins.reception.law import refusal_grounds_on
from plugins.reception.models import Visit
from plugins.reception.words import (
    COPY_LABELS,
    FIELD_LABELS,
    ID_TYPE_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    sentence,
)

MOST_PEOPLE_LISTED = 5
MOST_PAPERS = 20


def _pairs(labels: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(labels.items())


def _moment(text: str) -> datetime | None:
    """A moment with its zone; None for everything else, which the rules then refuse beside a slip."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


class PersonForm(PartForm):
    """One visitor or representative."""

    name = StringField(_l("Full name"), [Most(120)], render_kw={"autocomplete": "off"})
    commune = StringField(_l("Commune"), [Most(120)], render_kw={"autocomplete": "off"})
    address = StringField(_l("Village, street"), [Most(200)], render_kw={"autocomplete": "off"})
    id_type = SelectField(_l("Paper shown"), choices=_pairs(ID_TYPE_LABELS), default="unknown")
    id_number = StringField(_l("Number of that paper"), [Most(30)], render_kw={"autocomplete": "off"})
    phone = StringField(_l("Phone"), [Most(20)], render_kw={"autocomplete": "off", "inputmode": "tel"})


class PaperForm(PartForm):
    """One paper that was left."""

    name = StringField(_l("Name of the paper"), [Most(200)])
    pages = WholeNumber(_l("Pages"), least=1, most=5000, default=1)
    condition = StringField(_l("Condition"), [Most(100)])
    copy_kind = SelectField(_l("Original or copy"), choices=_pairs(COPY_LABELS), default="copy")


class VisitForm(OnceForm):
    """Registration of a visit; also used to correct one."""

    #: The number in the hall that was called for this visit, when there was one.
    ticket = HiddenField()
    #: Slip and moment (ISO 8601 with its zone) of a visit that was taken without network.
    slip = HiddenField(_l("Number of the slip"), [Most(20)])
    taken_at = HiddenField(_l("Taken at"), [Most(40)])
    received_on = Day(FIELD_LABELS["received_on"], [Required()], default=clock.today)
    kind = RadioField(
        FIELD_LABELS["kind"], [Required(_l("Choose the kind of the matter."))], choices=_pairs(KIND_LABELS)
    )
    people = Rows(FormField(PersonForm), FIELD_LABELS["people"], min_entries=1, max_entries=MOST_PEOPLE_LISTED)
    envelope_no = StringField(FIELD_LABELS["envelope_no"], [Most(40)])
    headcount = WholeNumber(FIELD_LABELS["headcount"], least=1, most=9999, default=1, validators=[Required()])
    summary = TextAreaField(FIELD_LABELS["summary"], [Required(), Most(4000)], render_kw={"rows": 3})
    demand = TextAreaField(FIELD_LABELS["demand"], [Most(2000)], render_kw={"rows": 2})
    prior_settlement = StringField(FIELD_LABELS["prior_settlement"], [Most(500)])
    papers = Rows(FormField(PaperForm), FIELD_LABELS["papers"], min_entries=1, max_entries=MOST_PAPERS)
    in_competence = BooleanField(FIELD_LABELS["in_competence"])
    by_head = BooleanField(FIELD_LABELS["by_head"])
    outcome = RadioField(
        FIELD_LABELS["outcome"], [Required(_l("Choose what became of the visit."))], choices=_pairs(OUTCOME_LABELS)
    )
    outcome_body = StringField(FIELD_LABELS["outcome_body"], [Most(300)])
    outcome_paper = StringField(FIELD_LABELS["outcome_paper"], [Most(100)])
    refusal_ground = SelectField(FIELD_LABELS["refusal_ground"], validate_choice=False)
    earlier_notice = StringField(
        FIELD_LABELS["earlier_notice"], [Most(100)], description=_l("Number and date of the earlier notice or answer")
    )
    refusal_explained = BooleanField(_l("The reason was explained to the citizen on the spot"))
    result = StringField(FIELD_LABELS["result"], [Most(1000)])
    note = StringField(FIELD_LABELS["note"], [Most(1000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.received_on.data or clock.today()
        grounds = refusal_grounds_on(day)
        codes = [(g.code, f"{g.code} · {g.title(language())}") for g in grounds]
        self.refusal_ground.choices = options([("", _("Choose…")), *codes])
        #: Grounds that rest on an earlier written notice; its field is shown for these alone.
        self.noticed_grounds = [g.code for g in grounds if g.needs_earlier_notice]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check shape and, when it is wrong, the rules of law too, so that all is said at once."""
        good = bool(super().validate(*args, **kwargs))
        if not good and self.kind.data and self.outcome.data and self.received_on.data:
            broken = visit_rules.problems(self.values())
            self.show(Invalid({name: key for name, key in broken.items() if not getattr(self, name).errors}))
        return good

    def values(self) -> VisitInput:
        """The visit as plain values; rows left wholly empty are dropped."""
        people = tuple(
            PersonInput(**{k: (v or "") for k, v in row.items()})
            for row in (entry.data for entry in self.people)
            if any(row[k] for k in ("name", "commune", "address", "id_number", "phone"))
        )
        papers = tuple(
            PaperInput(row["name"], row["pages"] or 1, row["condition"] or "", row["copy_kind"])
            for row in (entry.data for entry in self.papers)
            if row["name"]
        )
        texts = (
            "demand",
            "prior_settlement",
            "envelope_no",
            "outcome_body",
            "outcome_paper",
            "refusal_ground",
            "earlier_notice",
            "result",
            "note",
        )
        return VisitInput(
            received_on=self.received_on.data or clock.today(),
            kind=self.kind.data,
            summary=self.summary.data or "",
            outcome=self.outcome.data,
            headcount=self.headcount.data or 1,
            people=people,
            papers=papers,
            in_competence=self.in_competence.data,
            by_head=self.by_head.data,
            refusal_explained=self.refusal_explained.data,
            slip=self.slip.data or "",
            taken_at=_moment(self.taken_at.data or ""),
            once=(self.once.data or "")[:64],
            **{name: getattr(self, name).data or "" for name in texts},
        )

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = getattr(self, name)
            if name == "people":
                if key == "sealed_identity":
                    for entry in field:
                        for part in entry.form:
                            part.data = part.default or ""
                field.entries[0].form.name.errors = [sentence(key)]
                field.errors = [{"name": [sentence(key)]}]
            else:
                field.errors = [*field.errors, sentence(key)]


class VisitEditForm(VisitForm):
    """A correction: the same fields and why."""

    reason = StringField(_l("Reason of the correction"), [Required(), Most(300)])

    @classmethod
    def of(cls, visit: Visit) -> VisitEditForm:
        """The form filled with what is stored."""
        form = cls(obj=visit)
        form.once.data = ""
        return form


class AnswerForm(Form):
    """The answer the citizen got."""

    result = StringField(_l("What the citizen was told"), [Required(), Most(1000)])


class FilterForm(PartForm):
    """Narrowing of the list; sent by GET, so without token."""

    kind = SelectField(FIELD_LABELS["kind"], validate_choice=False)
    outcome = SelectField(FIELD_LABELS["outcome"], validate_choice=False)
    since = Day(_l("From"))
    until = Day(_l("To"))
    owed = BooleanField(_l("Answer owed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = options([("", _("All")), *_pairs(KIND_LABELS)])
        self.outcome.choices = options([("", _("All")), *_pairs(OUTCOME_LABELS)])
