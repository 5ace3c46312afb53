"""``tiepdan audit verify``: recompute every chain and say in words what does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.audit.chain import FIRST, SHORT, commitment, entry_hash


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a chain."""

    tenant_id: int
    seq: int
    text: str

    def __str__(self) -> str:
        return f"tenant {self.tenant_id}, entry {self.seq}: {self.text}"


def read_head(text: str) -> tuple[int, str]:
    """(number, beginning of the hash) of a head as it is printed: ``57:9f2c 77ab 01de 5b30``.

    Raises ValueError with what is wrong; fewer than 16 digits of the hash prove nothing.
    """
    number, colon, value = text.partition(":")
    value = "".join(value.split()).lower()
    if not (colon and number.strip().isascii() and number.strip().isdigit()):
        raise ValueError("a head is written NUMBER:HASH, such as 57:9f2c77ab01de5b30")
    if not SHORT <= len(value) <= len(FIRST) or set(value) - set("0123456789abcdef"):
        raise ValueError(f"the hash of a head has {SHORT} to {len(FIRST)} digits 0-9 and a-f")
    return int(number), value


def holds(seen: str | None, witnessed: str) -> bool:
    """Whether a stored hash is the one of which somebody holds (the beginning)."""
    return seen is not None and len(witnessed) >= SHORT and seen.startswith(witnessed)


def _fits(row: Any) -> bool:
    try:
        return bool(commitment(row.salt, row.payload) == row.commitment)
    except ValueError:  # a salt that is no hex number
        return False


def verify_chain(
    tenant_id: int,
    rows: Iterable[Any],
    known: dict[int, str] | None = None,
    held: Iterable[tuple[int, str]] = (),
) -> list[Finding]:
    """Check one chain, its rows in order of ``seq``.

    ``known`` maps numbers to hashes that somebody outside holds (a backup), ``held`` are more of
    them, such as read from receipts; the first 16 digits do. Without any a chain that was cut at its end or rebuilt whole cannot be told from a short honest one.
    """
    found: list[Finding] = []
    previous, expected = FIRST, 1
    witnessed = sorted([*(known or {}).items(), *held])
    seen: dict[int, str] = {}
    for row in rows:
        if row.seq != expected:
            found.append(Finding(tenant_id, expected, f"missing; the next entry there is {row.seq}"))
        if row.actor_tenant_id != tenant_id:
            found.append(Finding(tenant_id, row.seq, "belongs to another chain"))
        if row.previous != previous:
            found.append(Finding(tenant_id, row.seq, "does not follow the entry before it"))
        if row.hash != entry_hash(row, row.previous):
            found.append(Finding(tenant_id, row.seq, "was changed: its hash does not fit its fields"))
        if (row.payload is None) != (row.salt is None):
            found.append(Finding(tenant_id, row.seq, "was erased by halves"))
        elif row.payload is not None and not _fits(row):
            found.append(Finding(tenant_id, row.seq, "was changed: its content does not fit its commitment"))
        seen[row.seq] = row.hash
        previous, expected = row.hash, row.seq + 1
    for seq, value in witnessed:
        if not holds(seen.get(seq), value):
            word = "is missing" if seq not in seen else "is not the one that was witnessed"
            found.append(Finding(tenant_id, seq, f"{word} (a head outside the system says otherwise)"))
    return found
