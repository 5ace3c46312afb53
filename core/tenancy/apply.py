"""Brings the database to a declared world: shows the difference, is idempotent, deletes nothing.

What the database has and the declaration does not stays as it is; operators switch plugins off
and tenants end by dates, not by a missing line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Refused
from core.events.core_events import OversightGranted
from core.events.publish import publish
from core.plugins.manager import Registry
from core.plugins.state import Blocked, prepare, switch
from core.tenancy import declared
from core.tenancy.declared import ParentLink, TenantDeclaration, UnitDeclaration, WorldDeclaration
from core.tenancy.models import (
    NodeKind,
    OversightGrant,
    Succession,
    Tenant,
    TenantName,
    TenantParent,
    TenantPlugin,
    Unit,
)
from core.tenancy.resolve import system_scope
from core.tenancy.tree import descendants

KIND_FIELDS = (
    "label_vi",
    "label_en",
    "level_order",
    "overseer_title_vi",
    "overseer_title_en",
    "valid_from",
    "valid_to",
)
TENANT_FIELDS = (
    "kind",
    "name",
    "name_en",
    "code",
    "address",
    "phone",
    "email",
    "place",
    "place_en",
    "invented",
    "since",
    "until",
)
UNIT_FIELDS = ("name", "name_en", "kind", "invented")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the difference; ``sign`` is + for new and ~ for changed."""

    sign: str
    text: str

    def __str__(self) -> str:
        return f"{self.sign} {self.text}"


def apply_world(registry: Registry, world: WorldDeclaration, *, write: bool) -> list[Change]:
    """The difference between database and declaration; with ``write`` also made.

    Everything about tenants is one transaction; units and plugins follow tenant by tenant and can
    be repeated. Raises Refused before anything is written when a name is unknown here.
    """
    _check_names(registry, world)
    changes: list[Change] = []
    with internal(writes=True) as frame:
        _kinds(world, changes)
        _tenants(world, changes)
        granted = _links(world, changes)
        known = set(db.session.scalars(select(Tenant.slug)))
        on = _plugins_on()
        if not write:
            frame.give_up()
    if write:
        for grant in granted:
            _tell_of(grant)
    existing = known if write else _stored_slugs()
    for tenant in world.tenants:
        if tenant.slug in existing:
            _units(registry, tenant, changes, write=write)
        else:
            changes += [Change("+", f"unit {tenant.slug}/{unit.key}") for unit in tenant.units]
        _plugins(registry, tenant, on.get(tenant.slug, set()), changes, write=write)
    return changes


def _stored_slugs() -> set[str]:
    with internal():
        return set(db.session.scalars(select(Tenant.slug)))


def _check_names(registry: Registry, world: WorldDeclaration) -> None:
    unknown = sorted({p for t in world.tenants for p in t.plugins} - set(registry.manifests))
    if unknown:
        raise Refused(f"No plugin is called {', '.join(unknown)}. Installed: {', '.join(registry.manifests)}.")
    kinds = sorted({g.kind for g in world.grants} - set(registry.oversight))
    if kinds:
        raise Refused(f"Nothing called {', '.join(kinds)} can be granted. Known: {', '.join(registry.oversight)}.")


def _copy(source: Any, target: Any, fields: tuple[str, ...], what: str, changes: list[Change]) -> None:
    for name in fields:
        old, new = getattr(target, name), getattr(source, name)
        if old != new:
            changes.append(Change("~", f"{what}: {name} “{old}” → “{new}”"))
            setattr(target, name, new)


def _kinds(world: WorldDeclaration, changes: list[Change]) -> None:
    for kind in world.kinds:
        row = db.session.get(NodeKind, kind.key)
        if row is None:
            changes.append(Change("+", f"kind {kind.key} ({kind.label_vi})"))
            row = NodeKind(key=kind.key, **{name: getattr(kind, name) for name in KIND_FIELDS})
            db.session.add(row)
        else:
            _copy(kind, row, KIND_FIELDS, f"kind {kind.key}", changes)
    db.session.flush()


def _tenants(world: WorldDeclaration, changes: list[Change]) -> None:
    for tenant in world.tenants:
        row = db.session.scalar(select(Tenant).where(Tenant.slug == tenant.slug))
        if row is None:
            changes.append(Change("+", f"tenant {tenant.slug} ({tenant.name})"))
            row = Tenant(slug=tenant.slug, **{n: getattr(tenant, n) for n in TENANT_FIELDS})
            db.session.add(row)
            db.session.flush()
        else:
            _copy(tenant, row, TENANT_FIELDS, f"tenant {tenant.slug}", changes)
        known = set(db.session.scalars(select(TenantName.name).where(TenantName.tenant_id == row.id)))
        for alias in tenant.aliases:
            if alias not in known:
                changes.append(Change("+", f"tenant {tenant.slug}: other spelling “{alias}”"))
                db.session.add(TenantName(tenant_id=row.id, name=alias))
    db.session.flush()


