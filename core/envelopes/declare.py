"""What a plugin declares about a kind of letter, and the frozen letter its functions are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import Select

from core.access.permissions import Permission
from core.tenancy.scope import Scope

Payload = TypeVar("Payload")
Box = Literal["in", "out"]
#: ``sent``: on its way. ``delivered``: the receiver has it and has not answered. The other four are
#: final; ``returned`` came back by itself, ``refused`` by a decision of the receiver.
STATES = ("sent", "delivered", "accepted", "refused", "returned", "recalled")
OPEN = ("sent", "delivered")


@dataclass(frozen=True, slots=True)
class Letter(Generic[Payload]):
    """One tenant's own copy of a letter. Both copies share ``id``, a random public id.

    ``year`` and ``number`` are the copy's number in the tenant's own book of letters in or out.
    ``reference`` is the tenant's own record (``plugin:noun:public_id``), never the other side's.
    ``payload`` is None where it was withheld: a letter recalled before it arrived, or a kind whose
    plugin is gone. ``reason`` says why a letter came back (a key of ``RETURNED``).
    """

    id: str
    kind: str
    box: Box
    state: str
    year: int
    number: int
    title: str
    other_slug: str
    other_name: str
    payload: Payload | None
    reference: str
    due_on: date | None
    sent_at: datetime
    received_at: datetime | None
    recall_at: datetime | None
    answered_at: datetime | None
    ignored_at: datetime | None
    receipt_no: str
    answer: str
    reason: str
    sent_by: int | None
    answered_by: int | None

    @property
    def subject(self) -> str:
        """The reference of this copy: of its files, its events and its history."""
        return f"core:letter:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still to come."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Receipt:
    """What accepting made in the receiver's tenant: the number given back, and its own record."""

    number: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class LetterKind(Generic[Payload]):
    """A kind of letter from tenant to tenant. ``key`` is ``plugin.noun``.

    ``schema`` is a frozen dataclass or pydantic model; it is case data, so it may hold free text and
    identity, and is kept in each tenant's own copy only. ``list_title`` gives what lists may show of
    it: never a name, never the matter in the citizen's words. Who holds ``send`` reads letters out,
    recalls and sends; who holds ``act`` reads letters in, accepts and refuses.

    The functions run inside the transaction that makes the step final, in the scope of the side they
    are named for, without a user's rights (``on_accepting`` has the user's). ``on_received`` may give
    the reference of the record it made. An error in one undoes the step; the outbox tries again. ``on_returned`` also runs for letters that nobody took.

    ``answer_days`` (working days of the sender's calendar, 0: no clock) is the clock of letters sent
    without a date; ``return_when_ignored`` sends a letter back when its date has passed unanswered.
    ``template`` is a partial that shows the payload (context: ``letter``, ``payload``);
    ``files`` is the right that reading the letter's files asks for beside, where they show more than the
    payload does. ``hidden`` selects the references of records that the actor may not know of, whatever their
    rights: letters about them do not exist for the actor. ``answer_endpoint`` names the plugin's own page for answering (parameter ``letter_id``), which then
    calls ``accept_letter`` or ``refuse_letter``; without it the core's page has the forms.
    """

    key: str
    title: Any
    schema: type[Payload]
    send: Permission
    act: Permission
    list_title: Callable[[Payload], str]
    template: str = ""
    answer_days: int = 0
    return_when_ignored: bool = False
    answer_endpoint: str = ""
    files: Permission | None = None
    hidden: Callable[[Scope], Select[Any]] | None = None
    #: Receiver's side.
    on_received: Callable[[Scope, Letter[Payload]], str | None] | None = None
    on_accepting: Callable[[Scope, Letter[Payload]], Receipt | None] | None = None
    on_recalled: Callable[[Scope, Letter[Payload]], None] | None = None
    #: Sender's side.
    on_receipted: Callable[[Scope, Letter[Payload]], None] | None = None
    on_refused: Callable[[Scope, Letter[Payload]], None] | None = None
    on_returned: Callable[[Scope, Letter[Payload]], None] | None = None

    @property
    def plugin(self) -> str:
        """The plugin that owns the kind; where it is off, letters are returned."""
        return self.key.split(".", 1)[0]


def right_of(kind: LetterKind[Any], box: str) -> str:
    """Name of the right that opens letters of a kind in a box."""
    return kind.send.name if box == "out" else kind.act.name
