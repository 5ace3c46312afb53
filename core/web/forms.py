"""The base of all forms: our words for errors, tidy text, a double-submit key on demand."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import DateField, FieldList, HiddenField, IntegerField, StringField, ValidationError
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from core.i18n import dmy
from core.i18n import lazy as _l
from core.text import damaged


def tidy(value: Any) -> Any:
    """Outer blanks gone, CRLF to LF; anything but text passes."""
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


class Required:
    """The field must not stay empty."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Please fill this in.")

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError when nothing was entered."""
        if field.data in (None, "", []):
            field.errors = [error for error in field.errors if not error]
            raise ValidationError(str(self.message))


class Most:
    """At most so many characters, and none of them damaged."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError with what to do."""
        text = field.data or ""
        if damaged(text):
            raise ValidationError(str(_l("Some characters are damaged. Please type the text again.")))
        if len(text) > self.most:
            raise ValidationError(
                str(
                    _l(
                        "At most %(most)d characters; these are %(now)d. Please shorten the text.",
                        most=self.most,
                        now=len(text),
                    )
                )
            )


class Day(DateField):  # type: ignore[misc]
    """A date typed and shown as dd/mm/yyyy, whatever language the browser itself speaks.

    The browser's own control would show month/day/year on a computer set to English. What
    programs send as year-month-day is read, too.
    """

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        hints = {"placeholder": _l("day/month/year"), "autocomplete": "off"}
        super().__init__(*args, render_kw=hints, **kwargs)

    def _value(self) -> str:
        return dmy(self.data) or str(super()._value())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date. Raises ValueError with a sentence for the user."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        if not text:
            return
        for shape in ("%Y-%m-%d", "%d/%m/%Y"):
            with suppress(ValueError):
                self.data = datetime.strptime(text[:20], shape).date()  # noqa: DTZ007 - a day has no zone
                return
        raise ValueError(str(_l("This is not a date. Write it as day/month/year, such as 05/11/2026.")))


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number between two bounds."""

    def __init__(self, label: Any = None, *, least: int = 0, most: int = 100_000, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number. Raises ValueError with a sentence for the user."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: int | None = None
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise ValueError(str(_l("Please enter a whole number.")))
        number = int(text)
        if not self.least <= number <= self.most:
            raise ValueError(str(_l("Between %(least)d and %(most)d, please.", least=self.least, most=self.most)))
        self.data = number


class Rows(FieldList):  # type: ignore[misc]
    """Repeated parts, ``people-0-name``, ``people-1-name`` …; a number of more than four digits is none."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Numbers of the rows that were sent."""
        shape = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})(?:-.*)?", re.ASCII | re.DOTALL)
        yield from (int(found[1]) for name in formdata if (found := shape.fullmatch(name)))


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Choices of a list or of radio buttons, from (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def _bind(meta: Any, form: Any, unbound_field: Any, given: dict[str, Any]) -> Any:
    """Add ``tidy`` to every text field; let pairs stand as choices."""
    kwargs = unbound_field.kwargs
    if issubclass(unbound_field.field_class, StringField):
        filters = list(kwargs.get("filters", ()))
        if tidy not in filters:
            kwargs["filters"] = [*filters, tidy]
    choices = kwargs.get("choices")
    if choices and isinstance(choices[0], tuple):
        kwargs["choices"] = options(choices)
    return unbound_field.bind(form=form, **given)


#: The few sentences WTForms says by itself, in our words and languages.
OWN_WORDS = {"Not a valid choice.": _l("Please choose from the list.")}


class Words:
    """Stands in for WTForms' translations, which have no Vietnamese."""

    def gettext(self, text: str) -> str:
        """Our sentence for WTForms' one."""
        return str(OWN_WORDS.get(text, text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The same with a number."""
        return self.gettext(one if number == 1 else many)


def _words(meta: Any, form: Any) -> Words:
    return Words()


class PartForm(PlainForm):  # type: ignore[misc]
    """A repeated part of a form; the token stands in the form around it."""

    class Meta(PlainForm.Meta):  # type: ignore[misc]
        """Strip every text field, speak our words."""

        bind_field = _bind
        get_translations = _words


class Form(FlaskForm):  # type: ignore[misc]
    """All forms of the product."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Strip every text field, speak our words."""

        bind_field = _bind
        get_translations = _words


class OnceForm(Form):
    """A form whose second sending finds what the first one made."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(18))
