"""Forms of bookings and closures."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField, StringField

from core.api import Day, Form, Most, Required, _, _l, options
from plugins.reception.booking_words import CHOICE_LABELS
from plugins.reception.models import Place
from plugins.reception.queue_words import TICKET_KIND_LABELS


class BookingForm(Form):
    """A time and the broad kind of the matter: no name, no free text."""

    slot = RadioField(_l("Times that are free"), [Required(_l("Choose a time that is free."))], validate_choice=False)
    kind = SelectField(_l("Broad kind of the matter"), validate_choice=False)

    def __init__(self, slots: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot.choices = options(slots)
        self.kind.choices = options([("", _("not said")), *TICKET_KIND_LABELS.items()])


class ClosureForm(Form):
    """Days on which a place is closed, and what becomes of bookings on them."""

    place = SelectField(_l("Place"), validate_choice=False)
    first_on = Day(_l("Closed from"), [Required()])
    last_on = Day(_l("Closed until"), [Required()])
    reason = StringField(_l("Reason, shown to the public"), [Required(), Most(200)])
    broken = RadioField(_l("What becomes of these bookings"), validate_choice=False)

    def __init__(self, places: list[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = options([(place.public_id, place.name) for place in places])
        self.broken.choices = options(CHOICE_LABELS.items())
