"""Forms of the waiting hall."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField

from core.api import Form, Most, OnceForm, Required, _, _l, options
from plugins.reception.models import Counter, Place
from plugins.reception.queue_words import GROUND_LABELS, LANGUAGE_LABELS, TICKET_KIND_LABELS


class TicketForm(OnceForm):
    """A number: which hall and unit, and what the desk should know beforehand."""

    place = SelectField(_l("Place"), validate_choice=False)
    serves = SelectField(_l("Unit"), validate_choice=False)
    ground = SelectField(_l("Goes first because"), validate_choice=False)
    language = SelectField(_l("Interpreter needed for"), validate_choice=False)
    kind = SelectField(_l("Broad kind of the matter"), validate_choice=False)

    def __init__(self, places: list[Place], units: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = options([(place.public_id, place.name) for place in places])
        self.serves.choices = options([(unit, unit) for unit in units])
        self.ground.choices = options([("", _("no such ground")), *GROUND_LABELS.items()])
        self.language.choices = options([("", _("nobody")), *LANGUAGE_LABELS.items()])
        self.kind.choices = options([("", _("not said")), *TICKET_KIND_LABELS.items()])


class RedirectForm(Form):
    """Where a number is sent."""

    target = SelectField(_l("Send to"), validate_choice=False)

    def __init__(self, counters: list[Counter], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = dict.fromkeys(counter.serves for counter in counters)
        self.target.choices = options(
            [
                *((unit, _("%(unit)s, any counter", unit=unit)) for unit in units),
                *((c.public_id, f"{c.name} · {c.serves}") for c in counters),
            ]
        )


class CounterForm(Form):
    """A counter and the unit it serves."""

    place = SelectField(_l("Place"), validate_choice=False)
    name = StringField(_l("Name of the counter"), [Required(), Most(60)])
    serves = StringField(_l("Unit it serves"), [Required(), Most(120)])
    active = BooleanField(_l("In use"), default=True)

    def __init__(self, places: list[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = options([(place.public_id, place.name) for place in places])
