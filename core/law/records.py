"""Dated records of law other than rules: grounds, conditions, forms, routes, periods of keeping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.law.days import in_force
from core.law.national import CONFIDENCES
from core.toml_table import Form, Table

RECORD_ID = Form(r"[A-Za-zĐđ0-9][A-Za-zĐđ0-9./_-]{0,39}", "an id such as LKN-11.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every dated record says of itself; kinds of records add their own fields.

    `confidence` as in national.py. It holds from `valid_from` to `valid_to` (both included, None:
    still in force). A new version of a record has the same `id`.
    """

    id: str
    title_vi: str
    title_en: str
    source: str
    article: str
    confidence: str
    valid_from: date
    valid_to: date | None = None
    note: str = ""

    def title(self, language: str) -> str:
        """The record in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return in_force(self.valid_from, self.valid_to, day)


def read_common(table: Table, form: Form = RECORD_ID) -> dict[str, Any]:
    """The fields of Record, read from one table of a file."""
    valid_from, valid_to = table.dates_in_order("valid_from", "valid_to")
    if not table.has("valid_from"):
        table.complain('The key "valid_from" is missing.')
    return {
        "id": table.text("id", required=True, form=form),
        "title_vi": table.text("title_vi", required=True, limit=500),
        "title_en": table.text("title_en", required=True, limit=500),
        "source": table.text("source", required=True),
        "article": table.text("article", required=True),
        "confidence": table.text("confidence", required=True, choices=CONFIDENCES),
        "valid_from": valid_from or date.min,
        "valid_to": valid_to,
        "note": table.text("note", limit=500),
    }


#: Reads one [[kind]] of a file; notes mistakes at the table.
Reader = Callable[[Table], Record]


@dataclass(frozen=True, slots=True)
class LawSource:
    """What a plugin knows of the law: files read at boot, how to read each kind of record, packs.

    In a file, `[[rule]]` is a rule and `[[<kind>]]` a record of that kind. `packs` are shipped with
    the plugin and loaded when the database is brought up to date.
    """

    files: tuple[Path, ...]
    kinds: tuple[tuple[str, Reader], ...]
    packs: tuple[Path, ...] = ()
