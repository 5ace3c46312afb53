"""Forms of the head's reception days."""

from __future__ import annotations

import re
from typing import Any

from wtforms import RadioField, SelectField, StringField

from core.api import Day, Form, Invalid, Most, Required, _l
from plugins.reception.models import HeadDay
from plugins.reception.roster_words import ABSENCE_LABELS, UNSCHEDULED_LABELS, sentence
from plugins.reception.services.duty import HeadDayInput

CLOCK = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)", re.ASCII)


def minutes_of(text: str) -> int | None:
    """Minutes after midnight of 07:30 or 7h30; None for anything else."""
    found = CLOCK.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


class HeadDayForm(Form):
    """A day on which the head receives."""

    day = Day(_l("Day"), [Required()])
    opens = StringField(_l("From (hour)"), [Required(), Most(5)], default="08:00")
    closes = StringField(_l("To (hour)"), [Required(), Most(5)], default="11:00")
    place = StringField(_l("Place"), [Required(), Most(200)])
    content = StringField(_l("Expected content"), [Most(300)])
    attends = StringField(_l("Who attends, by post"), [Most(300)])
    unscheduled = SelectField(
        _l("Outside the schedule because"),
        choices=[("", _l("It is a scheduled day")), *UNSCHEDULED_LABELS.items()],
        default="",
    )

    @classmethod
    def of(cls, row: HeadDay, *, sent: bool = True) -> HeadDayForm:
        """The form filled with what is stored, and over that with what was ``sent``."""
        data = {name: getattr(row, name) for name in ("day", "place", "content", "attends", "unscheduled")}
        data |= {name: f"{m // 60:02d}:{m % 60:02d}" for name, m in (("opens", row.opens), ("closes", row.closes))}
        return cls(data=data) if sent else cls(formdata=None, data=data)

    def values(self) -> HeadDayInput | None:
        """The day as plain values; None, with sentences beside the fields, when something is wrong."""
        good = self.validate()
        hours = [minutes_of(self.opens.data or ""), minutes_of(self.closes.data or "")]
        for field, found in zip((self.opens, self.closes), hours, strict=True):
            if found is None and not field.errors:
                field.errors = [sentence("hours")]
        opens, closes = hours
        if not good or opens is None or closes is None or self.day.data is None:
            return None
        return HeadDayInput(
            self.day.data,
            opens,
            closes,
            self.place.data or "",
            self.content.data or "",
            self.attends.data or "",
            self.unscheduled.data or "",
        )

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = getattr(self, name)
            field.errors = [*field.errors, sentence(key)]


class AccountForm(Form):
    """What became of a day."""

    state = RadioField(
        _l("What became of this day"),
        [Required(_l("Please choose from the list."))],
        choices=[
            ("planned", _l("It stands as planned")),
            ("postponed", _l("Postponed")),
            ("absent", _l("Not held")),
            ("alone", _l("Held, nobody came")),
        ],
    )
    ground = SelectField(_l("Ground"), choices=[("", _l("Choose…")), *ABSENCE_LABELS.items()], default="")
    reason = StringField(_l("Reason, as the public reads it"), [Most(300)])
    moved_to = Day(_l("New day"))

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field: Any = getattr(self, name)
            field.errors = [*field.errors, sentence(key)]
