"""The canonical form of an audit entry and its hash; docs/audit.md describes it for verifiers."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
#: A head on paper shows so many digits of its hash; fewer prove nothing.
SHORT = 16


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8, as the bytes that are hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    """UTC with microseconds, always 27 characters: ``2026-11-23T07:01:02.000003Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(salt: str, payload: dict[str, Any]) -> str:
    """HMAC-SHA-256 of the payload under the row's salt (hex); without the salt nothing is told."""
    return hmac.new(bytes.fromhex(salt), canonical(payload), hashlib.sha256).hexdigest()


def entry_hash(row: Any, previous: str) -> str:
    """SHA-256 over the ten fields of an entry and the hash before it."""
    return hashlib.sha256(
        canonical(
            [
                "tiepdan-audit-1",
                row.actor_tenant_id,
                row.seq,
                row.tenant_id,
                row.actor_id,
                row.post_id,
                moment(row.at),
                row.event,
                row.version,
                row.subject,
                row.commitment,
                previous,
            ]
        )
    ).hexdigest()
