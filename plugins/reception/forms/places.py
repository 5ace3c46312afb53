"""Form of a reception place."""

from __future__ import annotations

from wtforms import StringField

from core.api import Form, Most, Required, _l


class PlaceForm(Form):
    """A reception place and its weekly hours, one line per weekday."""

    name = StringField(_l("Name of the place"), [Required(), Most(200)])
    address = StringField(_l("Address"), [Required(), Most(300)])
    phone = StringField(_l("Phone"), [Most(40)])
    access = StringField(_l("Access for wheelchairs, parking, interpreter"), [Most(500)])
