"""A place in a tenant's chain as clients get it: sealed, so that nobody can tell how much was written (P15).

The number itself would tell: who reads it twice knows that something was written between, and a
gap between two messages counts what the listener may not hear. So pages and streams carry a random
nonce and the number sealed by AES-SIV (RFC 5297) with tenant and nonce as the data that goes along.
Two sealings of one place look as unlike as those of two places, all have the same length, and what
was not sealed here for this tenant does not open. The rest is in docs/live.md.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Bytes of the nonce, of the number, and of the mark that AES-SIV puts before it.
NONCE, NUMBER, MARK = 15, 8, 16
#: Length of a sealed place as text.
LENGTH = (NONCE + MARK + NUMBER) // 3 * 4


class Places:
    """Seals and opens places with a key made from the secret of the installation."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), length=64, salt=None, info=b"core.live place").derive(secret.encode())
        self._sealer = AESSIV(key)

    def seal(self, tenant_id: int, seq: int) -> str:
        """A place as it goes into pages and streams; another text each time."""
        nonce = secrets.token_bytes(NONCE)
        sealed = self._sealer.encrypt(seq.to_bytes(NUMBER, "big"), _along(tenant_id, nonce))
        return urlsafe_b64encode(nonce + sealed).decode()

    def open(self, tenant_id: int, text: str) -> int | None:
        """The place that was sealed for this tenant; None for anything else."""
        if len(text) != LENGTH or not text.isascii():
            return None
        try:
            raw = urlsafe_b64decode(text)
            number = self._sealer.decrypt(raw[NONCE:], _along(tenant_id, raw[:NONCE]))
        except (ValueError, InvalidTag):
            return None
        return int.from_bytes(number, "big")


def _along(tenant_id: int, nonce: bytes) -> list[bytes]:
    return [tenant_id.to_bytes(8, "big"), nonce]
