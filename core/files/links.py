"""Links to files that work for one person, in one tenant, for a few minutes."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from core.tenancy.scope import Scope

SECONDS = 300


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["tiepdan.config"].secret_key, salt="core.files")


def sign(scope: Scope, file_id: str) -> str:
    """The key that opens a file for the actor of ``scope`` in this tenant, for SECONDS."""
    return _signer().dumps([scope.tenant_id, scope.actor_id, file_id])


def is_good(scope: Scope, file_id: str, key: str) -> bool:
    """Whether a key was made for this actor, tenant and file, and has not run out."""
    try:
        return bool(_signer().loads(key, max_age=SECONDS) == [scope.tenant_id, scope.actor_id, file_id])
    except BadData:
        return False
