"""The book of law: rules and dated records of all plugins, with the packs laid over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from core.law.errors import RuleNotInForce, UnknownRule, refuse_problems
from core.law.packs import End, Pack
from core.law.records import LawSource, Record
from core.law.rules import Rule, RuleBook, RuleVersion
from core.law.tables import Records, read_tables
from core.toml_source import TomlSource, read_source
from core.toml_table import Table

Dated = TypeVar("Dated", RuleVersion, Record)
ONE_DAY = timedelta(days=1)


class LawBook:
    """Rules and records by kind. Immutable. `packs` are the ids of the packs in it, in their order."""

    def __init__(
        self, rules: Iterable[Rule], records: Mapping[str, Iterable[Record]], packs: tuple[str, ...] = ()
    ) -> None:
        self.packs = packs
        self.rules = RuleBook(rules, "+".join(packs) or "base")
        self._records = {kind: tuple(rows) for kind, rows in records.items()}

    @property
    def version(self) -> str:
        """The version of its rules, as due dates keep it."""
        return self.rules.version

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of records it holds."""
        return tuple(self._records)

    def records(self, kind: str, day: date | None = None) -> tuple[Record, ...]:
        """The records of a kind in the order of the files; with a day, those in force on it."""
        rows = self._records.get(kind, ())
        return rows if day is None else tuple(row for row in rows if row.holds_on(day))

    def record(self, kind: str, record_id: str, day: date | None = None) -> Record:
        """The record of that id in force on the day, or its newest version without one.

        Raises UnknownRule, or RuleNotInForce when no version holds on the day.
        """
        versions = [row for row in self._records.get(kind, ()) if row.id == record_id]
        if not versions:
            raise UnknownRule(record_id)
        if day is None:
            return max(versions, key=lambda row: row.valid_from)
        holding = [row for row in versions if row.holds_on(day)]
        if not holding:
            raise RuleNotInForce(record_id, day)
        return holding[0]

    def with_pack(self, pack: Pack, *, lenient: bool = False) -> LawBook:
        """This book with a pack laid over it. Raises UnknownRule when the pack ends what is not there.

        `lenient` passes over such an end: the plugin whose rule it was may be gone since.
        """
        rules = {rule.id: rule for rule in self.rules}
        records: Records = {kind: list(rows) for kind, rows in self._records.items()}
        for end in pack.ends:
            try:
                _end(end, rules, records)
            except UnknownRule:
                if not lenient:
                    raise
        for rule in pack.rules:
            rules[rule.id] = _merged(rules[rule.id], rule) if rule.id in rules else rule
        for kind, rows in pack.records.items():
            for row in rows:
                _lay_over(records.setdefault(kind, []), row, same=lambda old, new: old.id == new.id)
        return LawBook(rules.values(), records, (*self.packs, pack.id))


def read_book(sources: Iterable[LawSource]) -> LawBook:
    """The base files of these sources; LawDataError names file, line and key of all mistakes."""
    rules: dict[str, Rule] = {}
    records: Records = {}
    broken: list[TomlSource] = []
    for source in sources:
        for path in source.files:
            toml = read_source(path)
            top = Table(toml)
            read_tables(top, dict(source.kinds), rules, records)
            top.finish()
            broken += [toml] if toml.problems else []
    for toml in broken:
        refuse_problems(toml)
    return LawBook(rules.values(), records)


def _end(end: End, rules: dict[str, Rule], records: Records) -> None:
    if end.kind == "rule":
        rule = rules.get(end.id)
        if rule is None or not any(v.holds_on(end.on) for v in rule.versions):
            raise UnknownRule(end.id)
        versions = [
            replace(v, valid_to=end.on, followed_by=end.followed_by) if v.holds_on(end.on) else v for v in rule.versions
        ]
        rules[end.id] = replace(rule, versions=tuple(versions))
        return
    rows = records.get(end.kind, [])
    if not any(row.id == end.id and row.holds_on(end.on) for row in rows):
        raise UnknownRule(end.id)
    records[end.kind] = [
        replace(row, valid_to=end.on) if row.id == end.id and row.holds_on(end.on) else row for row in rows
    ]


def _merged(old: Rule, new: Rule) -> Rule:
    """The old rule with new versions; what the pack leaves out about the rule itself stays."""
    versions = list(old.versions)
    for version in new.versions:
        _lay_over(versions, version, same=lambda a, b: a.flags == b.flags)
    versions.sort(key=lambda version: (version.valid_from, version.flags))
    return replace(
        new,
        versions=tuple(versions),
        applies_to=new.applies_to or old.applies_to,
        variants=new.variants or old.variants,
        suspension=new.suspension or old.suspension,
        assessment=new.assessment or old.assessment,
        extends=new.extends or old.extends,
        times=new.times or old.times,
        needs=new.needs or old.needs,
        note=new.note or old.note,
    )


def _lay_over(rows: list[Dated], new: Dated, same: Callable[[Dated, Dated], bool]) -> None:
    """Add a version: one of the same first day gives way, one in force then ends the day before."""
    for index, old in enumerate(rows):
        if not same(old, new):
            continue
        if old.valid_from == new.valid_from:
            rows[index] = new
            return
        if old.holds_on(new.valid_from):
            rows[index] = replace(old, valid_to=new.valid_from - ONE_DAY)
    rows.append(new)
