"""Reading the rules and dated records of one file, whether it is shipped or a pack."""

from __future__ import annotations

from collections.abc import Mapping

from core.law.records import Reader, Record
from core.law.rule_files import read_rule
from core.law.rules import Rule
from core.toml_table import Table

#: Records by kind, in the order of the files.
Records = dict[str, list[Record]]


def read_tables(top: Table, kinds: Mapping[str, Reader], rules: dict[str, Rule], records: Records) -> None:
    """Add the [[rule]]s and records of one file; complain about what is written twice."""
    for table in top.tables("rule"):
        rule = read_rule(table)
        if rule.id in rules:
            table.complain(f'The rule "{rule.id}" is written twice.', "id")
        rules[rule.id] = rule
    for kind, reader in kinds.items():
        known = records.setdefault(kind, [])
        for table in top.tables(kind):
            row = reader(table)
            if any(other.id == row.id and _overlap(other, row) for other in known):
                table.complain(f'"{row.id}" is written twice for {row.valid_from}.', "id")
            known.append(row)


def _overlap(one: Record, other: Record) -> bool:
    return one.holds_on(other.valid_from) or other.holds_on(one.valid_from)
