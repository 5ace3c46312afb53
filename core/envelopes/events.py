"""What both sides' chains tell of a letter: which kind, which other unit, never what it says."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.permissions import ANY_MEMBER
from core.events.base import DomainEvent
from core.i18n import lazy as _l
from core.plugins.declare import Topic

TOPIC = Topic("core.letters", ANY_MEMBER)


@dataclass(frozen=True, kw_only=True)
class LetterEvent(DomainEvent):
    """What all steps of a letter tell; ``other`` is the slug of the tenant at the other end."""

    topic = TOPIC.name

    kind: str
    other: str


@dataclass(frozen=True, kw_only=True)
class LetterSent(LetterEvent):
    """Sender: the letter is on its way."""

    name = "core.letter_sent"
    label = _l("A letter to another unit was sent")


@dataclass(frozen=True, kw_only=True)
class LetterDelivered(LetterEvent):
    """Sender: the receiver has its copy."""

    name = "core.letter_delivered"
    label = _l("A letter was delivered")


@dataclass(frozen=True, kw_only=True)
class LetterReceived(LetterEvent):
    """Receiver: a copy of the letter is here."""

    name = "core.letter_received"
    label = _l("A letter from another unit came in")


@dataclass(frozen=True, kw_only=True)
class LetterAccepted(LetterEvent):
    """Both: the receiver took it over."""

    name = "core.letter_accepted"
    label = _l("A letter was accepted")


@dataclass(frozen=True, kw_only=True)
class LetterRefused(LetterEvent):
    """Both: the receiver did not take it over."""

    name = "core.letter_refused"
    label = _l("A letter was refused")


@dataclass(frozen=True, kw_only=True)
class LetterReturned(LetterEvent):
    """Both: it came back by itself; ``reason`` is a key of ``RETURNED``."""

    name = "core.letter_returned"
    label = _l("A letter came back")

    reason: str


@dataclass(frozen=True, kw_only=True)
class LetterRecallAsked(LetterEvent):
    """Sender: it wants the letter back; the receiver's copy decides whether that came in time."""

    name = "core.letter_recall_asked"
    label = _l("A letter was asked back")


@dataclass(frozen=True, kw_only=True)
class LetterRecalled(LetterEvent):
    """Both: the sender took it back before it was accepted."""

    name = "core.letter_recalled"
    label = _l("A letter was recalled")


@dataclass(frozen=True, kw_only=True)
class LetterIgnored(LetterEvent):
    """Both: its date passed without an answer."""

    name = "core.letter_ignored"
    label = _l("A letter was left unanswered beyond its date")


LETTER_EVENTS = (
    LetterSent,
    LetterDelivered,
    LetterReceived,
    LetterAccepted,
    LetterRefused,
    LetterReturned,
    LetterRecallAsked,
    LetterRecalled,
    LetterIgnored,
)
