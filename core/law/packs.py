"""Rule packs: what a change of law adds and ends, in one file that can be loaded and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.law.errors import LawDataError, refuse_problems
from core.law.records import RECORD_ID, Reader, Record
from core.law.rules import Rule, RuleVersion
from core.law.tables import Records, read_tables
from core.toml_source import Problem, parse_source
from core.toml_table import Form, Table

PACK_ID = Form(r"[a-z0-9][a-z0-9-]{1,39}", "a short name such as 2026-07")
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class End:
    """A rule or record that ends with the day `on`; `followed_by` names what takes its place."""

    kind: str
    id: str
    on: date
    followed_by: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it is loaded. Nothing in it may hold before `in_force`, unless it is a correction."""

    id: str
    title_vi: str
    title_en: str
    source: str
    in_force: date
    correction: bool
    rules: tuple[Rule, ...]
    records: Mapping[str, tuple[Record, ...]]
    ends: tuple[End, ...]
    content: str
    sha256: str

    def title(self, language: str) -> str:
        """What the pack is, in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi


def read_pack(content: bytes, name: str, kinds: Mapping[str, Reader], *, lenient: bool = False) -> Pack:
    """A pack from what its file holds; LawDataError names line and key of all mistakes.

    `lenient` passes over kinds that no plugin reads: a stored pack stays readable when the plugin
    that knew its records is gone.
    """
    if len(content) > MOST_BYTES:
        raise LawDataError([Problem(name, 0, f"A pack has at most {MOST_BYTES} bytes.")])
    toml = parse_source(content, name)
    top = Table(toml)
    head = top.table("pack")
    if not top.has("pack"):
        top.complain("The file has no [pack] with its id, titles, source and first day.")
    rules: dict[str, Rule] = {}
    records: Records = {}
    read_tables(top, kinds, rules, records)
    pack = Pack(
        id=head.text("id", required=True, form=PACK_ID),
        title_vi=head.text("title_vi", required=True),
        title_en=head.text("title_en", required=True),
        source=head.text("source", required=True),
        in_force=head.day("in_force", required=True) or date.max,
        correction=head.flag("correction"),
        rules=tuple(rules.values()),
        records={kind: tuple(rows) for kind, rows in records.items() if rows},
        ends=tuple(_end(table) for table in top.tables("end")),
        content=content.decode("utf-8", "replace"),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    if top.has("pack"):
        head.finish()
    if not lenient:
        top.finish()
    for row_id, first in _first_days(pack):
        if first < pack.in_force and not pack.correction:
            top.complain(f'"{row_id}" would hold from {first}, before the pack is in force.')
    refuse_problems(toml)
    return pack


def read_pack_file(path: Path, kinds: Mapping[str, Reader]) -> Pack:
    """A pack from a file. Raises LawDataError, also when the file cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LawDataError([Problem(path.name, 0, f"The file cannot be read: {error.strerror or error}.")]) from error
    return read_pack(content, path.name, kinds)


def _end(table: Table) -> End:
    end = End(
        kind=table.text("kind", required=True, form=Form(r"[a-z_]+", "a kind such as rule")),
        id=table.text("id", required=True, form=RECORD_ID),
        on=table.day("on", required=True) or date.min,
        followed_by=table.text("followed_by", form=RECORD_ID),
    )
    table.finish()
    return end


def _first_days(pack: Pack) -> list[tuple[str, date]]:
    versions: list[tuple[str, RuleVersion | Record]] = [(r.id, v) for r in pack.rules for v in r.versions]
    versions += [(row.id, row) for rows in pack.records.values() for row in rows]
    return [(name, row.valid_from) for name, row in versions]
