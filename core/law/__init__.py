"""Law as dated data: the working-day calendar, rules with their periods, duties of the plan.

Plugins reach these names through `core.api.law`.
"""

from core.law.calendar import WorkingCalendar
from core.law.days import CalendarDay, DayKind, DueDate, Reason, Skipped, in_force
from core.law.duties import Duty, Verdict
from core.law.errors import (
    DayOutOfRange,
    LawDataError,
    LawError,
    NotADeadline,
    RuleNotInForce,
    UnknownRule,
    refuse_problems,
)
from core.law.national import CONFIDENCES, national_calendar
from core.law.rule_files import read_rules
from core.law.rules import Rule, RuleBook, RuleVersion, Unit
from core.toml_source import read_source
from core.toml_table import Form, Table

__all__ = [
    "CONFIDENCES",
    "CalendarDay",
    "DayKind",
    "DayOutOfRange",
    "DueDate",
    "Duty",
    "Form",
    "LawDataError",
    "LawError",
    "NotADeadline",
    "Reason",
    "Rule",
    "RuleBook",
    "RuleNotInForce",
    "RuleVersion",
    "Skipped",
    "Table",
    "Unit",
    "UnknownRule",
    "Verdict",
    "WorkingCalendar",
    "in_force",
    "national_calendar",
    "read_rules",
    "read_source",
    "refuse_problems",
]
