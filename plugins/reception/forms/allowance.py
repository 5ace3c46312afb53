"""Forms of the allowance: confirming shifts, and the list of entitled officers."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, SelectField, StringField

from core.api import Colleague, Day, Form, Invalid, Most, Required, WholeNumber, _, _l, options
from plugins.reception.roster_words import GROUP_LABELS, sentence
from plugins.reception.services.allowance import MOST_MINUTES


class ConfirmForm(Form):
    """Minutes of the ticked shifts, when they were not of the usual length."""

    minutes = WholeNumber(_l("Minutes, when not the usual length"), least=1, most=MOST_MINUTES)


class EntitlementForm(Form):
    """An officer on the head's list."""

    officer = SelectField(_l("Officer"), validate_choice=False, default="")
    group = SelectField(
        _l("Group (clause of Decree 154/2026, Art 38)"), choices=list(GROUP_LABELS.items()), default="1"
    )
    vocational = BooleanField(_l("Gets the vocational responsibility allowance"))
    basis = StringField(_l("Decision of the head: number and date"), [Required(), Most(200)])
    first_on = Day(_l("From"), [Required()])
    last_on = Day(_l("To"))

    def offer(self, officers: Sequence[Colleague]) -> None:
        """Fill the list of officers; nobody chosen means the acting one."""
        self.officer.choices = options([("", _("Myself")), *((one.public_id, one.name) for one in officers)])

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = getattr(self, name)
            field.errors = [*field.errors, sentence(key)]
