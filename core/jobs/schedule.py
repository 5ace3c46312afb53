"""Scheduled jobs: once per period, whichever process gets there first."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db.base import db
from core.db.session import internal
from core.events.models import OutboxEntry, Schedule
from core.plugins.manager import Registry
from core.tenancy.models import Tenant, TenantPlugin


def tick(app: Flask) -> int:
    """Put due scheduled jobs into the outbox, one entry per tenant with the plugin on.

    Gives how many entries were made. Safe to call from many processes: moving the schedule row is
    the claim, and it commits together with the entries.
    """
    registry: Registry = app.extensions["tiepdan.registry"]
    made = 0
    for plugin, job in registry.jobs.values():
        if job.every is not None:
            made += _one(plugin, job.name, job.every)
    return made


def _one(plugin: str, name: str, every: timedelta) -> int:
    now = clock.now()
    with internal():
        row = db.session.get(Schedule, name)
        if row is not None and now < row.next_at <= now + every:  # later than that: the clock was set back (P36)
            return 0
        before = row.next_at if row is not None else None
    try:
        with internal(writes=True):
            if before is None:
                db.session.add(Schedule(job=name, next_at=now + every))
                db.session.flush()
            else:
                moved = db.session.execute(
                    update(Schedule)
                    .where(Schedule.job == name, Schedule.next_at == before)
                    .values(next_at=now + every)
                    .execution_options(synchronize_session=False)
                )
                if moved.rowcount != 1:  # type: ignore[attr-defined]
                    return 0
            on = select(TenantPlugin.tenant_id).where(TenantPlugin.plugin == plugin, TenantPlugin.enabled)
            query = select(Tenant.id).where(or_(Tenant.until.is_(None), Tenant.until >= clock.today()))
            if plugin != "core":  # which is on everywhere
                query = query.where(Tenant.id.in_(on))
            tenants = list(db.session.scalars(query.order_by(Tenant.id)))
            db.session.add_all(
                OutboxEntry(
                    tenant_id=tenant,
                    plugin=plugin,
                    job=name,
                    arguments={},
                    run_at=now,
                    created_at=now,
                    dedupe=f"{tenant}:{name}:{now.isoformat()}",
                )
                for tenant in tenants
            )
            return len(tenants)
    except IntegrityError:  # another process wrote the first schedule row
        return 0
