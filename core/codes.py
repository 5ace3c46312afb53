"""Codes that citizens keep, and the secrets they choose beside them: made, printed, read back, stored as hashes.

A code is 128 random bits. It is written in 26 signs or in 16 syllables, which are easier to say
and to note. What is stored is a keyed SHA-256, so that a copied database opens nothing; a chosen
secret is weaker and gets the slow hash of passwords.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from functools import cache
from hashlib import sha256

from flask import current_app

from core.config import Config
from core.identity.passwords import hash_password, verify_password
from core.text import fold

BITS = 128
#: No i, l, o, u: nothing that is read as something else.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH, GROUP = 26, 4
#: A sign that looks like another one is read as that one.
ALIKE = str.maketrans("ilo", "110")
#: Sixteen beginnings and sixteen ends that stay apart in speech: every syllable stands for 8 bits.
HEADS = ("b", "c", "ch", "đ", "g", "h", "kh", "l", "m", "n", "nh", "ph", "s", "t", "th", "v")
TAILS = ("a", "ai", "am", "ang", "anh", "ao", "o", "oi", "om", "ong", "u", "ui", "um", "ung", "ua", "ươi")
SYLLABLES = tuple(head + tail for head in HEADS for tail in TAILS)
_VALUE = {fold(syllable): value for value, syllable in enumerate(SYLLABLES)}
LEAST, MOST = 8, 100


def _config() -> Config:
    found: Config = current_app.extensions["tiepdan.config"]
    return found


def _keyed(purpose: str, text: str) -> bytes:
    return hmac.new(_config().secret_key.encode(), f"{purpose}:{text}".encode(), sha256).digest()


def new_code(seed: str = "") -> str:
    """A fresh code as it stands in a link.

    With a ``seed`` (a random key of the form that was sent) the same sending gets the same code
    again, and nobody without the key of the installation can tell which.
    """
    drawn = _keyed("code-of", seed)[: BITS // 8] if seed else secrets.token_bytes(BITS // 8)
    return _signs(int.from_bytes(drawn))


def _signs(value: int) -> str:
    return "".join(SIGNS[value >> 5 * place & 31] for place in reversed(range(LENGTH)))


def printed(code: str) -> str:
    """A code in groups of four, as it is shown and printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def spoken(code: str) -> str:
    """The same code as sixteen syllables."""
    value = 0
    for sign in code:
        value = value << 5 | SIGNS.index(sign)
    return " ".join(SYLLABLES[byte] for byte in value.to_bytes(BITS // 8))


def read_code(typed: str) -> str:
    """What somebody typed, as it stands in a link; empty when it can be no code.

    Signs in any groups, or the syllables with or without diacritics.
    """
    words = re.findall(r"\w+", fold(typed[:400]))
    if len(words) == BITS // 8 and all(word in _VALUE for word in words):
        return _signs(int.from_bytes(bytes(_VALUE[word] for word in words)))
    signs = "".join(words).translate(ALIKE)
    good = len(signs) == LENGTH and all(sign in SIGNS for sign in signs) and signs[0] in SIGNS[:8]
    return signs if good else ""


def hash_code(code: str) -> str:
    """What is stored of a code: SHA-256 under the key of the installation (settled.md 14)."""
    return _keyed("code", code).hex()


def tidy_secret(typed: str) -> str:
    """A secret as it is compared: one way of writing diacritics, single blanks, small letters."""
    return " ".join(unicodedata.normalize("NFC", typed).casefold().split())


def secret_problem(typed: str) -> str:
    """Key of the rule that a chosen secret breaks (``short``, ``long``, ``common``); empty when it will do."""
    tidy = tidy_secret(typed)
    if len(tidy) < LEAST:
        return "short"
    if len(tidy) > MOST:
        return "long"
    return "common" if len(set(tidy)) < 4 else ""


def hash_secret(typed: str) -> str:
    """What is stored of a chosen secret: Argon2id. Tests use its cheapest form."""
    return hash_password(tidy_secret(typed), cheap=_config().testing)


@cache
def _nobodys(*, cheap: bool) -> str:
    return hash_password(secrets.token_hex(16), cheap=cheap)


def is_secret(stored: str | None, typed: str) -> bool:
    """Whether ``typed`` is the secret behind a hash; without one it takes as long and is wrong."""
    return verify_password(stored or _nobodys(cheap=_config().testing), tidy_secret(typed[: 4 * MOST]))
