"""How a tenant signs its papers: superior and issuing agency, place (Decree 30/2020/NĐ-CP Art 8)."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.db.base import db
from core.documents import Agency
from core.tenancy.models import NodeKind, Tenant, TenantParent
from core.tenancy.scope import Scope


def _committee(kind_label: str, name: str) -> str:
    name = name.strip()
    label = kind_label.lower()
    full = name if name.lower().startswith(label) else f"{label} {name}"
    return f"Ủy ban nhân dân {full[0].lower()}{full[1:]}"


def _bare(kind_label: str, name: str) -> str:
    return name[len(kind_label) :].strip() if name.lower().startswith(kind_label.lower()) else name


def agency_of(scope: Scope) -> Agency:
    """Letterhead of the acting tenant today; one statement."""
    today = clock.today()
    above, above_kind = aliased(Tenant), aliased(NodeKind)
    valid = and_(
        TenantParent.tenant_id == Tenant.id,
        or_(TenantParent.valid_from.is_(None), TenantParent.valid_from <= today),
        or_(TenantParent.valid_to.is_(None), TenantParent.valid_to >= today),
    )
    row = db.session.execute(
        select(Tenant.name, NodeKind.label_vi, above.name.label("above"), above_kind.label_vi.label("above_kind"))
        .join(NodeKind, NodeKind.key == Tenant.kind)
        .outerjoin(TenantParent, valid)
        .outerjoin(above, above.id == TenantParent.parent_id)
        .outerjoin(above_kind, above_kind.key == above.kind)
        .where(Tenant.id == scope.tenant_id)
        .order_by(TenantParent.id)
        .limit(1)
    ).one()
    return Agency(
        superior=_committee(row.above_kind, row.above) if row.above else "",
        name=_committee(row.label_vi, row.name),
        place=_bare(row.label_vi, row.name),
        head_title="Chủ tịch",
    )
