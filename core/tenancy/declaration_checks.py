"""What no single table of a declaration shows: unknown names, doubles, cycles, clashing dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from core.tenancy.declared import (
    DeclarationError,
    Grant,
    Kind,
    ParentLink,
    Succession,
    TenantDeclaration,
    WorldDeclaration,
)
from core.toml_source import Problem, TomlSource
from core.toml_table import Table


@dataclass(slots=True)
class Reading:
    """A world while it is read: each record with the table it came from."""

    name: str
    sources: list[TomlSource] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    on_request: list[str] = field(default_factory=list)
    requires: dict[str, Table] = field(default_factory=dict)
    required: list[WorldDeclaration] = field(default_factory=list)
    titles: tuple[str, str] | None = None
    kinds: list[tuple[Kind, Table]] = field(default_factory=list)
    tenants: list[tuple[TenantDeclaration, Table]] = field(default_factory=list)
    successions: list[tuple[Succession, Table]] = field(default_factory=list)
    grants: list[tuple[Grant, Table]] = field(default_factory=list)


def check_world(reading: Reading) -> WorldDeclaration:
    """The finished world, or DeclarationError with every problem found while reading and here."""
    _check_kinds(reading)
    _check_slugs(reading)
    _check_tenants(reading)
    _check_cycles(reading)
    _check_successions(reading)
    _check_grants(reading)
    problems = reading.problems + [p for source in reading.sources for p in source.problems]
    if problems:
        raise DeclarationError(problems)
    title_vi, title_en = reading.titles or ("", "")
    return WorldDeclaration(
        title_vi=title_vi,
        title_en=title_en,
        requires=tuple(reading.requires),
        kinds=tuple(kind for kind, _ in reading.kinds),
        tenants=_parents_first([tenant for tenant, _ in reading.tenants]),
        successions=tuple(succession for succession, _ in reading.successions),
        grants=tuple(grant for grant, _ in reading.grants),
        name=reading.name,
        on_request=tuple(reading.on_request),
    )


def _parents_first(tenants: list[TenantDeclaration]) -> tuple[TenantDeclaration, ...]:
    """The nodes so that each comes after those above it, else in the order they were written."""
    by_slug = {tenant.slug: tenant for tenant in tenants}
    ordered: dict[str, TenantDeclaration] = {}
    for tenant in tenants:
        stack = [tenant]
        while stack:
            above = [by_slug[x.slug] for x in stack[-1].parents if x.slug in by_slug]
            missing = [node for node in above if node.slug not in ordered]
            if missing:
                stack.append(missing[0])
            else:
                done = stack.pop()
                ordered.setdefault(done.slug, done)
    return tuple(ordered.values())


def _elsewhere(reading: Reading) -> dict[str, TenantDeclaration]:
    return {node.slug: node for world in reading.required for node in world.tenants}


def _known(reading: Reading) -> dict[str, TenantDeclaration]:
    """Every node that this world may refer to, by slug."""
    return _elsewhere(reading) | {node.slug: node for node, _ in reading.tenants if node.slug}


def _check_kinds(reading: Reading) -> None:
    elsewhere = {kind.key: kind for world in reading.required for kind in world.kinds}
    here: set[str] = set()
    for kind, table in reading.kinds:
        if kind.key and kind.key in here:
            table.complain(f'The kind "{kind.key}" is declared twice.', "key")
        elif elsewhere.get(kind.key, kind) != kind:
            reason = f'The kind "{kind.key}" differs from that of a world this one requires.'
            table.complain(reason, "key")
        here.add(kind.key)
    for tenant, table in reading.tenants:
        if tenant.kind and tenant.kind not in here | elsewhere.keys():
            table.complain(f'The kind "{tenant.kind}" is not declared.', "kind")


def _check_slugs(reading: Reading) -> None:
    elsewhere = _elsewhere(reading)
    first: dict[str, str] = {}
    for tenant, table in reading.tenants:
        if tenant.slug in elsewhere:
            reason = f'The slug "{tenant.slug}" belongs to a world that this one requires.'
            table.complain(reason, "slug")
        elif tenant.slug in first:
            place = first[tenant.slug]
            table.complain(f'The slug "{tenant.slug}" is already used in {place}.', "slug")
        elif tenant.slug:
            first[tenant.slug] = f"{table.source.name}:{table.line}"


def _check_tenants(reading: Reading) -> None:
    known = _known(reading)
    for tenant, table in reading.tenants:
        for link in tenant.parents:
            if link.slug and link.slug not in known:
                table.complain(f'The parent "{link.slug}" is not declared.', "parent")
        for one, other in _pairs(tenant.parents):
            if _overlap(one, other):
                reason = f'"{tenant.slug}" has two parents at once: {one.slug} and {other.slug}.'
                table.complain(reason, "parents")
        keys: set[str] = set()
        for index, unit in enumerate(tenant.units):
            if unit.key and unit.key in keys:
                reason = f'The unit "{unit.key}" is declared twice in "{tenant.slug}".'
                table.source.complain((*table.path, "unit", index, "key"), reason)
            keys.add(unit.key)


def _pairs(links: tuple[ParentLink, ...]) -> Iterator[tuple[ParentLink, ParentLink]]:
    return ((one, other) for i, one in enumerate(links) for other in links[i + 1 :])


def _overlap(one: ParentLink, other: ParentLink) -> bool:
    starts = (one.valid_from or date.min, other.valid_from or date.min)
    ends = (one.valid_to or date.max, other.valid_to or date.max)
    return max(starts) <= min(ends)


def _check_cycles(reading: Reading) -> None:
    """No node may stand above itself, at whatever dates."""
    above = {slug: [link.slug for link in node.parents] for slug, node in _known(reading).items()}
    for tenant, table in reading.tenants:
        seen: set[str] = set()
        ahead = list(above.get(tenant.slug, []))
        while ahead:
            slug = ahead.pop()
            if slug not in seen:
                seen.add(slug)
                ahead.extend(above.get(slug, []))
        if tenant.slug in seen:
            table.complain(f'"{tenant.slug}" stands above itself through its parents.', "parent")


def _check_successions(reading: Reading) -> None:
    known = _known(reading)
    facts: set[tuple[str, str, date]] = set()
    for succession, table in reading.successions:
        for key, slugs in (("from", succession.sources), ("to", succession.targets)):
            if not slugs:
                table.complain(f'"{key}" must name at least one node.', key)
            for slug in slugs:
                if slug not in known:
                    table.complain(f'The node "{slug}" is not declared.', key)
        if both := set(succession.sources) & set(succession.targets):
            table.complain(f'"{min(both)}" cannot succeed itself.', "to")
        if reason := _wrong_count(succession):
            table.complain(reason, "kind")
        for slug in succession.targets:
            since = known[slug].since if slug in known else None
            if since and since > succession.day:
                table.complain(f'"{slug}" did not exist yet on that day.', "date")
        new = {(s, t, succession.day) for s in succession.sources for t in succession.targets}
        if new & facts:
            table.complain("The same succession is declared twice.")
        facts |= new


def _wrong_count(succession: Succession) -> str | None:
    sources, targets = len(succession.sources), len(succession.targets)
    if succession.kind == "merge" and (sources < 2 or targets != 1):
        return "A merge goes from two or more nodes to one."
    if succession.kind == "split" and (sources != 1 or targets < 2):
        return "A split goes from one node to two or more."
    if succession.kind == "rename" and (sources, targets) != (1, 1):
        return "A renaming goes from one node to one."
    return None


def _check_grants(reading: Reading) -> None:
    known = _known(reading)
    seen: set[tuple[str, str, str, date]] = set()
    for grant, table in reading.grants:
        for key, slug in (("overseer", grant.overseer), ("subject", grant.subject)):
            if slug and slug not in known:
                table.complain(f'The node "{slug}" is not declared.', key)
        if grant.overseer and grant.overseer == grant.subject and not grant.subtree:
            table.complain(f'"{grant.overseer}" needs no grant to read its own data.', "subject")
        fact = (grant.overseer, grant.subject, grant.kind, grant.valid_from)
        if fact in seen:
            table.complain("The same grant is declared twice.")
        seen.add(fact)
