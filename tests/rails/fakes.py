"""Small plugins made for one test: they declare events, reactions and jobs, and keep no tables.

Their effects are events of their own, so that the audit log counts how often each happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.api import DomainEvent, Job, Manifest, Scope, Subscription, db, hookimpl, publish
from core.audit.models import AuditEntry
from core.db.session import acting_in, internal
from core.events.models import OutboxEntry
from core.plugins.state import switch
from core.tenancy.resolve import system_scope


@dataclass(frozen=True, kw_only=True)
class Knocked(DomainEvent):
    """Somebody knocked at the door."""

    name = "knocker.knocked"
    label = "Somebody knocked"

    times: int = 1
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Heard(DomainEvent):
    """The neighbour heard it: the effect that tests count."""

    name = "neighbour.heard"
    label = "The neighbour heard it"


@dataclass(frozen=True, kw_only=True)
class Worked(DomainEvent):
    """A job of the knocker ran: the effect that tests count."""

    name = "knocker.worked"
    label = "A job ran"


def plugin(
    name: str,
    *,
    requires: tuple[str, ...] = (),
    events: Sequence[type[DomainEvent]] = (),
    subscribers: Sequence[Subscription] = (),
    jobs: Sequence[Job] = (),
) -> ModuleType:
    """A plugin module as ``discover`` would have found it."""
    module = ModuleType(f"fake_{name}")
    module.manifest = Manifest(  # type: ignore[attr-defined]
        name=name, title=name, version="1", folder=Path(__file__).parent / "none", owner_unit="test", requires=requires
    )
    for hook, declared in (("declare_events", events), ("declare_subscribers", subscribers), ("declare_jobs", jobs)):
        setattr(module, hook, hookimpl(_giving(list(declared))))
    return module


def _giving(declared: list[Any]) -> Any:
    def declare() -> list[Any]:
        return declared

    return declare


def hear(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """The neighbour's reaction."""
    publish(scope, Heard(subject=subject))


def neighbour(handler: Any = hear) -> ModuleType:
    """Listens to the knocker by name, without requiring it."""
    listening = Subscription("knocker.knocked@1", handler, key="neighbour.hear")
    return plugin("neighbour", events=[Heard], subscribers=[listening])


def knocker(*jobs: Job) -> ModuleType:
    """Tells that it knocked; may have jobs."""
    return plugin("knocker", events=[Knocked, Worked], jobs=jobs)


def switch_on(app: Flask, *names: str, tenants: tuple[str, ...] = ("a-comm", "b-comm")) -> None:
    """Switch plugins on in some tenants."""
    with app.app_context():
        for tenant in tenants:
            for name in names:
                switch(app.extensions["tiepdan.registry"], tenant, name, on=True, actor_id=None)


def switch_off(app: Flask, name: str, tenant: str) -> None:
    """Switch one plugin off in one tenant."""
    with app.app_context():
        switch(app.extensions["tiepdan.registry"], tenant, name, on=False, actor_id=None)


def knock(app: Flask, door: str, tenant: str = "a-comm") -> None:
    """One change that tells of itself."""
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope, writes=True):
            publish(scope, Knocked(subject=f"knocker:door:{door}"))


def told(app: Flask, event: str, tenant: str = "a-comm") -> list[str]:
    """Subjects of one kind of event in a tenant's chain, in order."""
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope):
            return list(
                db.session.scalars(
                    select(AuditEntry.subject)
                    .where(AuditEntry.event == event, AuditEntry.actor_tenant_id == scope.tenant_id)
                    .order_by(AuditEntry.seq)
                )
            )


def outbox(app: Flask) -> list[OutboxEntry]:
    """What these plugins ever had in the outbox, in order; the core's own jobs stand beside it."""
    own = OutboxEntry.plugin.in_(("knocker", "neighbour"))
    with app.app_context(), internal():
        return list(db.session.scalars(select(OutboxEntry).where(own).order_by(OutboxEntry.id)))
