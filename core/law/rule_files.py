"""Rules read from TOML, checked key by key; a file with any mistake is refused as a whole."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from core.law.errors import refuse_problems
from core.law.national import CONFIDENCES
from core.law.rules import Rule, RuleBook, RuleVersion, Unit
from core.toml_source import read_source
from core.toml_table import Form, Table

RULE_ID = Form(r"[A-Z]{2,4}-[0-9A-Z-]{1,12}", "an id such as RC-13")
EVENT = Form(r"[a-z][a-z0-9_]*", "a word such as petition_received")


def read_rules(path: Path) -> RuleBook:
    """The rules of one file; LawDataError names file, line and key of all that is wrong."""
    source = read_source(path)
    top = Table(source)
    rules: dict[str, Rule] = {}
    for table in top.tables("rule"):
        rule = _rule(table)
        if rule.id and rule.id in rules:
            table.complain(f'The rule "{rule.id}" is written twice.', "id")
        rules[rule.id] = rule
    top.finish()
    if not rules:
        top.complain("The file holds no [[rule]].")
    refuse_problems(source)
    return RuleBook(rules.values())


def _rule(table: Table) -> Rule:
    versions = [version for part in table.tables("version") if (version := _version(part)) is not None]
    if not table.has("version"):
        table.complain("A rule needs at least one [[rule.version]].")
    versions.sort(key=lambda version: version.valid_from)
    for earlier, later in pairwise(versions):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            table.complain(f"Two versions are in force on {later.valid_from}.")
    rule = Rule(
        id=table.text("id", required=True, form=RULE_ID),
        title_vi=table.text("title_vi", required=True),
        title_en=table.text("title_en", required=True),
        start_event=table.text("start_event", required=True, form=EVENT),
        versions=tuple(versions),
        before=table.flag("before"),
        applies_to=table.texts("applies_to"),
        note=table.text("note", limit=500),
    )
    table.finish()
    return rule


def _version(table: Table) -> RuleVersion | None:
    written = table.text("unit", required=True, choices=list(Unit))
    unit = Unit(written or Unit.NONE)
    counted = unit not in (Unit.NONE, Unit.AT_ONCE)
    if written and counted != table.has("value"):
        wanted = "needs a" if counted else "has no"
        table.complain(f'A rule of unit "{unit}" {wanted} "value".', "value")
    value = table.number("value", low=int(counted), high=10000)
    valid_from, valid_to = table.dates_in_order("valid_from", "valid_to")
    if not table.has("valid_from"):
        table.complain('The key "valid_from" is missing.')
    source = table.text("source", required=True)
    article = table.text("article", required=True)
    confidence = table.text("confidence", required=True, choices=CONFIDENCES)
    table.finish()
    if valid_from is None:
        return None
    return RuleVersion(value, unit, valid_from, valid_to, source, article, confidence)
