"""A place in a tenant's chain as clients get it: sealed, so that nobody can tell how much was written (P15).

The number itself would tell: who reads it twice knows that something was written between, and a
gap between two messages counts what the listener may not hear. So pages and streams carry
``nonce · cipher · mark`` instead. The nonce is random for each sealing; the number is veiled with an
HMAC of the nonce (used once, eight of its bytes), the mark is an HMAC of tenant, nonce and cipher
under another key. Two sealings of one place look as unlike as those of two places, all have the
same length, and what was not sealed here for this tenant does not open. The rest is in docs/live.md.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

NONCE, CIPHER, MARK = 15, 8, 16
#: Length of a sealed place as text.
LENGTH = (NONCE + CIPHER + MARK) // 3 * 4


def _hash(key: bytes, *parts: bytes) -> bytes:
    return hmac.new(key, b"".join(parts), sha256).digest()


class Places:
    """Seals and opens places with keys made from the secret of the installation."""

    def __init__(self, secret: str) -> None:
        self._veil = _hash(secret.encode(), b"core.live place: veil")
        self._proof = _hash(secret.encode(), b"core.live place: mark")

    def seal(self, tenant_id: int, seq: int) -> str:
        """A place as it goes into pages and streams; another text each time."""
        nonce = secrets.token_bytes(NONCE)
        cipher = self._veiled(nonce, seq.to_bytes(CIPHER, "big"))
        return urlsafe_b64encode(nonce + cipher + self._mark(tenant_id, nonce + cipher)).decode()

    def open(self, tenant_id: int, text: str) -> int | None:
        """The place that was sealed for this tenant; None for anything else."""
        if len(text) != LENGTH or not text.isascii():
            return None
        try:
            raw = urlsafe_b64decode(text)
        except ValueError:
            return None
        body, mark = raw[: NONCE + CIPHER], raw[NONCE + CIPHER :]
        if not hmac.compare_digest(mark, self._mark(tenant_id, body)):
            return None
        return int.from_bytes(self._veiled(body[:NONCE], body[NONCE:]), "big")

    def _veiled(self, nonce: bytes, number: bytes) -> bytes:
        return bytes(one ^ other for one, other in zip(number, _hash(self._veil, nonce), strict=False))

    def _mark(self, tenant_id: int, body: bytes) -> bytes:
        return _hash(self._proof, tenant_id.to_bytes(8, "big"), body)[:MARK]
