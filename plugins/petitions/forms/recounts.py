"""The form of whoever decides on a due date that would be counted otherwise."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField

from core.api import Form, Most, Required, _l


class RecountForm(Form):
    """Take the new date or keep the old one, and why."""

    due = HiddenField()
    answer = RadioField(
        _l("What becomes of the due date"),
        [Required(_l("Choose one of the two answers."))],
        choices=[("take", _l("Take the new date")), ("keep", _l("Keep the date as it is"))],
    )
    reason = TextAreaField(
        _l("Basis or reason (a notice on days off, an article)"), [Required(), Most(500)], render_kw={"rows": 2}
    )
