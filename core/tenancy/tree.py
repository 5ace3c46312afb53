"""Walking the tenant tree on a given day. No code assumes a depth or the word 'district'."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from core.db.base import db
from core.tenancy.models import TenantParent


def children_on(day: date) -> dict[int, list[int]]:
    """Parent key -> child keys by the links valid on ``day``; inside an internal frame."""
    rows = db.session.execute(
        select(TenantParent.parent_id, TenantParent.tenant_id)
        .where(
            or_(TenantParent.valid_from.is_(None), TenantParent.valid_from <= day),
            or_(TenantParent.valid_to.is_(None), TenantParent.valid_to >= day),
        )
        .order_by(TenantParent.tenant_id)
    )
    found: dict[int, list[int]] = {}
    for parent, child in rows:
        found.setdefault(parent, []).append(child)
    return found


def descendants(root: int, day: date) -> list[int]:
    """All nodes under ``root`` on ``day``, nearest first, without ``root`` itself."""
    tree = children_on(day)
    found: list[int] = []
    level = list(tree.get(root, ()))
    while level:
        found += [node for node in level if node not in found and node != root]
        level = [child for node in level for child in tree.get(node, ()) if child not in found]
    return found
