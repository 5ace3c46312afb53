"""Forms of the pages for citizens, and of the office's part with what they sent."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField, ValidationError

from core.api import Day, Form, Invalid, Most, OnceForm, Required, _l
from plugins.petitions.filing_words import GROUND_LABELS, problem
from plugins.petitions.services.filing import FilingInput

QUIET = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class FeedbackForm(OnceForm):
    """A recommendation or feedback, sent without an account."""

    summary = TextAreaField(
        _l("What is it about"),
        [Required(), Most(8000)],
        description=_l("What you saw, where and when. Name nobody who is not needed to understand it."),
        render_kw={"rows": 6},
    )
    demand = TextAreaField(_l("What you propose or ask for"), [Most(4000)], render_kw={"rows": 3})
    place = StringField(
        _l("Place of the matter"), [Most(200)], description=_l("Village, street, or what it lies near.")
    )
    name = StringField(_l("Your full name"), [Most(120)], render_kw={"autocomplete": "name"})
    address = StringField(_l("Your address"), [Most(200)], render_kw={"autocomplete": "street-address"})
    phone = StringField(_l("Your phone"), [Most(20)], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    anonymous = BooleanField(_l("I do not give my name"))
    secret = StringField(
        _l("A secret of your own"),
        [Required()],
        description=_l(
            "At least 8 characters, such as some words in a row. With it you read the reply and add papers later. "
            "Nobody can tell it to you again: write it down."
        ),
        render_kw=QUIET,
    )

    def validate_name(self, field: StringField) -> None:
        """Ask for the name together with all else; the service asks again. Raises ValidationError."""
        if not field.data and not self.anonymous.data:
            raise ValidationError(problem("name_or_anonymous"))

    def values(self) -> FilingInput:
        """What is filed, as plain values."""
        texts = {
            name: getattr(self, name).data or ""
            for name in ("summary", "demand", "place", "name", "address", "phone", "secret")
        }
        return FilingInput(**texts, anonymous=bool(self.anonymous.data), once=(self.once.data or "")[:64])

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = getattr(self, name)
            field.errors = [*field.errors, problem(key)]


class ComplaintForm(Form):
    """A complaint as a paper to print and sign; nothing of it is stored."""

    to = StringField(_l("To whom (who made the decision or did the act)"), [Required(), Most(300)])
    name = StringField(_l("Your full name"), [Required(), Most(120)], render_kw={"autocomplete": "name"})
    address = StringField(_l("Your address"), [Required(), Most(300)], render_kw={"autocomplete": "street-address"})
    phone = StringField(_l("Your phone"), [Most(20)], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    against = StringField(_l("Against which decision or act"), [Required(), Most(300)])
    decision_no = StringField(_l("Number of the decision complained of"), [Most(60)])
    decision_on = Day(_l("Date of that decision"))
    content = TextAreaField(
        _l("What happened, and why it is against the law"), [Required(), Most(8000)], render_kw={"rows": 6}
    )
    demand = TextAreaField(_l("What you ask for"), [Required(), Most(4000)], render_kw={"rows": 3})
    papers = TextAreaField(_l("Papers that go with it"), [Most(2000)], render_kw={"rows": 2})


class FollowForm(Form):
    """The code, and the secret for who wants to read and add."""

    code = StringField(
        _l("Code"),
        [Required(), Most(400)],
        description=_l("26 letters and digits, or the 16 syllables. Dashes, blanks and capital letters do not matter."),
        render_kw=QUIET,
    )
    secret = StringField(_l("Your secret"), [Most(400)], render_kw=QUIET)


class ActForm(Form):
    """What the sender does after code and secret."""

    opened = HiddenField()
    act = HiddenField()
    text = TextAreaField(_l("Your words"), [Most(4000)], render_kw={"rows": 4})
    satisfied = HiddenField()
    alone = BooleanField(_l("I am alone and decide freely"))
    pressed = BooleanField(_l("Somebody pressed or threatened me to withdraw"))


class RefuseForm(Form):
    """Refusal by ground, with a word to the sender."""

    ground = RadioField(
        _l("Ground of refusal"), [Required(_l("Choose a ground."))], choices=list(GROUND_LABELS.items())
    )
    answer = TextAreaField(
        _l("Word to the sender"),
        [Most(1000)],
        description=_l("Name the competent body, or the first matter. The advice of the ground is shown with it."),
        render_kw={"rows": 2},
    )


class AnswerForm(Form):
    """A reply to whoever filed."""

    text = TextAreaField(_l("Reply"), [Required(), Most(4000)], render_kw={"rows": 4})
