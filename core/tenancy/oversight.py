"""Oversight: what a grant lets one tenant read of others, and the monthly numbers it reads.

A parent link alone gives nothing. At level *numbers* an overseer reads ``core_metric`` rows of
the granted kind and tenants, nothing else (isolation.md D5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from core import clock
from core.db.base import db
from core.db.session import internal, overseeing
from core.db.turns import take_turn
from core.plugins.declare import OversightKind
from core.tenancy.models import Metric, OversightGrant, Tenant, TenantPlugin
from core.tenancy.scope import OversightScope, Scope
from core.tenancy.tree import ancestors, descendants


def month_of(day: date) -> str:
    """The period key of a day, such as ``2026-11``."""
    return f"{day:%Y-%m}"


def granted(scope: Scope, day: date | None = None) -> dict[str, tuple[int, ...]]:
    """Kind -> keys of the tenants whose numbers ``scope``'s tenant may read on ``day``."""
    day = day or clock.today()
    found: dict[str, dict[int, None]] = {}
    with internal():
        grants = db.session.scalars(
            select(OversightGrant)
            .where(
                OversightGrant.overseer_id == scope.tenant_id,
                OversightGrant.level != "nothing",
                OversightGrant.valid_from <= day,
                or_(OversightGrant.valid_to.is_(None), OversightGrant.valid_to >= day),
            )
            .order_by(OversightGrant.id)
        ).all()
        for grant in grants:
            under = descendants(grant.subject_id, day) if grant.subtree else []
            for node in (grant.subject_id, *under):
                if node != scope.tenant_id:
                    found.setdefault(grant.kind, {})[node] = None
    return {kind: tuple(nodes) for kind, nodes in found.items()}


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant as the tenant that is read sees it. Days are calendar days, both included."""

    slug: str
    overseer: str
    overseer_en: str
    kind: str
    level: str
    valid_from: date
    valid_to: date | None
    basis: str


def grants_over(scope: Scope) -> list[GrantRow]:
    """Who may read what of the acting tenant, also through a grant over a tenant above; past and coming ones, too."""
    with internal():
        above = ancestors(scope.tenant_id, clock.today())
        rows = db.session.execute(
            select(OversightGrant, Tenant)
            .join(Tenant, Tenant.id == OversightGrant.overseer_id)
            .where(
                OversightGrant.overseer_id != scope.tenant_id,
                or_(
                    OversightGrant.subject_id == scope.tenant_id,
                    OversightGrant.subject_id.in_(above) & OversightGrant.subtree,
                ),
            )
            .order_by(OversightGrant.valid_from, OversightGrant.id)
        ).all()
        return [
            GrantRow(
                by.slug, by.name, by.name_en, grant.kind, grant.level, grant.valid_from, grant.valid_to, grant.basis
            )
            for grant, by in rows
        ]


def read_numbers(scope: Scope, kind: str, tenant_ids: tuple[int, ...], period: str) -> dict[int, dict[str, int]]:
    """Tenant key -> name -> value for one kind and month, through the overseer's own frame."""
    with overseeing(scope, OversightScope(kind, "numbers", tenant_ids, Metric)):
        rows = db.session.scalars(select(Metric).where(Metric.period == period)).all()
        found: dict[int, dict[str, int]] = {}
        for row in rows:
            if row.tenant_id in tenant_ids:
                found.setdefault(row.tenant_id, {})[row.name] = row.value
        return found


def tenant_names(tenant_ids: tuple[int, ...], plugin: str) -> list[tuple[int, str, str, str]]:
    """(key, slug, name, English name) of the tenants where ``plugin`` is on, in the order of the tree."""
    with internal():
        rows = db.session.execute(
            select(Tenant.id, Tenant.slug, Tenant.name, Tenant.name_en)
            .join(TenantPlugin, TenantPlugin.tenant_id == Tenant.id)
            .where(Tenant.id.in_(tenant_ids), TenantPlugin.plugin == plugin, TenantPlugin.enabled)
            .order_by(Tenant.id)
        ).all()
    return [(row.id, row.slug, row.name, row.name_en) for row in rows]


def refresh_numbers(scope: Scope, kind: OversightKind, day: date) -> None:
    """Recount the month of ``day`` from real records, in the caller's transaction.

    Counters of the same month wait for each other until commit: otherwise one would overwrite the
    other's number with a count that does not know the other's record.
    """
    period = month_of(day)
    take_turn(scope.key("numbers", kind.key, period))
    known = {
        row.name: row
        for row in db.session.scalars(select(Metric).where(Metric.kind == kind.key, Metric.period == period))
    }
    for name, value in kind.count(scope, day).items():
        if name in known:
            known[name].value = value
        else:
            db.session.add(Metric(kind=kind.key, period=period, name=name, value=value))
