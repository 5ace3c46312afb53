"""The base of all forms: our words for errors, tidy text, a double-submit key on demand."""

from __future__ import annotations

import secrets
from typing import Any

from datetime import date, datetime

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, StringField, ValidationError
from wtforms import Form as PlainForm

from core.i18n import lazy as _l
from core.text import damaged


def tidy(value: Any) -> Any:
    """Outer blanks gone, CRLF to LF; anything but text passes."""
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


class Required:
    """The field must not stay empty."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Please fill this in.")

    def __call__(self, form: Any, field: Any) -> None:
        if field.data in (None, "", []):
            field.errors = [error for error in field.errors if not error]
            raise ValidationError(str(self.message))


class Most:
    """At most so many characters, and none of them damaged."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: Any) -> None:
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
    """A date, as the browser sends it or typed as dd/mm/yyyy."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date. Raises ValueError with a sentence for the user."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        if not text:
            return
        for shape in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                self.data = datetime.strptime(text[:20], shape).date()
                return
            except ValueError:
                continue
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


def _bind(meta: Any, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
    """Add ``tidy`` to every text field."""
    if issubclass(unbound_field.field_class, StringField):
        filters = list(unbound_field.kwargs.get("filters", ()))
        if tidy not in filters:
            unbound_field.kwargs["filters"] = [*filters, tidy]
    return unbound_field.bind(form=form, **options)


class PartForm(PlainForm):  # type: ignore[misc]
    """A repeated part of a form; the token stands in the form around it."""

    class Meta(PlainForm.Meta):  # type: ignore[misc]
        """Strip every text field."""

        bind_field = _bind


class Form(FlaskForm):  # type: ignore[misc]
    """All forms of the product."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Strip every text field."""

        bind_field = _bind


class OnceForm(Form):
    """A form whose second sending finds what the first one made."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(18))
