"""Rules read from TOML, checked key by key; a file with any mistake is refused as a whole."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from core.law.errors import refuse_problems
from core.law.national import CONFIDENCES
from core.law.rules import AppliesBy, Rule, RuleBook, RuleVersion, Transition, Unit, Variant
from core.toml_source import read_source
from core.toml_table import Form, Table

RULE_ID = Form(r"[A-Z]{2,4}-[0-9A-Z-]{1,12}", "an id such as RC-13")
FLAG = Form(r"[a-z][a-z_]*", "a word such as remote")
EVENT = Form(r"[a-z][a-z0-9_]*", "a word such as petition_received")


def read_rules(path: Path) -> RuleBook:
    """The rules of one file; LawDataError names file, line and key of all that is wrong."""
    source = read_source(path)
    top = Table(source)
    rules: dict[str, Rule] = {}
    for table in top.tables("rule"):
        rule = read_rule(table)
        if rule.id and rule.id in rules:
            table.complain(f'The rule "{rule.id}" is written twice.', "id")
        rules[rule.id] = rule
    top.finish()
    if not rules:
        top.complain("The file holds no [[rule]].")
    refuse_problems(source)
    return RuleBook(rules.values())


def read_rule(table: Table) -> Rule:
    """One [[rule]] with its versions; what is wrong is noted at the table."""
    versions = [version for part in table.tables("version") if (version := _version(part)) is not None]
    if not table.has("version"):
        table.complain("A rule needs at least one [[rule.version]].")
    versions.sort(key=lambda version: (version.valid_from, version.flags))
    variants = tuple(_variant(part) for part in table.tables("variant"))
    _refuse_overlaps(table, versions)
    _refuse_ties(table, [variant.flags for variant in variants])
    rule = Rule(
        id=table.text("id", required=True, form=RULE_ID),
        title_vi=table.text("title_vi", required=True),
        title_en=table.text("title_en", required=True),
        start_event=table.text("start_event", required=True, form=EVENT),
        versions=tuple(versions),
        before=table.flag("before"),
        applies_to=table.texts("applies_to"),
        note=table.text("note", limit=500),
        variants=variants,
        suspension=table.text("suspension", form=RULE_ID),
        assessment=table.text("assessment", form=RULE_ID),
        extends=table.texts("extends", form=RULE_ID),
        times=table.number("times", high=9),
        needs=table.texts("needs", form=FLAG),
    )
    if bool(rule.extends) != bool(rule.times):
        table.complain('A rule that extends others says how many "times", and only such a rule does.', "times")
    table.finish()
    return rule


def _refuse_overlaps(table: Table, versions: list[RuleVersion]) -> None:
    """At most one version may hold on a day for a set of flags, and no day may leave a tie."""
    for earlier, later in combinations(versions, 2):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            if earlier.flags == later.flags:
                table.complain(f"Two versions are in force on {later.valid_from}.")
            else:
                together = [v.flags for v in versions if v.holds_on(later.valid_from)]
                _refuse_ties(table, together)


def _refuse_ties(table: Table, sets: list[tuple[str, ...]]) -> None:
    if len(set(sets)) < len(sets):
        table.complain("The same flags are written twice.")
    for one, other in combinations(sets, 2):
        both = tuple(sorted({*one, *other}))
        if both not in sets:
            table.complain(f"Nothing says what holds for {' + '.join(both)}.")


def _variant(table: Table) -> Variant:
    flags = tuple(sorted(table.texts("flags", form=FLAG)))
    if not flags:
        table.complain('A variant needs "flags".')
    variant = Variant(flags, table.text("rule", required=True, form=RULE_ID))
    table.finish()
    return variant


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
    flags = tuple(sorted(table.texts("flags", form=FLAG)))
    transition = Transition(table.text("transition", choices=list(Transition)) or Transition.KEEPS)
    transition_article = table.text("transition_article")
    if (transition is Transition.RUNNING) != bool(transition_article):
        table.complain('The transition "running", and only that, names its "transition_article".', "transition")
    applies_by = AppliesBy(table.text("applies_by", choices=list(AppliesBy)) or AppliesBy.START_EVENT)
    followed_by = table.text("followed_by", form=RULE_ID)
    if followed_by and valid_to is None:
        table.complain('Only a version that has ended is "followed_by" another rule.', "followed_by")
    table.finish()
    if valid_from is None:
        return None
    return RuleVersion(
        value,
        unit,
        valid_from,
        valid_to,
        source,
        article,
        confidence,
        flags,
        transition,
        transition_article,
        applies_by,
        followed_by,
    )
