"""Petitions on their way from one tenant to another: what travels, and what happens at either end.

Petitions and results each have two kinds, so that a denunciation is read by custodians alone. None carries anything of a
denouncer: of the envelope only the number travels, the envelope itself goes by hand.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from core.api import Letter, LetterKind, Receipt, Scope, _, _l
from plugins.petitions.permissions import (
    CUSTODY_MANAGE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_REGISTER,
)
from plugins.petitions.queries.petitions import hidden_references
from plugins.petitions.services import handover, report_back
from plugins.petitions.services.handover import SEALED, TRANSFER
from plugins.petitions.services.report_back import RESULT, SEALED_RESULT

#: Working days of the sender after which a letter that nobody answered comes back.
ANSWER_DAYS = 10
Text = Annotated[str, Field(max_length=8000)]


@dataclass(frozen=True)
class Person:
    """Somebody who signed."""

    name: Text
    commune: Text
    address: Text
    role: Text
    id_type: Text
    id_number: Text
    phone: Text


@dataclass(frozen=True)
class PetitionLetter:
    """A petition as it travels. ``code`` is the sender's number; empty for denunciations."""

    code: Text
    kind: Text
    received_on: date
    written_on: date | None
    summary: Text
    demand: Text
    place: Text
    respondent: Text
    respondent_level: Text
    decision_no: Text
    decision_on: date | None
    earlier_settlement: Text
    headcount: int
    anonymous: bool
    originals: bool
    candidate: bool
    envelope_no: Text
    paper_no: Text
    people: tuple[Person, ...]


@dataclass(frozen=True)
class ResultLetter:
    """What became of a petition. ``letter`` is the one by which it came, ``code`` the number it had there."""

    letter: Annotated[str, Field(max_length=26)]
    code: Text
    on: date
    paper_no: Text
    verdict: Text
    text: Text


def _title(letter: PetitionLetter) -> str:
    return _("Petition %(code)s", code=letter.code) if letter.code else _("Petition in sealed custody")


def _accepting(scope: Scope, letter: Letter[Any]) -> Receipt:
    return handover.take_over(scope, letter)


def _kind(key: str, title: Any, send: Any, act: Any) -> LetterKind[PetitionLetter]:
    return LetterKind(
        key=key,
        title=title,
        schema=PetitionLetter,
        send=send,
        act=act,
        list_title=_title,
        template="petitions/_letter.html",
        files=PETITION_IDENTIFY,
        hidden=hidden_references,
        answer_days=ANSWER_DAYS,
        return_when_ignored=True,
        on_accepting=_accepting,
        on_receipted=handover.note_receipt,
        on_refused=handover.take_back,
        on_returned=handover.take_back,
    )


def _result_title(letter: ResultLetter) -> str:
    if letter.code:
        return _("Result on petition %(code)s", code=letter.code)
    return _("Result on a petition in sealed custody")


def _result(key: str, title: Any, send: Any, act: Any) -> LetterKind[ResultLetter]:
    return LetterKind(
        key=key,
        title=title,
        schema=ResultLetter,
        send=send,
        act=act,
        list_title=_result_title,
        template="petitions/_result_letter.html",
        hidden=hidden_references,
        on_received=report_back.note_result,
    )


KINDS: list[LetterKind[Any]] = [
    _kind(TRANSFER, _l("Petition transferred"), PETITION_PROCESS, PETITION_REGISTER),
    _kind(SEALED, _l("Denunciation transferred"), CUSTODY_MANAGE, CUSTODY_MANAGE),
    _result(RESULT, _l("Result on a petition"), PETITION_PROCESS, PETITION_PROCESS),
    _result(SEALED_RESULT, _l("Result on a denunciation"), CUSTODY_MANAGE, CUSTODY_MANAGE),
]
