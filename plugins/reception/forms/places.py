"""Form of a reception place."""

from __future__ import annotations

from wtforms import RadioField, StringField

from core.api import Form, Most, Required, WholeNumber, _l
from plugins.reception.booking_words import CHOICE_LABELS


class PlaceForm(Form):
    """A reception place and its weekly hours, one line per weekday."""

    name = StringField(_l("Name of the place"), [Required(), Most(200)])
    address = StringField(_l("Address"), [Required(), Most(300)])
    phone = StringField(_l("Phone"), [Most(40)])
    access = StringField(_l("Access for wheelchairs, parking, interpreter"), [Most(500)])
    slot_minutes = WholeNumber(_l("A booking lasts so many minutes"), least=5, most=240, default=30)
    public_seats = WholeNumber(_l("So many citizens may book the same time"), least=0, most=50, default=0)
    internal_seats = WholeNumber(
        _l("So many more the office may book for people who call"), least=0, most=50, default=0
    )
    broken = RadioField(
        _l("What becomes of these bookings"), choices=list(CHOICE_LABELS.items()), validate_choice=False
    )
