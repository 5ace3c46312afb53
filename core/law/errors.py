"""What can go wrong when dates and rules of law are asked for."""

from __future__ import annotations

from datetime import date

from core.errors import TiepDanError
from core.toml_source import DataFileError, TomlSource


class LawDataError(DataFileError):
    """A file of holidays, rules or grounds that cannot be used; names file, line and key."""


def refuse_problems(source: TomlSource) -> None:
    """Raise LawDataError when anything in the file is wrong."""
    if source.problems:
        raise LawDataError(source.problems)


class LawError(TiepDanError):
    """Base of the errors that a question about a date or a rule can raise."""


class DayOutOfRange(LawError):
    """A date before 1900 or after 2200, given or reached by counting."""

    def __init__(self, day: object) -> None:
        super().__init__(f"The date {day} lies outside the years 1900 to 2200.")


class UnknownRule(LawError):
    """No rule or ground has this id."""

    def __init__(self, rule_id: str) -> None:
        super().__init__(f'There is no rule "{rule_id}".')
        self.rule_id = rule_id


class RuleNotInForce(LawError):
    """The rule exists, but no version of it was in force on that day."""

    def __init__(self, rule_id: str, day: date) -> None:
        super().__init__(f'The rule "{rule_id}" was not in force on {day}.')
        self.rule_id, self.day = rule_id, day


class NotADeadline(LawError):
    """The rule sets a quota, a number of hours or no time at all, so it has no due date."""

    def __init__(self, rule_id: str, unit: str) -> None:
        super().__init__(f'The rule "{rule_id}" is counted in "{unit}" and has no due date.')
        self.rule_id, self.unit = rule_id, unit
