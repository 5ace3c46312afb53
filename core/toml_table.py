"""Reading TOML tables by a schema: each getter checks one key and notes what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from core.text import damaged
from core.toml_source import TomlPath, TomlSource

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years a date in a data file may lie in; anything else is a slip of the pen."""


class Form(NamedTuple):
    """A shape a text must have, and the words that tell a person what it is."""

    regex: str
    words: str


ANY = Form(r"[\s\S]*", "any text")


class Table:
    """One table of a file. Getters return a usable value even after a complaint."""

    def __init__(self, source: TomlSource, path: TomlPath = (), data: Any = None) -> None:
        self.source = source
        self.path = path
        self.data: dict[str, Any] = source.data if data is None else data
        self._asked: set[str] = set()

    @property
    def line(self) -> int:
        """Line of the table's header."""
        return self.source.line(self.path)

    def complain(self, reason: str, key: str | None = None) -> None:
        """Note a problem at `key`, or at the table itself."""
        self.source.complain(self.path if key is None else (*self.path, key), reason)

    def _get(self, key: str, wanted: type, noun: str, *, required: bool) -> Any:
        self._asked.add(key)
        value = self.data.get(key)
        if value is None:
            if required:
                self.complain(f'The key "{key}" is missing.')
            return None
        of_other_type = wanted in (int, date) and isinstance(value, bool | datetime)
        if of_other_type or not isinstance(value, wanted):
            self.complain(f'"{key}" must be {noun}.', key)
            return None
        return value

    def text(
        self,
        key: str,
        *,
        required: bool = False,
        limit: int = 300,
        form: Form = ANY,
        choices: Collection[str] = (),
    ) -> str:
        """A text without damaged characters, trimmed; empty when absent."""
        value = self._get(key, str, "a text", required=required)
        if value is None:
            return ""
        return self._checked(key, value, limit, form, choices, required=required)

    def _checked(
        self,
        key: str,
        value: str,
        limit: int,
        form: Form,
        choices: Collection[str],
        *,
        required: bool,
    ) -> str:
        value = value.strip()
        if damaged(value):
            self.complain(f'"{key}" holds characters that no text may hold.', key)
        elif len(value) > limit:
            self.complain(f'"{key}" is longer than {limit} characters.', key)
        elif not value and required:
            self.complain(f'"{key}" is empty.', key)
        elif value and choices and value not in choices:
            known = ", ".join(sorted(choices))
            self.complain(f'"{key}" is "{value}", which is none of: {known}.', key)
        elif value and not re.fullmatch(form.regex, value):
            self.complain(f'"{key}" is "{value}", but must be {form.words}.', key)
        else:
            return value
        return ""

    def texts(self, key: str, *, limit: int = 300, form: Form = ANY) -> tuple[str, ...]:
        """A list of different texts; empty when absent."""
        values = self._get(key, list, "a list of texts", required=False) or []
        if not all(isinstance(value, str) for value in values):
            self.complain(f'"{key}" must be a list of texts.', key)
            return ()
        checked = [self._checked(key, value, limit, form, (), required=True) for value in values]
        if len(set(checked)) < len(checked):
            self.complain(f'"{key}" names something twice.', key)
        return tuple(value for value in dict.fromkeys(checked) if value)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date written without quotes: 2026-07-01."""
        value: date | None = self._get(key, date, "a date such as 2026-07-01", required=required)
        if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
            self.complain(f'"{key}" lies outside {FIRST_YEAR}-{LAST_YEAR}.', key)
            return None
        return value

    def number(self, key: str, *, required: bool = False, low: int = 0, high: int = 9999) -> int:
        """A whole number between `low` and `high`; `low` when absent."""
        value = self._get(key, int, "a whole number", required=required)
        if value is None:
            return low
        if not low <= value <= high:
            self.complain(f'"{key}" must lie between {low} and {high}.', key)
            return low
        return int(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; empty when absent."""
        values = self._get(key, list, "a list of whole numbers", required=False) or []
        if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            self.complain(f'"{key}" must be a list of whole numbers.', key)
            return ()
        return tuple(values)

    def flag(self, key: str) -> bool:
        """A value true or false; false when absent."""
        return bool(self._get(key, bool, "true or false", required=False))

    def has(self, key: str) -> bool:
        """Whether the key is written at all."""
        return key in self.data

    def tables(self, key: str) -> list[Table]:
        """The tables of an array of tables `[[key]]`; none when absent."""
        values = self._get(key, list, f"written as [[{key}]] tables", required=False) or []
        if not all(isinstance(value, dict) for value in values):
            self.complain(f'"{key}" must be written as [[{key}]] tables.', key)
            return []
        return [Table(self.source, (*self.path, key, index), value) for index, value in enumerate(values)]

    def table(self, key: str) -> Table:
        """The table `[key]`; an empty one when absent."""
        value = self._get(key, dict, f"a table [{key}]", required=False) or {}
        return Table(self.source, (*self.path, key), value)

    def dates_in_order(self, first: str, last: str) -> tuple[date | None, date | None]:
        """Two optional dates of which the second must not lie before the first."""
        begin, end = self.day(first), self.day(last)
        if begin and end and end < begin:
            self.complain(f'"{last}" lies before "{first}".', last)
        return begin, end

    def finish(self) -> None:
        """Complain about every key that no getter asked for: most are misspellings."""
        for key in self.data:
            if key not in self._asked:
                self.complain(f'The key "{key}" is not known here.', key)
