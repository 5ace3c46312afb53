"""The state machines of petitions and cases as data (law.md 1.6), and the one question asked of them.

A move leads from some states to one state. Whatever is not listed cannot happen, whoever asks:
services change a state only through ``services.moves``.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("complaint", "denunciation", "recommendation", "mixed")
"""By content, never by the title the citizen wrote: KN, TC, KN/PA, mixed."""
SOURCES = ("visit", "handed_in", "post", "other_body", "leader", "online", "transfer")

PETITION_STATES = (
    "received",
    "classified",
    "proposed",
    "accepted",
    "guided",
    "transferred",
    "returned",
    "filed",
    "answered",
    "duplicate",
    "split",
)
"""đã tiếp nhận · đã phân loại · đang trình · thụ lý · đã hướng dẫn · đã chuyển · trả lại · lưu · đã trả lời · trùng · đã tách"""

CASE_STATES = (
    "accepted",
    "verifying",
    "reported",
    "dialogue",
    "decided",
    "concluded",
    "sent",
    "published",
    "in_force",
    "enforcing",
    "acting",
    "answered",
    "suspended",
    "terminated",
    "closed",
)


@dataclass(frozen=True, slots=True)
class Move:
    """One lawful step. ``decides`` moves are for who signs; ``kinds`` narrows cases to some kinds."""

    name: str
    sources: tuple[str, ...]
    target: str
    decides: bool = False
    kinds: tuple[str, ...] = ()


OUTCOMES = (
    "accept",
    "answer",
    "ask_to_complete",
    "not_accept",
    "guide",
    "transfer",
    "return",
    "file",
    "urge",
    "report_up",
    "demand_report",
)
"""What may be proposed and decided; which of them, the outcome matrix of the law says (``outcome_rules``)."""
CLOSED_PETITION = ("guided", "returned", "filed", "answered", "duplicate", "split")
"""States in which nothing is owed any more."""

PETITION_MOVES = (
    Move("classify", ("received", "classified"), "classified"),
    Move("propose", ("classified", "proposed"), "proposed"),
    Move("send_back", ("proposed",), "classified", decides=True),
    Move("accept", ("proposed",), "accepted", decides=True),
    Move("guide", ("proposed",), "guided", decides=True),
    Move("transfer", ("proposed",), "transferred", decides=True),
    Move("return", ("proposed",), "returned", decides=True),
    Move("file", ("proposed",), "filed", decides=True),
    Move("answer", ("proposed",), "answered", decides=True),
    Move("ask_to_complete", ("proposed",), "answered", decides=True),
    Move("complete", ("answered",), "classified"),
    Move("not_accept", ("proposed",), "answered", decides=True),
    Move("report_up", ("proposed",), "classified", decides=True),
    Move("urge", ("proposed",), "transferred", decides=True),
    Move("demand_report", ("proposed",), "transferred", decides=True),
    Move("send_up", ("received", "classified"), "transferred"),
    Move("come_back", ("transferred",), "classified"),
    Move("mark_duplicate", ("received", "classified"), "duplicate"),
    Move("unmark_duplicate", ("duplicate",), "classified"),
    Move("split", ("received", "classified", "proposed"), "split"),
)

_SETTLING = ("accepted", "verifying", "reported", "dialogue")
CASE_MOVES = (
    Move("verify", ("accepted", "verifying"), "verifying"),
    Move("report", ("verifying",), "reported"),
    Move("call_dialogue", ("verifying", "reported", "dialogue"), "dialogue", kinds=("complaint",)),
    Move("decide", ("reported", "dialogue"), "decided", decides=True, kinds=("complaint",)),
    Move("send", ("decided",), "sent", kinds=("complaint",)),
    Move("take_effect", ("sent",), "in_force", kinds=("complaint",)),
    Move("enforce", ("in_force",), "enforcing", kinds=("complaint",)),
    Move("conclude", ("reported",), "concluded", decides=True, kinds=("denunciation",)),
    Move("act", ("concluded",), "acting", kinds=("denunciation",)),
    Move("publish", ("acting",), "published", kinds=("denunciation",)),
    Move("answer", ("accepted", "verifying", "reported"), "answered", decides=True, kinds=("recommendation",)),
    Move("suspend", _SETTLING, "suspended", decides=True, kinds=("complaint", "denunciation")),
    Move("resume", ("suspended",), "verifying", decides=True, kinds=("complaint", "denunciation")),
    Move("reopen", ("terminated",), "verifying", decides=True, kinds=("complaint", "denunciation")),
    Move("terminate", (*_SETTLING, "suspended"), "terminated", decides=True),
    Move("close", ("in_force", "enforcing"), "closed", kinds=("complaint",)),
    Move("close", ("published",), "closed", kinds=("denunciation",)),
    Move("close", ("answered",), "closed", kinds=("recommendation",)),
    Move("close", ("terminated",), "closed"),
)

OPEN_PETITION = ("received", "classified", "proposed")
"""States in which the petition still waits to be processed."""
OPEN_CASE = (*_SETTLING, "decided", "concluded", "sent", "published", "in_force", "enforcing", "acting", "suspended")
"""States in which somebody still owes the case something."""


def petition_move(name: str, state: str) -> Move | None:
    """The move of that name out of ``state``; None when the law knows none."""
    return next((m for m in PETITION_MOVES if m.name == name and state in m.sources), None)


def case_move(name: str, state: str, kind: str) -> Move | None:
    """The same for a case of ``kind``."""
    return next(
        (m for m in CASE_MOVES if m.name == name and state in m.sources and (not m.kinds or kind in m.kinds)), None
    )


def case_moves_from(state: str, kind: str) -> list[Move]:
    """Every move a case of ``kind`` can take now."""
    return [m for m in CASE_MOVES if state in m.sources and (not m.kinds or kind in m.kinds)]


def petition_moves_from(state: str) -> list[Move]:
    """Every move a petition can take now."""
    return [m for m in PETITION_MOVES if state in m.sources]
