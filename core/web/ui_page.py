"""What the style page shows: one made-up form in three states, one timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from core import clock
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.web.forms import Day, Form, Most, PartForm, Required


class SamplePersonForm(PartForm):
    """A repeated row."""

    title = StringField(_l("Full name"), [Required(), Most(120)])
    unit = SelectField(_l("Unit"), choices=[("1", _l("Reception section"))])


class SampleForm(Form):
    """Every kind of field."""

    name = StringField(_l("Full name"), [Required(), Most(120)])
    phone = StringField(_l("Phone"), [Most(20)], description=_l("Only when the person wants to be called."))
    day = Day(_l("Date"))
    kind = SelectField(
        _l("Kind"), [Required()], choices=[("", _l("Choose…")), ("kn", _l("Complaint")), ("pa", _l("Recommendation"))]
    )
    way = RadioField(
        _l("Outcome"), [Required()], choices=[("r", _l("Received")), ("g", _l("Guided")), ("x", _l("Refused"))]
    )
    ground = StringField(_l("Ground of the refusal"), [Most(120)])
    matter = TextAreaField(_l("Matter"), [Required(), Most(2000)])
    needs = SelectMultipleField(_l("Help needed"), choices=[("i", _l("Interpreter")), ("w", _l("Wheelchair"))])
    agree = BooleanField(_l("Read out to the person"), [Required()])
    people = FieldList(FormField(SamplePersonForm), label=_l("Representatives"), min_entries=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sample timeline."""

    at: datetime
    title: str
    text: str
    by: str


def sample() -> dict[str, Any]:
    """Context of ``ui.html``."""
    now, today = clock.now(), clock.today()
    filled = {
        "name": "Nguyễn Đức Mẫu",
        "phone": "0900 000 000",
        "day": today,
        "kind": "kn",
        "way": "g",
        "matter": _("Asks to review a decision."),
        "agree": True,
    }
    forms = {
        "empty": SampleForm(formdata=None, prefix="empty"),
        "filled": SampleForm(formdata=None, prefix="filled", data=filled),
        "error": SampleForm(formdata=None, prefix="error"),
    }
    wrong = forms["error"]
    for name in ("name", "kind", "way", "matter", "agree"):
        wrong[name].errors = [_("Please fill this in.")]
    return {
        "forms": forms,
        "today": today,
        "timeline": [
            Entry(now - timedelta(hours=1), _("Received"), _("Two copies taken in."), "A Mẫu"),
            Entry(now, _("Guided"), "", "Y Mẫu"),
        ],
    }
