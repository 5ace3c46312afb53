"""The other way round: the tenants of the database as a declared world, for ``tenants export``."""

from __future__ import annotations

from sqlalchemy import select

from core.db.base import db
from core.db.session import acting_in, internal
from core.tenancy.declared import (
    Grant,
    Kind,
    ParentLink,
    Succession,
    TenantDeclaration,
    UnitDeclaration,
    WorldDeclaration,
)
from core.tenancy.models import (
    NodeKind,
    OversightGrant,
    Tenant,
    TenantName,
    TenantParent,
    TenantPlugin,
    Unit,
)
from core.tenancy.models import (
    Succession as SuccessionRow,
)
from core.tenancy.resolve import system_scope


def stored_world(name: str = "export") -> WorldDeclaration:
    """Everything the database knows of tenants, each node after those above it."""
    with internal():
        kinds = tuple(
            Kind(
                k.key,
                k.label_vi,
                k.label_en,
                k.level_order,
                k.overseer_title_vi,
                k.overseer_title_en,
                k.valid_from,
                k.valid_to,
            )
            for k in db.session.scalars(select(NodeKind).order_by(NodeKind.level_order, NodeKind.key))
        )
        rows = list(db.session.scalars(select(Tenant).order_by(Tenant.id)))
        slugs = {row.id: row.slug for row in rows}
        parents: dict[int, list[ParentLink]] = {}
        for link in db.session.scalars(select(TenantParent).order_by(TenantParent.id)):
            parents.setdefault(link.tenant_id, []).append(
                ParentLink(slugs[link.parent_id], link.valid_from, link.valid_to)
            )
        aliases: dict[int, list[str]] = {}
        for alias in db.session.scalars(select(TenantName).order_by(TenantName.id)):
            aliases.setdefault(alias.tenant_id, []).append(alias.name)
        plugins: dict[int, list[str]] = {}
        for state in db.session.scalars(select(TenantPlugin).where(TenantPlugin.enabled)):
            plugins.setdefault(state.tenant_id, []).append(state.plugin)
        facts: dict[tuple[object, ...], tuple[list[str], list[str]]] = {}
        for row in db.session.scalars(select(SuccessionRow).order_by(SuccessionRow.id)):
            # one act may merge several groups on one day: a merge is told by its one target,
            # a split by its one source, a renaming by both
            one_source = row.from_id if row.kind != "merge" else None
            one_target = row.to_id if row.kind != "split" else None
            key = (row.on, row.kind, row.basis, one_source, one_target)
            sources, targets = facts.setdefault(key, ([], []))
            if slugs[row.from_id] not in sources:
                sources.append(slugs[row.from_id])
            if slugs[row.to_id] not in targets:
                targets.append(slugs[row.to_id])
        grants = tuple(
            Grant(
                slugs[g.overseer_id], slugs[g.subject_id], g.kind, g.level, g.basis, g.valid_from, g.valid_to, g.subtree
            )
            for g in db.session.scalars(select(OversightGrant).order_by(OversightGrant.id))
        )
    successions = tuple(
        Succession(day, kind, tuple(s), tuple(t), basis)  # type: ignore[arg-type]
        for (day, kind, basis, *_ones), (s, t) in facts.items()
    )
    tenants = tuple(
        TenantDeclaration(
            t.slug,
            t.kind,
            t.name,
            t.name_en,
            tuple(parents.get(t.id, ())),
            t.since,
            t.until,
            t.code,
            tuple(aliases.get(t.id, ())),
            t.phone,
            t.email,
            t.address,
            t.place,
            t.place_en,
            t.invented,
            tuple(sorted(plugins.get(t.id, ()))),
            _units(t.slug) if not t.until else (),
        )
        for t in rows
    )
    return WorldDeclaration(kinds=kinds, tenants=tenants, successions=successions, grants=grants, name=name)


def _units(slug: str) -> tuple[UnitDeclaration, ...]:
    with acting_in(system_scope(slug)):
        return tuple(
            UnitDeclaration(u.key, u.name, u.name_en, u.kind, u.invented)
            for u in db.session.scalars(select(Unit).order_by(Unit.id))
        )
