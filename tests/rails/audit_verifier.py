"""A second verifier of the audit log, written from docs/audit.md alone.

It shares no line with the program: standard library only, rows as plain dictionaries, as SQL or an
exported JSON file gives them. Run it on a file: ``python tests/rails/audit_verifier.py FILE [HEAD…]``;
FILE is a JSON list of rows of ``core_audit``, each HEAD a file with an object {number: hash} or what a
receipt shows, ``57:9f2c77ab01de5b30``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ZEROS = "0" * 64
HEX64 = re.compile(r"[0-9a-f]{64}")
HEX32 = re.compile(r"[0-9a-f]{32}")
HEAD = re.compile(r"(\d+):([0-9a-f ]+)")
PAPER_DIGITS = 16


def as_json(thing: object) -> bytes:
    """The document's ``canonical(x)``."""
    text = json.dumps(thing, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def written_moment(at: Any) -> str:
    """``at`` as the hash wants it; SQLite gives text without zone, PostgreSQL gives a moment."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}Z"


def expected_hash(row: Mapping[str, Any]) -> str:
    """What ``hash`` must be, given the other fields of the row."""
    parts: list[Any] = ["tiepdan-audit-1"]
    parts += [row[name] for name in ("actor_tenant_id", "seq", "tenant_id", "actor_id", "post_id")]
    parts.append(written_moment(row["at"]))
    parts += [row[name] for name in ("event", "version", "subject", "commitment", "previous")]
    return hashlib.sha256(as_json(parts)).hexdigest()


def payload_fits(row: Mapping[str, Any]) -> bool:
    """Whether payload and salt are both there and fit the commitment, or both erased."""
    payload, salt = row["payload"], row["salt"]
    if payload is None or salt is None:
        return payload is None and salt is None
    if isinstance(payload, str):
        payload = json.loads(payload)
    if not HEX32.fullmatch(salt):
        return False
    made = hmac.new(bytes.fromhex(salt), as_json(payload), "sha256").hexdigest()
    return hmac.compare_digest(made, row["commitment"])


def same_hash(stored: str | None, seen: str) -> bool:
    """Whether a witness saw this hash, or at least the digits that fit on paper."""
    return stored is not None and len(seen) >= PAPER_DIGITS and stored[: len(seen)] == seen


def complaints(rows: Iterable[Mapping[str, Any]], heads: Mapping[int, str] | None = None) -> list[str]:
    """Everything wrong with one chain, given in the order of its numbers; empty when it is sound."""
    found: list[str] = []
    chain, by_number, before = None, {}, ZEROS
    for place, row in enumerate(rows, start=1):
        number = row["seq"]
        chain = row["actor_tenant_id"] if chain is None else chain
        checks = {
            f"number {number} stands at place {place}": number == place,
            "it belongs to another chain": row["actor_tenant_id"] == chain,
            "its hash is no hash": bool(HEX64.fullmatch(row["hash"])),
            "its hash does not fit": row["hash"] == expected_hash(row),
            "it does not follow the one before": row["previous"] == before,
            "its payload does not fit": payload_fits(row),
        }
        found += [f"{number}: {words}" for words, fine in checks.items() if not fine]
        by_number[number] = before = row["hash"]
    found += [
        f"{number}: not what a witness saw"
        for number, seen in (heads or {}).items()
        if not same_hash(by_number.get(number), seen)
    ]
    return found


def heads_from(arguments: Iterable[str]) -> dict[int, str]:
    """Heads as files and as typed from paper; ValueError when two witnesses of one number disagree."""
    found: dict[int, str] = {}
    for argument in arguments:
        typed = HEAD.fullmatch(argument.lower())
        given = {typed[1]: typed[2]} if typed else json.loads(Path(argument).read_text(encoding="utf-8"))
        for number, value in given.items():
            seen = value.replace(" ", "")
            before = found.setdefault(int(number), seen)
            if not (before.startswith(seen) or seen.startswith(before)):
                raise ValueError(f"two witnesses of entry {number} saw different hashes")
            found[int(number)] = max(before, seen, key=len)
    return found


def main(arguments: list[str]) -> int:
    """Check an exported file; the exit code is 1 when anything is wrong."""
    rows: list[dict[str, Any]] = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    heads = heads_from(arguments[1:])
    chains = sorted({row["actor_tenant_id"] for row in rows})
    found = []
    for chain in chains:
        own = [row for row in rows if row["actor_tenant_id"] == chain]
        found += [f"chain {chain}, entry {words}" for words in complaints(own, heads if len(chains) == 1 else {})]
    if heads and len(chains) != 1:
        found.append(f"heads belong to one chain, the file holds {len(chains)}")
    print("\n".join([*found, f"{len(rows)} entries, {len(found)} complaints"]))  # noqa: T201 - a program of its own
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
