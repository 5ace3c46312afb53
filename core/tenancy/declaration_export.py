"""A world written back as TOML files: reading them again gives an equal world, byte for byte."""

from __future__ import annotations

from datetime import date

from core.tenancy.declared import (
    Grant,
    Kind,
    ParentLink,
    Succession,
    TenantDeclaration,
    UnitDeclaration,
    WorldDeclaration,
)

Value = str | int | bool | date | tuple[str, ...] | None
Pairs = list[tuple[str, Value]]


def export_world(world: WorldDeclaration) -> dict[str, str]:
    """File name → text for each file that has something to say; the order is that of the world."""
    head = _requires(world) + _block("[world]", _titles(world))
    files = {
        "world.toml": head,
        "kinds.toml": [line for kind in world.kinds for line in _kind(kind)],
        "tenants.toml": [line for tenant in world.tenants for line in _tenant(tenant)],
        "successions.toml": [line for fact in world.successions for line in _succession(fact)],
        "grants.toml": [line for grant in world.grants for line in _grant(grant)],
    }
    return {name: "\n".join(lines).strip() + "\n" for name, lines in files.items() if lines}


def _requires(world: WorldDeclaration) -> list[str]:
    return [f"requires = {_written(world.requires)}", ""] if world.requires else []


def _titles(world: WorldDeclaration) -> Pairs:
    return [("title_vi", world.title_vi), ("title_en", world.title_en)]


def _kind(kind: Kind) -> list[str]:
    pairs: Pairs = [
        ("key", kind.key),
        ("label_vi", kind.label_vi),
        ("label_en", kind.label_en),
        ("level_order", kind.level_order),
        ("overseer_title_vi", kind.overseer_title_vi),
        ("overseer_title_en", kind.overseer_title_en),
        ("valid_from", kind.valid_from),
        ("valid_to", kind.valid_to),
    ]
    return _block("[[kind]]", pairs)


def _tenant(tenant: TenantDeclaration) -> list[str]:
    short = tenant.parents[0] if len(tenant.parents) == 1 else ParentLink("")
    pairs: Pairs = [
        ("slug", tenant.slug),
        ("kind", tenant.kind),
        ("name", tenant.name),
        ("name_en", tenant.name_en),
        ("parent", short.slug),
        ("parent_from", short.valid_from),
        ("parent_until", short.valid_to),
        ("since", tenant.since),
        ("until", tenant.until),
        ("code", tenant.code),
        ("aliases", tenant.aliases),
        ("phone", tenant.phone),
        ("email", tenant.email),
        ("address", tenant.address),
        ("place", tenant.place),
        ("place_en", tenant.place_en),
        ("invented", tenant.invented),
        ("plugins", tenant.plugins),
    ]
    lines = _block("[[tenant]]", pairs)
    for link in tenant.parents if len(tenant.parents) > 1 else ():
        dates: Pairs = [("slug", link.slug), ("from", link.valid_from), ("until", link.valid_to)]
        lines += _block("[[tenant.parents]]", dates)
    for unit in tenant.units:
        lines += _unit(unit)
    return lines


def _unit(unit: UnitDeclaration) -> list[str]:
    pairs: Pairs = [
        ("key", unit.key),
        ("name", unit.name),
        ("name_en", unit.name_en),
        ("kind", unit.kind),
        ("invented", unit.invented),
    ]
    return _block("[[tenant.unit]]", pairs)


def _succession(succession: Succession) -> list[str]:
    pairs: Pairs = [
        ("date", succession.day),
        ("kind", succession.kind),
        ("from", succession.sources),
        ("to", succession.targets),
        ("basis", succession.basis),
    ]
    return _block("[[succession]]", pairs)


def _grant(grant: Grant) -> list[str]:
    pairs: Pairs = [
        ("overseer", grant.overseer),
        ("subject", ("subtree:" if grant.subtree else "") + grant.subject),
        ("kind", grant.kind),
        ("level", grant.level),
        ("from", grant.valid_from),
        ("until", grant.valid_to),
        ("basis", grant.basis),
    ]
    return _block("[[grant]]", pairs)


def _block(header: str, pairs: Pairs) -> list[str]:
    """A table; keys that are empty, absent or false are left out because that is their default."""
    said = [(key, value) for key, value in pairs if value is not None and _says(value)]
    lines = [f"{key} = {_written(value)}" for key, value in said]
    return [header, *lines, ""] if lines else []


def _says(value: Value) -> bool:
    return value is not False and value not in ("", ())


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    return _quoted(str(value))


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c, c) for c in text) + '"'
