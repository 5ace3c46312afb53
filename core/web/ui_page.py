"""What the style page shows: one made-up form in three states, one timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
from core.law.clock import compute
from core.law.derivation import Derivation
from core.law.events import Clock, Extension, Suspension
from core.law.national import national_calendar
from core.law.rules import Rule, RuleBook, RuleVersion, Unit
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
        "derivations": _derivations(),
        "today": today,
        "timeline": [
            Entry(now - timedelta(hours=1), _("Received"), _("Two copies taken in."), "A Mẫu"),
            Entry(now, _("Guided"), "", "Y Mẫu"),
        ],
    }


def _derivations() -> list[Derivation]:
    """A plain due date, one with everything that may happen to a clock, and one that stands still."""
    day, working = Unit.CALENDAR_DAY, Unit.WORKING_DAY
    settled = _rule("DN-09", "Giải quyết tố cáo", "Denunciation settled", 30, day, "Điều 30.1")
    longer = _rule("DN-10", "Gia hạn giải quyết tố cáo", "Extension", 30, day, "Điều 30.2")
    book = RuleBook(
        [
            _rule("CNT-3", "Ngày cuối là ngày nghỉ", "The last day is a day off", 0, Unit.NONE, "Điều 148.5"),
            _rule("CNT-7", "Tạm đình chỉ", "Suspension", 0, Unit.NONE, "Điều 34.2"),
            _rule("RC-13", "Trả lời người đến trình bày", "The citizen is answered", 10, working, "Điều 28.1"),
            replace(settled, suspension="CNT-7"),
            replace(longer, extends=("DN-09",), times=1),
        ]
    )
    begun = Suspension(date(2026, 8, 10), None, "LTC-34.1-a")
    ended = Suspension(date(2026, 8, 10), date(2026, 8, 20), "LTC-34.1-a")
    granted = Extension(date(2026, 9, 7), "DN-10", 30, "a", _("Chairman"))
    accepted = date(2026, 8, 3)
    clocks = (
        Clock("RC-13", date(2026, 11, 20)),
        Clock("DN-09", accepted, suspensions=(ended,), extensions=(granted,)),
        Clock("DN-09", accepted, suspensions=(begun,)),
    )
    return [compute(made, book, national_calendar()) for made in clocks]


def _rule(rule_id: str, vi: str, en: str, value: int, unit: Unit, article: str) -> Rule:
    source, since = {
        "CNT-3": ("Bộ luật Dân sự 91/2015/QH13", date(2017, 1, 1)),
        "RC-13": ("Luật Tiếp công dân 42/2013/QH13", date(2014, 7, 1)),
    }.get(rule_id, ("Luật Tố cáo 25/2018/QH14", date(2019, 1, 1)))
    event = "content_received" if rule_id == "RC-13" else "accepted"
    version = RuleVersion(value, unit, since, None, source, article, "V")
    return Rule(rule_id, vi, en, event, (version,))
