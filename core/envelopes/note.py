"""The core's own kind of letter: a plain note from one unit to another, answered by a receipt."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from core.access.permissions import LETTER_ANSWER, LETTER_SEND
from core.envelopes.declare import LetterKind
from core.i18n import lazy as _l

SUBJECT, TEXT = 150, 5000


@dataclass(frozen=True)
class Note:
    """``about`` stands in lists, so it names nobody; ``text`` is read only by whoever may answer."""

    about: Annotated[str, Field(min_length=1, max_length=SUBJECT)]
    text: Annotated[str, Field(min_length=1, max_length=TEXT)]


NOTE = LetterKind(
    key="core.note",
    title=_l("Note to another unit"),
    schema=Note,
    send=LETTER_SEND,
    act=LETTER_ANSWER,
    list_title=lambda note: note.about,
    template="letters/_note.html",
)
