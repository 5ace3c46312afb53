"""Languages: one flat .po file per folder, merged at boot; message ids are English.

``vi`` is what a reader gets who has chosen nothing. English needs no file: it is the message id.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, session
from flask_babel import Babel, Domain, LazyString, get_locale, get_translations
from markupsafe import Markup

from core import clock

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"


def words() -> Any:
    """The words of the reader's language. A page asks hundreds of times, so a request looks them up once."""
    if not has_request_context():
        return get_translations()
    found = g.get("words")
    if found is None:
        found = g.words = get_translations()
    return found


def gettext(text: str, **values: Any) -> str:
    """The sentence in the reader's language, its placeholders filled."""
    found = str(words().gettext(text))
    return found % values if values else found


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The sentence for ``num`` things in the reader's language."""
    return str(words().ngettext(one, many, num)) % {"num": num, **values}


def lazy(text: str, **values: Any) -> LazyString:
    """A sentence that is looked up when it is shown, for labels made before there is a reader."""
    return LazyString(gettext, text, **values)


def _said(text: str, **values: Any) -> Markup:
    """``_()`` of templates: the sentence is markup of ours, what fills it is escaped."""
    found = words().gettext(text)
    return Markup(found) % values if values or "%" in found else Markup(found)  # noqa: S704


def _counted(one: str, many: str, num: int, **values: Any) -> Markup:
    """``ngettext()`` of templates."""
    return Markup(words().ngettext(one, many, num)) % {"num": num, **values}  # noqa: S704


_ = gettext


def load_catalogue(folders: Iterable[Path], language: str) -> Translations:
    """All words of one language; a later folder may not change an earlier one's words."""
    merged = Catalog(locale=language)
    for folder in folders:
        path = folder / f"{language}.po"
        if path.is_file():
            with path.open("rb") as handle:
                for message in read_po(handle, locale=language):
                    if message.id and message.string and message.id not in merged:
                        merged[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return Translations(buffer)


class FolderDomain(Domain):  # type: ignore[misc]
    """flask-babel's domain, fed from the merged catalogues."""

    def __init__(self, folders: list[Path]) -> None:
        super().__init__()
        self.catalogues: dict[str, Any] = {
            language: load_catalogue(folders, language) for language in LANGUAGES if language != "en"
        }

    def get_translations(self) -> Any:
        """The words of the language of this request."""
        locale = get_locale()
        return self.catalogues.get(locale.language if locale else "en", NullTranslations())


class FolderBabel(Babel):  # type: ignore[misc]
    """flask-babel with our domain in place of its folder lay-out."""

    folder_domain: FolderDomain

    @property
    def domain_instance(self) -> FolderDomain:
        """The merged catalogues."""
        return self.folder_domain


def language() -> str:
    """Language of this request: forced by a page, else the user's, else the cookie's, else vi."""
    if not has_request_context():
        return DEFAULT
    user = getattr(g, "user", None)
    for choice in (getattr(g, "language", ""), user.language if user else "", session.get("lang", "")):
        if choice in LANGUAGES:
            return str(choice)
    return DEFAULT


def dmy(value: date | datetime | None) -> str:
    """dd/mm/yyyy, on the clocks of the office."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.ZONE)
    return f"{value:%d/%m/%Y}"


def dmyhm(value: datetime | None) -> str:
    """dd/mm/yyyy HH:MM, on the clocks of the office."""
    return "" if value is None else f"{value.astimezone(clock.ZONE):%d/%m/%Y %H:%M}"


def working_left(days: int) -> str:
    """How much time is left, in working days; negative means late."""
    if days == 0:
        return gettext("today")
    if days < 0:
        return ngettext("%(num)d working day late", "%(num)d working days late", -days)
    return ngettext("%(num)d working day left", "%(num)d working days left", days)


def init_i18n(app: Flask, folders: list[Path]) -> None:
    """Attach languages and the date filters to the application."""
    babel = FolderBabel()
    babel.folder_domain = FolderDomain(folders)
    babel.init_app(app, default_locale=DEFAULT, locale_selector=language, default_timezone=str(clock.ZONE))
    app.jinja_env.filters.update(dmy=dmy, dmyhm=dmyhm, working_left=working_left)
    app.jinja_env.globals.update(language=language, _=_said, gettext=_said, ngettext=_counted)
