"""Forms about who signed: representatives, replies, wishes to withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from core.api import Day, Most, Required, _, _l, clock, options
from plugins.petitions.case_words import CHANNEL_LABELS
from plugins.petitions.forms.fields import Several
from plugins.petitions.forms.process import StepForm
from plugins.petitions.models import Party
from plugins.petitions.services.moves import Why


def _names(people: Sequence[Party]) -> list[tuple[str, str]]:
    return [(one.public_id, one.name) for one in people]


class AppointForm(StepForm):
    """Who speaks for a group."""

    people = Several(_l("Representatives"))
    paper_no = StringField(_l("Paper that appoints them (number, date)"), [Most(60)])
    signed = BooleanField(_l("Everybody of the group signed that paper"))

    def offer(self, people: Sequence[Party]) -> None:
        """Everybody who may speak for the group, those who do already ticked."""
        self.people.choices = options(_names(people))
        if not self.people.raw_data:
            self.people.data = [one.public_id for one in people if one.role == "representative"]


class RepliesForm(StepForm):
    """Who got the reply."""

    people = Several(_l("Who got their reply"))
    on = Day(_l("Day"), [Required()], default=clock.today)

    def offer(self, people: Sequence[Party]) -> None:
        """Everybody who waits for the reply, all of them ticked at first."""
        self.people.choices = options(_names(people))
        if not self.people.raw_data:
            self.people.data = [one.public_id for one in people]


class WithdrawForm(StepForm):
    """A wish to withdraw, taken from somebody who was asked alone."""

    party = SelectField(_l("Who wishes to withdraw"), validate_choice=False)
    channel = RadioField(
        _l("How the wish came"), [Required(_l("Choose from the list."))], choices=list(CHANNEL_LABELS.items())
    )
    alone = BooleanField(_l("The person was asked alone, away from staff and others"))
    pressed = RadioField(
        _l("Did anybody press, threaten or promise something to the person?"),
        [Required(_l("Choose one of the two answers."))],
        choices=[("no", _l("No, it is the person's own wish")), ("yes", _l("Yes; the matter goes on"))],
    )
    whole = RadioField(
        _l("What is withdrawn"), choices=[("yes", _l("Everything")), ("no", _l("A part of it"))], default="yes"
    )
    content = TextAreaField(_l("Which part"), [Most(1000)], render_kw={"rows": 2})

    def offer(self, people: Sequence[Party]) -> None:
        """Who of the roster may withdraw; of a denunciation nobody is named."""
        self.party.choices = options([("", _("Choose…")), *_names(people)])

    def values(self) -> dict[str, Any]:
        """The wish as plain values."""
        return {
            "party_id": self.party.data or "",
            "channel": self.channel.data,
            "alone": bool(self.alone.data),
            "pressed": self.pressed.data == "yes",
            "whole": self.whole.data != "no",
            "content": self.content.data or "",
        }


class ConfirmForm(StepForm):
    """The second officer's word on a wish."""

    paper_no = StringField(_l("Number of the minutes"), [Most(60)])
    breach = BooleanField(_l("The act denounced shows a breach of law, so the case goes on"))

    def why(self) -> Why:
        """Paper and ground; of today."""
        return Why(clock.today(), ground="breach" if self.breach.data else "", paper_no=self.paper_no.data or "")
