"""What can go wrong when dates and rules of law are asked for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

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

    def __init__(self, rule_id: str, day: date, followed_by: str = "") -> None:
        hint = f' "{followed_by}" has taken its place.' if followed_by else ""
        super().__init__(f'The rule "{rule_id}" was not in force on {day}.{hint}')
        self.rule_id, self.day, self.followed_by = rule_id, day, followed_by


class NotADeadline(LawError):
    """The rule sets a quota, a number of hours or no time at all, so it has no due date."""

    def __init__(self, rule_id: str, unit: str) -> None:
        super().__init__(f'The rule "{rule_id}" is counted in "{unit}" and has no due date.')
        self.rule_id, self.unit = rule_id, unit


class SuspensionRefused(LawError):
    """Time that may not be left out: the rule's clock cannot be stopped, or not yet on that day."""

    def __init__(self, rule_id: str, day: date, counting_rule: str) -> None:
        because = f'the rule "{counting_rule}" was not in force' if counting_rule else "no rule of law says so"
        super().__init__(f'The clock of "{rule_id}" cannot stop on {day}: {because}.')
        self.rule_id, self.day, self.counting_rule = rule_id, day, counting_rule


class ExtensionProblem(StrEnum):
    """Why an extension may not be granted."""

    NOT_FOR_THIS_RULE = "not_for_this_rule"
    NOT_COMPLEX_ENOUGH = "not_complex_enough"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class ExtensionRefused(LawError):
    """An extension against the limits of its rule; `problem` says which, `article` and `source` where."""

    def __init__(self, rule_id: str, problem: ExtensionProblem, limit: int, article: str, source: str) -> None:
        words = {
            ExtensionProblem.NOT_FOR_THIS_RULE: "it does not extend this limit",
            ExtensionProblem.NOT_COMPLEX_ENOUGH: "the case is not marked as complex enough for it",
            ExtensionProblem.TOO_MANY: f"it may be used {limit} times at most",
            ExtensionProblem.TOO_LONG: f"an extension has 1 to {limit} days",
        }
        super().__init__(f'No extension by "{rule_id}": {words[problem]} ({article}, {source}).')
        self.rule_id, self.problem, self.limit, self.article, self.source = rule_id, problem, limit, article, source
