"""Forms of the roster: months, leave, event windows, swaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import FormField, RadioField, SelectField, StringField, ValidationError

from core.api import Colleague, Day, Form, Invalid, Most, PartForm, Required, Rows, _, _l, clock, options
from plugins.reception.models import Campaign
from plugins.reception.roster_words import HALF_LABELS, LEAVE_LABELS, sentence

MONTH = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})|(?P<m2>\d{1,2})/(?P<y2>\d{4})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2014, 2199
MOST_WINDOWS = 12


class Month(StringField):  # type: ignore[misc]
    """A month typed as 11/2026; ``day`` is its first day."""

    data: str | None
    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the month. Raises ValidationError with what to write."""
        found = MONTH.fullmatch(self.data or "")
        year, month = (int(found["y"] or found["y2"]), int(found["m"] or found["m2"])) if found else (0, 0)
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise ValidationError(_("This is not a month. Write it as month/year, such as 11/2026."))
        self.day = date(year, month, 1)
        self.data = f"{month:02d}/{year}"


class MonthForm(PartForm):
    """Which month is shown; sent by GET, so without token."""

    month = Month(_l("Month"), [Most(10)], render_kw={"placeholder": _l("month/year"), "size": "8"})

    @property
    def first(self) -> date:
        """The first day of the month; of this month when the field is empty or wrong."""
        return self.month.day or clock.today().replace(day=1)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """An empty field means this month."""
        if not self.month.data:
            self.month.data = f"{clock.today():%m/%Y}"
        return bool(super().validate(*args, **kwargs))


class LeaveForm(Form):
    """An officer's leave."""

    officer = SelectField(_l("Officer"), validate_choice=False, default="")
    first_on = Day(_l("From"), [Required()])
    last_on = Day(_l("To"), [Required()])
    half = SelectField(_l("Part of the day"), choices=[("", _l("Whole days")), *HALF_LABELS.items()], default="")
    ground = SelectField(_l("Ground"), choices=list(LEAVE_LABELS.items()), default="leave")

    def offer(self, officers: Sequence[Colleague]) -> None:
        """Fill the list of officers; nobody chosen means the acting one."""
        self.officer.choices = options([("", _("Myself")), *((one.public_id, one.name) for one in officers)])

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = getattr(self, name)
            field.errors = [*field.errors, sentence(key)]


class WindowForm(PartForm):
    """One window of days."""

    first_on = Day(_l("From"))
    last_on = Day(_l("To"))
    title = StringField(_l("What takes place"), [Most(200)])


class CampaignForm(Form):
    """A campaign and its windows."""

    name = StringField(_l("Name of the campaign"), [Required(), Most(200)])
    basis = StringField(_l("Basis"), [Most(300)], description=_l("Plan or letter that asks for it: number, date, body"))
    windows = Rows(FormField(WindowForm), _l("Windows"), min_entries=1, max_entries=MOST_WINDOWS)

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignForm:
        """The form filled with what is stored."""
        return cls(obj=campaign)

    def spans(self) -> list[tuple[date, date, str]]:
        """Windows as plain values; rows left wholly empty are dropped."""
        rows = [entry.data for entry in self.windows]
        return [
            (row["first_on"], row["last_on"] or row["first_on"], row["title"] or "") for row in rows if row["first_on"]
        ]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A row with a title or a last day needs its first day."""
        good = bool(super().validate(*args, **kwargs))
        for entry in self.windows:
            row = entry.form
            if (row.last_on.data or row.title.data) and not row.first_on.data and not row.first_on.errors:
                row.first_on.errors = [sentence("required")]
                entry.errors = {"first_on": row.first_on.errors}
                self.windows.errors = [entry.errors]
                good = False
        return good

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            if name == "windows":
                first = self.windows.entries[0].form.first_on
                first.errors = [sentence(key)]
                self.windows.errors = [{"first_on": [sentence(key)]}]
            else:
                field = getattr(self, name)
                field.errors = [*field.errors, sentence(key)]


class SwapForm(Form):
    """Who is asked, and which shift is wanted in return."""

    other = RadioField(_l("Ask"), validate_choice=False, default="")
    back = SelectField(_l("In return I take"), validate_choice=False, default="")

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = getattr(self, name)
            field.errors = [*field.errors, sentence(key)]
