"""Password hashing and the password rule."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from core.text import fold

#: NIST SP 800-63B: length counts, composition rules do not.
LEAST = 10
MOST = 200
COMMON = frozenset(
    [
        "1234567890",
        "0123456789",
        "password12",
        "passwordpassword",
        "matkhau123",
        "matkhau1234",
        "matkhau12345",
        "tiepdan123",
        "tiepcongdan",
        "congdan123",
        "qwertyuiop",
        "1111111111",
        "abcdefghij",
        "iloveyou123",
        "admin12345",
        "vietnam123",
        "vietnam2026",
        "anhyeuem123",
        "abc1234567",
        "a123456789",
    ]
)
_normal = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_cheap = PasswordHasher.from_parameters(CHEAPEST)


def hash_password(password: str, *, cheap: bool = False) -> str:
    """Argon2id hash. ``cheap`` is for tests only; the parameters travel inside the hash."""
    return (_cheap if cheap else _normal).hash(password)


@cache
def dummy_hash() -> str:
    """Verified when the login is unknown, so that both answers take the same time."""
    return _normal.hash(secrets.token_hex(16))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password matches; never raises on a wrong or broken hash."""
    try:
        return _normal.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def password_problem(password: str, login: str) -> str | None:
    """Key of the rule the password breaks (``short``, ``long``, ``common``, ``login``), or None."""
    if len(password) < LEAST:
        return "short"
    if len(password) > MOST:
        return "long"
    if password.lower() in COMMON or len(set(password)) < 4:
        return "common"
    if fold(login) in fold(password):
        return "login"
    return None


def invented_password() -> str:
    """A password easy to read out: three groups of four letters and digits (about 58 bits)."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))
