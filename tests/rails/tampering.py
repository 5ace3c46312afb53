"""Ways to tamper with an exported audit chain, drawn from a seed; each gives rows that must be refused.

Whoever tampers may know the documented form, so several ways also recompute what they can.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.rails.audit_verifier import ZEROS, as_json, expected_hash

Row = dict[str, Any]
Chain = list[Row]
HEXDIGITS = "0123456789abcdef"


def _other(chance: random.Random, value: Any) -> Any:
    """A value of the same kind that is not ``value``."""
    if value is None:
        return chance.randint(1, 99)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 7, 1000))
    if isinstance(value, str):
        place = chance.randrange(len(value)) if value else 0
        digits = HEXDIGITS if value and set(value) <= set(HEXDIGITS) else "abcxyz0189:._"
        new = chance.choice([c for c in digits if value[place : place + 1] != c])
        return value[:place] + new + value[place + 1 :]
    return value + timedelta(microseconds=chance.choice((1, -1, 60_000_000, 86_400_000_000)))


def _rehash(row: Row) -> None:
    row["hash"] = expected_hash(row)


def _relink(chain: Chain, start: int) -> None:
    """Recompute the chain from a place on, as an owner of the database could."""
    for place in range(start, len(chain)):
        chain[place]["seq"] = place + 1
        chain[place]["previous"] = chain[place - 1]["hash"] if place else ZEROS
        _rehash(chain[place])


def change_field(chance: random.Random, chain: Chain, name: str) -> None:
    """Change one stored field of one entry, nothing else."""
    row = chance.choice(chain)
    row[name] = _other(chance, row[name])


def change_field_and_hash(chance: random.Random, chain: Chain, name: str) -> None:
    """The same, with the entry's own hash recomputed; not the last one, which a witness guards."""
    row = chance.choice(chain[:-1])
    row[name] = _other(chance, row[name])
    _rehash(row)


def change_payload(chance: random.Random, chain: Chain) -> None:
    """Tell another story, with the same salt."""
    row = chance.choice([row for row in chain if row["payload"] is not None])
    how = chance.randrange(3)
    if how == 0 or not row["payload"]:
        row["payload"]["added"] = chance.randint(0, 9)
    elif how == 1:
        row["payload"].pop(chance.choice(sorted(row["payload"])))
    else:
        name = chance.choice(sorted(row["payload"]))
        row["payload"][name] = _other(chance, row["payload"][name])


def change_payload_and_commitment(chance: random.Random, chain: Chain) -> None:
    """Tell another story and make the commitment fit it; the hash gives it away."""
    import hmac

    change_payload(chance, chain)
    for row in chain:
        if row["payload"] is not None:
            row["commitment"] = hmac.new(bytes.fromhex(row["salt"]), as_json(row["payload"]), "sha256").hexdigest()


def delete(chance: random.Random, chain: Chain) -> None:
    """Take one to five entries out."""
    start = chance.randrange(len(chain) - 1)
    del chain[start : start + chance.randint(1, 5)]


def delete_and_renumber(chance: random.Random, chain: Chain) -> None:
    """Take one out and close the gap in the numbers."""
    del chain[chance.randrange(len(chain) - 1)]
    for place, row in enumerate(chain, start=1):
        row["seq"] = place


def insert_copy(chance: random.Random, chain: Chain) -> None:
    """Put an entry in twice."""
    chain.insert(chance.randrange(len(chain)), copy.deepcopy(chance.choice(chain)))


def insert_forged(chance: random.Random, chain: Chain) -> None:
    """Put a well-made entry in between, with the right link to the one before."""
    place = chance.randrange(1, len(chain))
    forged = copy.deepcopy(chance.choice(chain)) | {"seq": place + 1, "previous": chain[place - 1]["hash"]}
    forged["subject"] += "x"
    _rehash(forged)
    chain.insert(place, forged)


def reorder(chance: random.Random, chain: Chain) -> None:
    """Swap two entries."""
    one, two = chance.sample(range(len(chain)), 2)
    chain[one], chain[two] = chain[two], chain[one]


def reorder_and_renumber(chance: random.Random, chain: Chain) -> None:
    """Swap two entries and give each the other's number and link."""
    one, two = chance.sample(range(len(chain)), 2)
    for name in ("seq", "previous"):
        chain[one][name], chain[two][name] = chain[two][name], chain[one][name]
    chain[one], chain[two] = chain[two], chain[one]


def truncate(chance: random.Random, chain: Chain) -> None:
    """Cut the tail; what is left is sound, so only a head outside tells."""
    del chain[chance.randrange(len(chain)) :]


def rebuild(chance: random.Random, chain: Chain) -> None:
    """Change an entry and recompute everything after it; only a head outside tells."""
    place = chance.randrange(len(chain))
    name = chance.choice(("event", "subject", "actor_id", "at", "tenant_id", "post_id"))
    chain[place][name] = _other(chance, chain[place][name])
    _relink(chain, place)


def rebuild_without(chance: random.Random, chain: Chain) -> None:
    """Drop an entry and recompute everything after it; only a head outside tells."""
    place = chance.randrange(len(chain))
    del chain[place]
    _relink(chain, place)


def half_erasure(chance: random.Random, chain: Chain) -> None:
    """Empty payload or salt, but not both."""
    row = chance.choice([row for row in chain if row["payload"] is not None])
    row[chance.choice(("payload", "salt"))] = None


def swap_secrets(chance: random.Random, chain: Chain) -> None:
    """Exchange payload and salt of two entries that tell different things."""
    one = chance.choice([row for row in chain if row["payload"] is not None])
    two = chance.choice([row for row in chain if row["payload"] is not None and row is not one])
    for name in ("payload", "salt"):
        one[name], two[name] = two[name], one[name]


FIELDS = (
    "actor_tenant_id",
    "seq",
    "tenant_id",
    "actor_id",
    "post_id",
    "at",
    "event",
    "version",
    "subject",
    "commitment",
    "previous",
    "hash",
    "salt",
)
WHOLE: tuple[Callable[[random.Random, Chain], None], ...] = (
    change_payload,
    change_payload_and_commitment,
    delete,
    delete_and_renumber,
    insert_copy,
    insert_forged,
    reorder,
    reorder_and_renumber,
    truncate,
    rebuild,
    rebuild_without,
    half_erasure,
    swap_secrets,
)


def mutations(chance: random.Random) -> list[tuple[str, Callable[[random.Random, Chain], None]]]:
    """(name, act) of every way there is."""

    def field(name: str) -> Callable[[random.Random, Chain], None]:
        return lambda chance, chain: change_field(chance, _with(chain, name), name)

    def hashed(name: str) -> Callable[[random.Random, Chain], None]:
        return lambda chance, chain: change_field_and_hash(chance, chain, name)

    found = [(f"change {name}", field(name)) for name in FIELDS]
    found += [(f"change {name} and the hash", hashed(name)) for name in FIELDS if name not in ("salt", "hash")]
    return found + [(act.__name__.replace("_", " "), act) for act in WHOLE]


def _with(chain: Chain, name: str) -> Chain:
    """Entries whose salt is there, where the salt is to be changed."""
    return [row for row in chain if row["salt"] is not None] if name == "salt" else chain
