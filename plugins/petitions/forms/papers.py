"""Forms of papers: choosing one, its words, issuing, sending, taking back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField

from core.api import Day, Form, Invalid, Most, OnceForm, Required, _l, clock
from plugins.petitions.forms.intake import digest
from plugins.petitions.models import CasePaper
from plugins.petitions.paper_words import SENT_LABELS
from plugins.petitions.papers.layout import Words
from plugins.petitions.words import sentence


class PaperForm(Form):
    """A form whose broken rules come back as sentences beside their fields."""

    def show(self, error: Invalid) -> None:
        """Put the sentences of broken rules beside their fields."""
        for name, key in error.problems.items():
            field = self._fields.get(name) or next(f for f in self if f.type != "HiddenField")
            field.errors = [*field.errors, sentence(key)]


class ChoosePaperForm(OnceForm):
    """Which paper to draft."""

    kind = RadioField(_l("Official paper"), [Required(_l("Choose one of the papers shown."))], validate_choice=False)


class WordsForm(PaperForm):
    """The words of a draft."""

    version = HiddenField()
    about = StringField(_l("What it is about"), [Required(), Most(300)])
    addressee = TextAreaField(_l("To whom (one a line)"), [Most(1000)], render_kw={"rows": 2})
    grounds = TextAreaField(_l("Grounds (one a line)"), [Most(2000)], render_kw={"rows": 3})
    text = TextAreaField(_l("Text (one paragraph a line)"), [Required(), Most(20_000)], render_kw={"rows": 14})
    recipients = TextAreaField(_l("Recipients (one a line)"), [Most(1000)], render_kw={"rows": 3})
    capacity = TextAreaField(
        _l("Post of who signs, if not the head (KT. CHỦ TỊCH …)"), [Most(200)], render_kw={"rows": 2}
    )
    signer = StringField(_l("Name of who signs"), [Most(120)])
    shown = HiddenField()
    clean = BooleanField(_l("It contains nobody’s identity"))

    @classmethod
    def of(cls, paper: CasePaper) -> WordsForm:
        """The form with what stands in the draft."""
        form = cls(formdata=None, obj=paper)
        form.version.data = str(paper.version)
        return form

    @property
    def seen(self) -> int | None:
        """The version the page showed; -1 (no draft has it) for nonsense."""
        return _version(self.version.data)

    @property
    def confirmed(self) -> bool:
        """Whether somebody confirmed just these words, after reading what was marked in them."""
        return bool(self.clean.data) and self.shown.data == digest(asdict(self.words()))

    def ask(self) -> None:
        """Let what is marked be read and confirmed; a text that is changed again is asked about again."""
        self.shown.data = digest(asdict(self.words()))
        self.clean.data = False

    def words(self) -> Words:
        """What was typed."""
        fields: dict[str, Any] = self._fields
        return Words(**{name: fields[name].data or "" for name in Words.__dataclass_fields__})


class IssueForm(PaperForm):
    """The day of issue; of denunciations the word that nobody is betrayed."""

    version = HiddenField()
    on = Day(_l("Day of issue"), [Required()], default=clock.today)
    clean = BooleanField(_l("I read it: nothing here tells who denounced"))

    @property
    def seen(self) -> int | None:
        """The version the page showed."""
        return _version(self.version.data)


class SendForm(PaperForm):
    """When and how a paper went out."""

    sent_on = Day(_l("Day it went out or was handed over"), [Required()], default=clock.today)
    how = RadioField(_l("How"), [Required(_l("Choose from the list."))], choices=list(SENT_LABELS.items()))


class TakeBackForm(PaperForm):
    """Why a paper is taken back."""

    reason = StringField(_l("Reason"), [Required(), Most(500)])


def _version(text: object) -> int | None:
    given = str(text or "")
    if not given:
        return None
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1
