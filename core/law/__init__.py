"""Law as dated data: the working-day calendar, rules with their periods, duties of the plan.

Plugins reach these names through `core.api.law`.
"""

from core.law.book import LawBook
from core.law.calendar import WorkingCalendar
from core.law.clock import compute
from core.law.days import CalendarDay, DayKind, DueDate, Reason, Skipped, in_force
from core.law.derivation import Derivation, Step, StepKind
from core.law.duties import Duty, Verdict
from core.law.errors import (
    DayOutOfRange,
    ExtensionProblem,
    ExtensionRefused,
    LawDataError,
    LawError,
    NotADeadline,
    RuleNotInForce,
    SuspensionRefused,
    UnknownRule,
    refuse_problems,
)
from core.law.events import Clock, Extension, Suspension
from core.law.impact import Change, change_of, running_rules
from core.law.national import CONFIDENCES, national_calendar
from core.law.records import LawSource, Reader, Record, read_common
from core.law.recounting import Acceptance, Recount, RecountReason, recompute, recount
from core.law.rule_files import read_rules
from core.law.rules import AppliesBy, Rule, RuleBook, RuleVersion, Transition, Unit, Variant
from core.law.store import law_book, shipped_book
from core.law.words import derivation_items, derivation_lines, event_words, unit_words
from core.toml_source import read_source
from core.toml_table import Form, Table

__all__ = [
    "CONFIDENCES",
    "Acceptance",
    "AppliesBy",
    "CalendarDay",
    "Change",
    "Clock",
    "DayKind",
    "DayOutOfRange",
    "Derivation",
    "DueDate",
    "Duty",
    "Extension",
    "ExtensionProblem",
    "ExtensionRefused",
    "Form",
    "LawBook",
    "LawDataError",
    "LawError",
    "LawSource",
    "NotADeadline",
    "Reader",
    "Reason",
    "Record",
    "Recount",
    "RecountReason",
    "Rule",
    "RuleBook",
    "RuleNotInForce",
    "RuleVersion",
    "Skipped",
    "Step",
    "StepKind",
    "Suspension",
    "SuspensionRefused",
    "Table",
    "Transition",
    "Unit",
    "UnknownRule",
    "Variant",
    "Verdict",
    "WorkingCalendar",
    "change_of",
    "compute",
    "derivation_items",
    "derivation_lines",
    "event_words",
    "in_force",
    "law_book",
    "national_calendar",
    "read_common",
    "read_rules",
    "read_source",
    "recompute",
    "recount",
    "refuse_problems",
    "running_rules",
    "shipped_book",
    "unit_words",
]
