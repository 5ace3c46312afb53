"""The demo world: the declared tenants, invented people with printed passwords, seeded records."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from core.config import Config
from core.db.base import db
from core.db.session import acting_in, internal
from core.envelopes import demo as notes
from core.identity.models import Post, User
from core.identity.passwords import invented_password
from core.identity.services import create_user, give_post
from core.plugins.manager import Registry
from core.tenancy.apply import apply_world
from core.tenancy.declared import WorldDeclaration
from core.tenancy.models import Tenant, Unit
from core.tenancy.resolve import system_scope

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """What is printed of one demo account. Operators have no tenant."""

    login: str
    password: str
    name: str
    tenant: str
    tenant_name: str
    unit: str
    role: str
    start_url: str


def build_demo(app: Flask, world: WorldDeclaration, progress: Progress) -> list[Account]:
    """Make the world once per data folder, and give the accounts of its making ever after."""
    config: Config = app.extensions["tiepdan.config"]
    kept = config.data / "demo-accounts.json"
    if kept.is_file():
        return [Account(**row) for row in json.loads(kept.read_text(encoding="utf-8"))]
    registry: Registry = app.extensions["tiepdan.registry"]
    changes = apply_world(registry, world, write=True)
    progress(f"Tenants: {len(changes)} changes applied.")
    declared = declared_accounts(config, world)
    accounts = [account for row in declared for account in make_account(app, row)]
    progress(f"Accounts: {len(declared)} made.")
    _fill(app, registry, progress)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump([asdict(account) for account in accounts], handle, ensure_ascii=False, indent=1)
    return accounts


def declared_accounts(config: Config, world: WorldDeclaration) -> list[dict[str, Any]]:
    """The accounts that the demo of a world names."""
    path = config.tenants / world.name / "demo" / "accounts.toml"
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["account"]
    return found


def make_account(app: Flask, row: dict[str, Any]) -> list[Account]:
    """Make one of the declared accounts with its posts; gives one line for each post."""
    password = invented_password()
    with internal(writes=True):
        known = db.session.scalar(select(User.id).where(User.login == row["login"]))
        if known is None:
            create_user(row["login"], row["name"], password, operator=row.get("operator", False), must_change=False)
        else:  # an earlier run was cut off after this account: give it a password we can print
            from core.identity.passwords import hash_password

            user = db.session.get(User, known)
            if user is not None:
                user.password_hash = hash_password(password)
    with app.test_request_context():
        if row.get("operator"):
            return [Account(row["login"], password, row["name"], "", "", "", "operator", url_for("ops.matrix"))]
        made = []
        for post in row["posts"]:
            scope = system_scope(post["tenant"])
            with acting_in(scope, writes=True):
                user = db.session.scalars(select(User).where(User.login == row["login"])).one()
                if known is None:
                    give_post(scope, user, post["unit"], post["role"], post["title"])
                unit = db.session.scalar(select(Unit.name).where(Unit.key == post["unit"]))
            made.append(
                Account(
                    row["login"],
                    password,
                    row["name"],
                    post["tenant"],
                    scope.tenant.name,
                    unit or "",
                    post["role"],
                    url_for("core.home", tenant=post["tenant"]),
                )
            )
        return made


def _fill(app: Flask, registry: Registry, progress: Progress) -> None:
    with internal():
        slugs = list(db.session.scalars(select(Tenant.slug).order_by(Tenant.id)))
    for slug in slugs:
        scope = system_scope(slug)
        with acting_in(scope):
            # the first account declared for a tenant did the work of the last months
            scope = replace(scope, actor_id=db.session.scalar(select(Post.user_id).order_by(Post.id).limit(1)))
        for plugin in registry.manifests:
            if scope.has(plugin):
                with acting_in(scope, writes=True):
                    for line in registry.dispatcher.filling(scope, plugin):
                        progress(f"{slug}: {line}")
    for line in notes.fill(slugs):
        progress(line)
