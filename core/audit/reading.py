"""The audit log in words: what happened, when, by whom. Never the values; those stay where they belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from core.audit.log import history
from core.audit.models import AuditEntry
from core.db.base import db
from core.i18n import gettext as _
from core.identity.people import names_of
from core.plugins.manager import Registry
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a record's history. ``by`` is empty where the program itself acted."""

    seq: int
    at: datetime
    title: Any
    by: str
    area: Any


def history_lines(scope: Scope, subject: str) -> list[HistoryLine]:
    """What happened to one subject (``plugin:noun:id``) of this tenant, oldest first."""
    return _in_words(history(scope, subject))


def chain_page(
    scope: Scope, after: int | None, before: int | None, size: int = 50
) -> tuple[list[HistoryLine], list[tuple[int, int]], bool]:
    """(lines of the tenant's own chain newest first, their cursors, whether more follow that way).

    ``after`` and ``before`` are numbers of entries: older than the one, newer than the other.
    """
    query = select(AuditEntry).where(AuditEntry.actor_tenant_id == scope.tenant_id)
    if after is not None:
        query = query.where(AuditEntry.seq < after)
    if before is not None:
        query = query.where(AuditEntry.seq > before)
    order = AuditEntry.seq if before is not None else AuditEntry.seq.desc()
    rows = list(db.session.scalars(query.order_by(order).limit(size + 1)))
    more = len(rows) > size
    rows = rows[:size]
    if before is not None:
        rows.reverse()
    return _in_words(rows), [(row.at.year, row.seq) for row in rows], more


def _in_words(rows: list[AuditEntry]) -> list[HistoryLine]:
    registry: Registry = current_app.extensions["tiepdan.registry"]
    names = names_of(row.actor_id for row in rows)
    found = []
    for row in rows:
        event = registry.events.get(row.event)
        plugin = row.event.split(".", 1)[0]
        manifest = registry.manifests.get(plugin)
        area = manifest.title if manifest else (_("Administration") if plugin == "core" else plugin)
        title = event.label if event is not None and event.label else row.event
        by = names.get(row.actor_id, "") if row.actor_id is not None else ""
        found.append(HistoryLine(row.seq, row.at, title, by, area))
    return found
