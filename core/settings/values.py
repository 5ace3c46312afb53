"""Reading and writing settings: the tenant's own value, the nearest one above, the default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Integer, literal, or_, select

from core import clock
from core.db.base import db
from core.errors import Invalid
from core.events.core_events import SettingChanged
from core.events.publish import publish
from core.settings.models import Setting, SettingOffer
from core.settings.schema import SettingsSchema, Spec, Value, specs_of
from core.tenancy.models import Tenant, TenantParent
from core.tenancy.scope import Scope

Schema = TypeVar("Schema", bound=SettingsSchema)
#: No tree is deeper; stops a circle of parent links that somebody declared by mistake.
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """A value in force and where it comes from: ``own``, ``above`` (then ``tenant`` says whose) or ``default``."""

    value: Value
    kind: str = "default"
    tenant: str = ""
    tenant_en: str = ""


def settings(scope: Scope, schema: type[Schema]) -> Schema:
    """The values in force in the tenant of ``scope``; read once per frame, two statements."""
    found = origins(scope, schema)
    return schema(**{name: origin.value for name, origin in found.items()})


def origins(scope: Scope, schema: type[SettingsSchema]) -> dict[str, Origin]:
    """Each setting's value in force and where it comes from.

    A stored value that the schema no longer allows counts as not set.
    """
    cache: dict[Any, dict[str, Origin]] = db.session().info.setdefault("settings", {})
    if schema in cache:
        return cache[schema]
    specs = specs_of(schema)
    own = {row.name: row.value for row in db.session.scalars(select(Setting).where(Setting.plugin == schema.plugin))}
    asked = [spec.name for spec in specs if spec.inheritable and not (spec.name in own and spec.allows(own[spec.name]))]
    above = _above(scope, schema.plugin, asked) if asked else {}
    cache[schema] = {spec.name: _origin(spec, own, above) for spec in specs}
    return cache[schema]


def inherited(scope: Scope, schema: type[SettingsSchema]) -> dict[str, Origin]:
    """What would hold of each setting if this tenant set nothing itself; one statement."""
    specs = specs_of(schema)
    names = [spec.name for spec in specs if spec.inheritable]
    above = _above(scope, schema.plugin, names) if names else {}
    return {spec.name: _origin(spec, {}, above) for spec in specs}


def _origin(spec: Spec, own: dict[str, Any], above: dict[str, list[Origin]]) -> Origin:
    if spec.name in own and spec.allows(own[spec.name]):
        return Origin(own[spec.name], "own")
    return next((found for found in above.get(spec.name, ()) if spec.allows(found.value)), Origin(spec.default))


def _above(scope: Scope, plugin: str, names: list[str]) -> dict[str, list[Origin]]:
    """Offers of the tenants above, nearest first, by the parent links valid today."""
    today = clock.today()
    valid = (
        or_(TenantParent.valid_from.is_(None), TenantParent.valid_from <= today),
        or_(TenantParent.valid_to.is_(None), TenantParent.valid_to >= today),
    )
    tree = (
        select(TenantParent.parent_id.label("id"), literal(1, Integer).label("height"))
        .where(TenantParent.tenant_id == scope.tenant_id, *valid)
        .cte("tree", recursive=True)
    )
    tree = tree.union(
        select(TenantParent.parent_id, tree.c.height + 1)
        .join(tree, TenantParent.tenant_id == tree.c.id)
        .where(tree.c.height < DEEPEST, *valid)
    )
    rows = db.session.execute(
        select(SettingOffer.name, SettingOffer.value, Tenant.name.label("tenant"), Tenant.name_en)
        .join(tree, tree.c.id == SettingOffer.tenant_id)
        .join(Tenant, Tenant.id == SettingOffer.tenant_id)
        .where(SettingOffer.plugin == plugin, SettingOffer.name.in_(names), Tenant.id != scope.tenant_id)
        .order_by(tree.c.height, Tenant.id)
    )
    found: dict[str, list[Origin]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(Origin(row.value, "above", row.tenant, row.name_en))
    return found


def change_setting(scope: Scope, schema: type[SettingsSchema], name: str, value: Value | None) -> bool:
    """Set the tenant's own value, or with None go back to the inherited one; gives whether anything changed.

    Needs a writing frame of the tenant. Raises Invalid for a value outside the bounds and KeyError
    for a setting that does not exist.
    """
    spec = {spec.name: spec for spec in specs_of(schema)}[name]
    if value is not None and not spec.allows(value):
        raise Invalid({name: "out_of_bounds"})
    row = db.session.scalar(select(Setting).where(Setting.plugin == schema.plugin, Setting.name == name))
    if (row is None and value is None) or (row is not None and row.value == value):
        return False
    if value is None:
        db.session.delete(row)
    elif row is None:
        db.session.add(Setting(plugin=schema.plugin, name=name, value=value))
    else:
        row.value = value
    _offer(scope, schema.plugin, spec, value)
    db.session().info.pop("settings", None)
    publish(
        scope,
        SettingChanged(
            subject=f"core:setting:{schema.plugin}.{name}",
            plugin=schema.plugin,
            setting=name,
            value=None if value is None or spec.is_text else str(value),
            own=value is not None,
        ),
    )
    return True


def _offer(scope: Scope, plugin: str, spec: Spec, value: Value | None) -> None:
    """Keep the copy for the tenants below equal to the value; nothing is offered of what is not inheritable."""
    offer = db.session.get(SettingOffer, (scope.tenant_id, plugin, spec.name))
    if value is None or not spec.inheritable:
        if offer is not None:
            db.session.delete(offer)
    elif offer is None:
        db.session.add(SettingOffer(tenant_id=scope.tenant_id, plugin=plugin, name=spec.name, value=value))
    else:
        offer.value = cast("Any", value)


def subjects_of(schema: type[SettingsSchema]) -> dict[str, Any]:
    """Subject in the audit log -> title of each setting of a plugin."""
    return {f"core:setting:{schema.plugin}.{spec.name}": spec.title for spec in specs_of(schema)}
