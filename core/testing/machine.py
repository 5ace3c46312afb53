"""Programs in tests: a token for a role of the world, a client that sends it, a row for the canaries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from core import clock
from core.db.base import db, new_public_id
from core.db.session import acting_in
from core.identity.models import User
from core.machine.models import ApiToken, StoredAnswer
from core.machine.tokens import give_token
from core.machine.webhook_models import Delivery, Webhook
from core.tenancy.resolve import system_scope


def plant_token(user_id: int, tenant_id: int) -> ApiToken:
    """A token that can be listed and ended, but opens nothing: its post does not exist."""
    now = clock.now()
    token = ApiToken(
        token_hash=f"planted-{user_id}",
        prefix="tdp_none",
        user_id=user_id,
        tenant_id=tenant_id,
        post_ref="none",
        created_at=now,
        expires_at=now + timedelta(days=366),
    )
    db.session.add(token)
    db.session.flush()
    return token


def plant_answer(token: ApiToken) -> None:
    """An answer that a token once got; inside a writing frame."""
    now = clock.now()
    db.session.add(
        StoredAnswer(
            token_id=token.id,
            key="planted",
            request_hash="planted",
            status=200,
            body={},
            created_at=now,
            expires_at=now + timedelta(days=36500),
        )
    )


def plant_webhook() -> dict[str, str]:
    """A webhook that has ended and one telling of it; inside a writing frame. Gives their public ids."""
    now = clock.now()
    hook = Webhook(public_id=new_public_id(), url="x", secret="x", events=[], active=False, created_at=now)
    db.session.add(hook)
    db.session.flush()
    row = Delivery(
        public_id=new_public_id(), webhook_id=hook.id, event="x", version=1, subject="x", seq=1, occurred_at=now
    )
    db.session.add(row)
    return {"webhook": hook.public_id, "delivery": row.public_id}


def give(app: Flask, tenant: str, login: str, days: int = 30, post_ref: str | None = None) -> str:
    """A fresh token of that user in that tenant."""
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope, writes=True):
            user_id = db.session.scalar(select(User.id).where(User.login == login))
            assert user_id is not None, f"no user is called {login}"
            return give_token(scope, user_id, days, post_ref)


class Program:
    """A client that sends a token and, with each change, a key."""

    def __init__(self, app: Flask, token: str = "", language: str = "") -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        if language:
            self.headers["Accept-Language"] = language

    def open(
        self, path: str, method: str = "GET", data: dict[str, Any] | None = None, key: str | None = None
    ) -> TestResponse:
        """Send a request; ``data`` goes as JSON, under a new key unless one is given."""
        headers = dict(self.headers)
        if data is not None:
            headers["Idempotency-Key"] = key or uuid4().hex
        return self.client.open(path, method=method, headers=headers, json=data)

    def get(self, path: str) -> TestResponse:
        """Read."""
        return self.open(path)

    def post(self, path: str, data: dict[str, Any], key: str | None = None) -> TestResponse:
        """Change."""
        return self.open(path, "POST", data, key)
