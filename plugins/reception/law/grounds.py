"""The closed list of refusal grounds, read once from refusal_grounds.toml."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.api import law

GROUNDS_FILE = Path(__file__).parent / "refusal_grounds.toml"
CODE = law.Form(r"RF-[0-9.a-zđ]+", "a code such as RF-h")


class UnknownGround(law.UnknownRule):
    """No refusal ground has this code."""


class GroundNotInForce(law.RuleNotInForce):
    """The ground exists, but not on that day."""


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """One lawful reason to refuse reception of a case.

    `notice` is "oral" or "written"; a written one (form 01/TCD) is due by the rule `notice_rule`.
    `needs_earlier_notice`: the number of the earlier written notice must be recorded.
    `needs_written_reply`: it must rest on a written reply of the competent body.
    """

    code: str
    title_vi: str
    title_en: str
    notice: str
    valid_from: date
    valid_to: date | None
    needs_earlier_notice: bool
    needs_written_reply: bool
    notice_rule: str
    source: str
    article: str
    confidence: str

    @property
    def is_written(self) -> bool:
        """Whether the refusal needs a written notice."""
        return self.notice == "written"

    def title(self, language: str) -> str:
        """The ground in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi

    def holds_on(self, day: date) -> bool:
        """Whether the ground is in force on the day."""
        return law.in_force(self.valid_from, self.valid_to, day)


def refusal_grounds_on(day: date) -> list[RefusalGround]:
    """The grounds in force on the day, in the order of the law."""
    return [ground for ground in _grounds().values() if ground.holds_on(day)]


def ground(code: str, on: date | None = None) -> RefusalGround:
    """The ground of that code. Raises UnknownGround, or GroundNotInForce when `on` is outside."""
    found = _grounds().get(unicodedata.normalize("NFC", code))
    if found is None:
        raise UnknownGround(code)
    if on is not None and not found.holds_on(on):
        raise GroundNotInForce(code, on)
    return found


@cache
def _grounds() -> dict[str, RefusalGround]:
    return read_grounds(GROUNDS_FILE)


def read_grounds(path: Path) -> dict[str, RefusalGround]:
    """The grounds of one file by code; LawDataError names file, line and key of all mistakes."""
    source = law.read_source(path)
    top = law.Table(source)
    grounds: dict[str, RefusalGround] = {}
    for table in top.tables("ground"):
        row = _ground(table)
        if row.code and row.code in grounds:
            table.complain(f'The ground "{row.code}" is written twice.', "code")
        grounds[row.code] = row
    top.finish()
    law.refuse_problems(source)
    return grounds


def _ground(table: law.Table) -> RefusalGround:
    valid_from, valid_to = table.dates_in_order("valid_from", "valid_to")
    if not table.has("valid_from"):
        table.complain('The key "valid_from" is missing.')
    row = RefusalGround(
        code=table.text("code", required=True, form=CODE),
        title_vi=table.text("title_vi", required=True),
        title_en=table.text("title_en", required=True),
        notice=table.text("notice", required=True, choices=("oral", "written")),
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        needs_earlier_notice=table.flag("needs_earlier_notice"),
        needs_written_reply=table.flag("needs_written_reply"),
        notice_rule=table.text("notice_rule"),
        source=table.text("source", required=True),
        article=table.text("article", required=True),
        confidence=table.text("confidence", required=True, choices=law.CONFIDENCES),
    )
    if (row.notice == "written") != bool(row.notice_rule):
        table.complain('A written notice, and only that, names its "notice_rule".', "notice_rule")
    table.finish()
    return row