def _id(slug: str) -> int:
    found = db.session.scalar(select(Tenant.id).where(Tenant.slug == slug))
    if found is None:
        raise Refused(f"The tenant “{slug}” is not there; apply the world that declares it first.")
    return found


def _links(world: WorldDeclaration, changes: list[Change]) -> list[declared.Grant]:
    """Parents, successions and grants; gives the grants that are new or changed."""
    for tenant in world.tenants:
        for link in tenant.parents:
            _parent(tenant.slug, link, changes)
    for fact in world.successions:
        for source in fact.sources:
            for target in fact.targets:
                _succession(fact, source, target, changes)
    touched = []
    for grant in world.grants:
        before = len(changes)
        _grant(grant, changes)
        if len(changes) > before:
            touched.append(grant)
    db.session.flush()
    return touched


def _tell_of(grant: declared.Grant) -> None:
    """Note a grant in the overseer's chain, once for each tenant it covers now, which can read that entry."""
    scope = system_scope(grant.overseer)
    with internal():
        subject = _id(grant.subject)
        covered = [subject, *(descendants(subject, clock.today()) if grant.subtree else ())]
    event = OversightGranted(subject=f"core:oversight:{grant.overseer}", kind=grant.kind, level=grant.level)
    with acting_in(scope, writes=True):
        for tenant_id in covered:
            if tenant_id != scope.tenant_id:
                publish(scope, event, about=tenant_id)


def _parent(slug: str, link: ParentLink, changes: list[Change]) -> None:
    key: dict[str, Any] = {"tenant_id": _id(slug), "parent_id": _id(link.slug), "valid_from": link.valid_from}
    row = db.session.scalar(select(TenantParent).filter_by(**key))
    if row is None:
        changes.append(Change("+", f"{slug} stands under {link.slug}"))
        db.session.add(TenantParent(**key, valid_to=link.valid_to))
    else:
        _copy(link, row, ("valid_to",), f"{slug} under {link.slug}", changes)


def _succession(fact: declared.Succession, source: str, target: str, changes: list[Change]) -> None:
    key: dict[str, Any] = {"from_id": _id(source), "to_id": _id(target), "on": fact.day}
    if db.session.scalar(select(Succession).filter_by(**key)) is None:
        changes.append(Change("+", f"{fact.day}: {source} → {target} ({fact.kind})"))
        db.session.add(Succession(**key, kind=fact.kind, basis=fact.basis))


def _grant(grant: declared.Grant, changes: list[Change]) -> None:
    key: dict[str, Any] = {
        "overseer_id": _id(grant.overseer),
        "subject_id": _id(grant.subject),
        "kind": grant.kind,
        "valid_from": grant.valid_from,
    }
    row = db.session.scalar(select(OversightGrant).filter_by(**key))
    what = f"grant {grant.overseer} → {grant.subject}: {grant.kind} at level {grant.level}"
    if row is None:
        changes.append(Change("+", what))
        db.session.add(
            OversightGrant(**key, level=grant.level, subtree=grant.subtree, valid_to=grant.valid_to, basis=grant.basis)
        )
    else:
        _copy(grant, row, ("level", "subtree", "valid_to", "basis"), what, changes)


def _plugins_on() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for slug, plugin in db.session.execute(
        select(Tenant.slug, TenantPlugin.plugin).join(TenantPlugin, TenantPlugin.tenant_id == Tenant.id)
    ):
        found.setdefault(slug, set()).add(plugin)
    return found


def _units(registry: Registry, tenant: TenantDeclaration, changes: list[Change], *, write: bool) -> None:
    scope = system_scope(tenant.slug)
    with acting_in(scope, writes=True) as frame:
        rows = {unit.key: unit for unit in db.session.scalars(select(Unit))}
        for unit in tenant.units:
            _unit(rows.get(unit.key), unit, tenant.slug, changes)
        if not write:
            frame.give_up()
    if write:
        prepare(registry, scope, "core")


def _unit(row: Unit | None, unit: UnitDeclaration, slug: str, changes: list[Change]) -> None:
    if row is None:
        changes.append(Change("+", f"unit {slug}/{unit.key}"))
        db.session.add(Unit(key=unit.key, **{n: getattr(unit, n) for n in UNIT_FIELDS}))
    else:
        _copy(unit, row, UNIT_FIELDS, f"unit {slug}/{unit.key}", changes)


def _plugins(
    registry: Registry,
    tenant: TenantDeclaration,
    known: set[str],
    changes: list[Change],
    *,
    write: bool,
) -> None:
    """Switch on what is declared and was never decided here; what operators switched stays."""
    wanted = [name for name in registry.manifests if name in tenant.plugins and name not in known]
    for plugin in wanted:
        changes.append(Change("+", f"plugin {plugin} on in {tenant.slug}"))
        if write:
            try:
                switch(registry, tenant.slug, plugin, on=True, actor_id=None)
            except Blocked as error:
                raise Refused(f"{plugin} in {tenant.slug}: {'; '.join(error.blockers)}") from error
