"""Declared worlds of tenants: `load_world` reads a folder of TOML files, `export_world` writes one.

The format is described in tenants/README.md. Nothing here touches a database.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core.tenancy.declaration_checks import Reading, check_world
from core.tenancy.declaration_export import export_world
from core.tenancy.declared import (
    GRANT_LEVELS,
    RESERVED_SLUGS,
    SUCCESSION_KINDS,
    DeclarationError,
    Grant,
    Kind,
    ParentLink,
    Succession,
    TenantDeclaration,
    UnitDeclaration,
    WorldDeclaration,
    slug_problem,
)
from core.toml_source import Problem, TomlSource, read_source
from core.toml_table import Form, Table

__all__ = [
    "GRANT_LEVELS",
    "RESERVED_SLUGS",
    "SUCCESSION_KINDS",
    "DeclarationError",
    "Grant",
    "Kind",
    "ParentLink",
    "Problem",
    "Succession",
    "TenantDeclaration",
    "UnitDeclaration",
    "WorldDeclaration",
    "export_world",
    "load_world",
    "slug_problem",
]

NAME_LIMIT = 200
KEY = Form(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", "lower-case letters and digits joined by - or _")
GRANT_KIND = Form(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", 'of the form "plugin.noun"')
EMAIL = Form(r"[^@\s]+@[^@\s]+", "an e-mail address")


def load_world(folder: Path, *, include: tuple[str, ...] = ()) -> WorldDeclaration:
    """Read every `*.toml` of a folder, check it as a whole, and return it.

    A file that says `on_request = true` is left out unless its name without `.toml` stands in
    `include`. Worlds named by `requires` are read from the folders beside this one.
    Raises DeclarationError with all problems at once; then nothing is to be used.
    """
    return _load(Path(folder), include, ())


def _load(folder: Path, include: tuple[str, ...], above: tuple[str, ...]) -> WorldDeclaration:
    folder = folder.resolve()
    reading = Reading(name=folder.name)
    if not folder.is_dir():
        raise DeclarationError([Problem(folder.name, 0, "There is no such folder.")])
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DeclarationError([Problem(folder.name, 0, "The folder holds no .toml file.")])
    for path in paths:
        source = read_source(path, f"{folder.name}/{path.name}")
        _read_file(reading, source, path.stem, include)
    for name in include:
        if name not in reading.on_request:
            reason = f'There is no file "{name}.toml" to be read on request.'
            reading.problems.append(Problem(folder.name, 0, reason))
    for name, table in reading.requires.items():
        if name in (*above, folder.name):
            table.complain(f'The worlds "{name}" and "{folder.name}" require each other.', "requires")
            continue
        try:
            reading.required.append(_load(folder.parent / name, (), (*above, folder.name)))
        except DeclarationError as error:
            reading.problems.extend(error.problems)
    return check_world(reading)


def _read_file(reading: Reading, source: TomlSource, stem: str, include: tuple[str, ...]) -> None:
    """Take what one file declares into the reading."""
    top = Table(source)
    if top.flag("on_request"):
        reading.on_request.append(stem)
        if stem not in include:
            return
    reading.sources.append(source)
    for name in top.texts("requires"):
        reading.requires.setdefault(name, top)
    if top.has("world"):
        world = top.table("world")
        if reading.titles is not None:
            world.complain("Another file of this folder already has a [world] table.")
        reading.titles = (world.text("title_vi"), world.text("title_en"))
        world.finish()
    reading.kinds += [(_kind(table), table) for table in top.tables("kind")]
    reading.tenants += [(_tenant(table), table) for table in top.tables("tenant")]
    reading.successions += [(_succession(table), table) for table in top.tables("succession")]
    reading.grants += [(_grant(table), table) for table in top.tables("grant")]
    top.finish()


def _kind(table: Table) -> Kind:
    valid_from, valid_to = table.dates_in_order("valid_from", "valid_to")
    kind = Kind(
        key=table.text("key", required=True, limit=40, form=KEY),
        label_vi=table.text("label_vi", required=True, limit=80),
        label_en=table.text("label_en", required=True, limit=80),
        level_order=table.number("level_order", required=True),
        overseer_title_vi=table.text("overseer_title_vi", limit=80),
        overseer_title_en=table.text("overseer_title_en", limit=80),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    table.finish()
    return kind


def _tenant(table: Table) -> TenantDeclaration:
    slug = table.text("slug", required=True)
    if slug and (problem := slug_problem(slug)):
        table.complain(problem, "slug")
    since, until = table.dates_in_order("since", "until")
    tenant = TenantDeclaration(
        slug=slug,
        kind=table.text("kind", required=True, limit=40),
        name=table.text("name", required=True, limit=NAME_LIMIT),
        name_en=table.text("name_en", limit=NAME_LIMIT),
        parents=_parents(table),
        since=since,
        until=until,
        code=table.text("code", limit=20),
        aliases=table.texts("aliases", limit=NAME_LIMIT),
        phone=table.text("phone", limit=40),
        email=table.text("email", limit=120, form=EMAIL),
        address=table.text("address"),
        place=table.text("place"),
        place_en=table.text("place_en"),
        invented=table.flag("invented"),
        plugins=table.texts("plugins", limit=40, form=KEY),
        units=tuple(_unit(unit) for unit in table.tables("unit")),
    )
    table.finish()
    return tenant


def _parents(table: Table) -> tuple[ParentLink, ...]:
    """Either the short form `parent = "slug"`, or one [[tenant.parents]] table per period."""
    slug = table.text("parent")
    valid_from, valid_to = table.dates_in_order("parent_from", "parent_until")
    links = [_parent(link) for link in table.tables("parents")]
    if slug and links:
        table.complain('Write either "parent" or [[tenant.parents]], not both.', "parent")
    if not slug and (valid_from or valid_to):
        table.complain('"parent_from" and "parent_until" need a "parent".')
    return (ParentLink(slug, valid_from, valid_to),) if slug else tuple(links)


def _parent(table: Table) -> ParentLink:
    slug = table.text("slug", required=True)
    link = ParentLink(slug, *table.dates_in_order("from", "until"))
    table.finish()
    return link


def _unit(table: Table) -> UnitDeclaration:
    unit = UnitDeclaration(
        key=table.text("key", required=True, limit=60, form=KEY),
        name=table.text("name", required=True, limit=NAME_LIMIT),
        name_en=table.text("name_en", limit=NAME_LIMIT),
        kind=table.text("kind", limit=40, form=KEY),
        invented=table.flag("invented"),
    )
    table.finish()
    return unit


def _succession(table: Table) -> Succession:
    succession = Succession(
        day=table.day("date", required=True) or date.min,
        kind=table.text("kind", required=True, choices=SUCCESSION_KINDS),
        sources=table.texts("from"),
        targets=table.texts("to"),
        basis=table.text("basis", required=True),
    )
    table.finish()
    return succession


def _grant(table: Table) -> Grant:
    valid_from, valid_to = table.dates_in_order("from", "until")
    if valid_from is None and not table.has("from"):
        table.complain('The key "from" is missing.')
    subject = table.text("subject", required=True)
    grant = Grant(
        overseer=table.text("overseer", required=True),
        subject=subject.removeprefix("subtree:"),
        kind=table.text("kind", required=True, limit=80, form=GRANT_KIND),
        level=table.text("level", required=True, choices=GRANT_LEVELS),
        basis=table.text("basis", required=True),
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        subtree=subject.startswith("subtree:"),
    )
    table.finish()
    return grant
