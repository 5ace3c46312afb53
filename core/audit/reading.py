"""The audit log in words: what happened, when, by whom. Of values only those that an event may carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.db.base import db
from core.i18n import gettext as _
from core.identity.models import User
from core.identity.people import names_of
from core.plugins.manager import Registry
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a record's history. ``by`` is empty where the program itself acted.

    ``what`` names the record where a page shows several, ``text`` says more of what happened.
    """

    seq: int
    at: datetime
    title: Any
    by: str
    area: Any
    what: Any = ""
    text: str = ""


def history_lines(scope: Scope, records: str | Mapping[str, Any], limit: int = 50) -> list[HistoryLine]:
    """What happened to one subject (``plugin:noun:id``) of this tenant, oldest first; one statement.

    A page that shows several records gives {subject: what it is called}. The newest ``limit`` are
    given. Whoever calls has checked that the reader may see these records.
    """
    named = {records: ""} if isinstance(records, str) else records
    query = (
        select(AuditEntry, User.display_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.tenant_id == scope.tenant_id, AuditEntry.subject.in_(sorted(named)))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    found = [(row[0], row[1] or "") for row in db.session.execute(query)]
    return [_line(row, by, named[row.subject]) for row, by in reversed(found)]


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
    names = names_of(row.actor_id for row in rows)
    return [_line(row, names.get(row.actor_id, "") if row.actor_id is not None else "") for row in rows]


def _line(row: AuditEntry, by: str, what: Any = "") -> HistoryLine:
    registry: Registry = current_app.extensions["tiepdan.registry"]
    event = registry.events.get(row.event)
    plugin = row.event.split(".", 1)[0]
    manifest = registry.manifests.get(plugin)
    area = manifest.title if manifest else (_("Administration") if plugin == "core" else plugin)
    title = event.label if event is not None and event.label else row.event
    text = event.told(row.payload) if event is not None and row.payload is not None else ""
    return HistoryLine(row.seq, row.at, title, by, area, what, text)
