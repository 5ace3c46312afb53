"""Loading a pack of rules: what it would change in each tenant, and changing exactly that."""

from __future__ import annotations

from sqlalchemy import select

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Refused
from core.law.book import LawBook
from core.law.impact import TenantImpact
from core.law.models import LawPack
from core.law.packs import Pack
from core.law.recounting import Acceptance
from core.law.store import law_shelf
from core.plugins.manager import Registry
from core.tenancy.models import Tenant
from core.tenancy.resolve import system_scope
from core.tenancy.scope import Scope

#: Who is named where a pack came with the program and moved no due date.
SHIPPED = "tiepdan db upgrade"


def plan_pack(registry: Registry, pack: Pack) -> tuple[LawBook, LawBook, list[TenantImpact]]:
    """(book in force, book with the pack, what would move in each tenant). Changes nothing.

    Raises Refused when another pack of that name is loaded, UnknownRule when it ends what is not there.
    """
    with internal():
        known = db.session.scalar(select(LawPack.sha256).where(LawPack.pack_id == pack.id))
        new = law_shelf().in_force()
        old = law_shelf().before(pack.id) if known else new
    if known not in (None, pack.sha256):
        raise Refused(f"A pack called {pack.id} is loaded with other content; give this one a name of its own.")
    if not known:
        new = old.with_pack(pack)
    found = []
    for scope in _tenants():
        with acting_in(scope):
            if changes := registry.dispatcher.law_impact(scope, old, new):
                found.append(TenantImpact(scope.tenant.slug, tuple(changes)))
    return old, new, found


def load_pack(registry: Registry, pack: Pack, by: str) -> list[TenantImpact]:
    """Load a pack and change the files that its transitional articles name; gives all that its plan listed.

    Loading it again finishes what an interrupted loading left. Raises as `plan_pack`.
    """
    _old, _new, found = plan_pack(registry, pack)
    with internal(writes=True):
        if db.session.scalar(select(LawPack.id).where(LawPack.pack_id == pack.id)) is None:
            row = LawPack(pack_id=pack.id, sha256=pack.sha256, content=pack.content)
            row.loaded_at, row.loaded_by = clock.now(), by[:80]
            db.session.add(row)
    acceptance = Acceptance(by, clock.now(), f"pack {pack.id}")
    scopes = {scope.tenant.slug: scope for scope in _tenants()}
    for impact in found:
        changes = [(plugin, change) for plugin, change in impact.changes if change.by_law]
        if changes:
            with acting_in(scopes[impact.tenant], writes=True):
                registry.dispatcher.law_accepted(scopes[impact.tenant], changes, acceptance)
    return found


def load_shipped(registry: Registry) -> list[Pack]:
    """Load the shipped packs that move no due date; gives those that would and were left out."""
    with internal():
        known = set(db.session.scalars(select(LawPack.pack_id)))
    left_out = []
    for pack in law_shelf().shipped_packs():
        if pack.id in known:
            continue
        if any(change.moves for impact in plan_pack(registry, pack)[2] for _plugin, change in impact.changes):
            left_out.append(pack)
            break  # later packs build on this one
        load_pack(registry, pack, SHIPPED)
    return left_out


def _tenants() -> list[Scope]:
    with internal():
        rows = db.session.execute(select(Tenant.slug, Tenant.until).order_by(Tenant.id)).all()
    today = clock.today()
    return [system_scope(slug) for slug, until in rows if until is None or until >= today]
