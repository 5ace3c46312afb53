"""``tiepdan audit``: check the chains, and show the heads that others may hold against us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from core.audit.log import entries_after, head
from core.audit.models import AuditEntry
from core.audit.verify import Finding, read_head, verify_chain
from core.cli.common import application, fail, plain_errors
from core.db.base import db
from core.db.session import acting_in, internal
from core.tenancy.models import Tenant
from core.tenancy.resolve import system_scope
from core.tenancy.scope import Scope


@click.group()
def audit() -> None:
    """The audit log."""


def _slugs(only: str | None) -> list[str]:
    with internal():
        slugs = list(db.session.scalars(select(Tenant.slug).order_by(Tenant.id)))
    if only is not None and only not in slugs:
        fail(f"No tenant is called '{only}'.")
    return [only] if only else slugs


def verify_all(
    slugs: list[str], known: dict[str, dict[str, str]], held: tuple[tuple[int, str], ...] = ()
) -> tuple[int, list[Finding]]:
    """(entries checked, findings) over the chains of these tenants; ``held`` are heads of each of them."""
    checked, found = 0, []
    for slug in slugs:
        scope = system_scope(slug)
        with acting_in(scope):
            heads = {int(seq): value for seq, value in known.get(slug, {}).items()}
            numbers: list[int] = []
            found += verify_chain(scope.tenant_id, _in_pieces(scope, numbers), heads, held)
            checked += len(numbers)
    return checked, found


def _in_pieces(scope: Scope, numbers: list[int], size: int = 2000) -> Iterator[AuditEntry]:
    """The tenant's chain without holding all of it; notes the numbers it gave."""
    rows = entries_after(scope, 0, limit=size)
    while rows:
        for row in rows:
            numbers.append(row.seq)
            yield row
        last = rows[-1].seq
        db.session.expunge_all()
        rows = entries_after(scope, last, limit=size)


@audit.command()
@click.option("--tenant", help="Only this tenant.")
@click.option("--heads", type=click.Path(exists=True, dir_okay=False), help="JSON of witnessed heads.")
@click.option("--head", "given", multiple=True, metavar="NUMBER:HASH", help="A head from a receipt; needs --tenant.")
@plain_errors
def verify(tenant: str | None, heads: str | None, given: tuple[str, ...]) -> None:
    """Recompute every chain; with --heads or --head also compare with what was witnessed outside."""
    if given and tenant is None:
        raise click.UsageError("--head needs --tenant: each tenant has a chain of its own.")
    try:
        held = tuple(read_head(text) for text in given)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--head") from error
    try:
        known = json.loads(Path(heads).read_text(encoding="utf-8")) if heads else {}
    except ValueError:
        fail(f"{heads} is not JSON; it should be what 'tiepdan audit heads' printed.")
    app: Flask = application()
    with app.app_context():
        checked, found = verify_all(_slugs(tenant), known, held)
    wrong = {finding.seq for finding in found}
    for seq, value in held:
        if all(number > seq for number in wrong):
            click.echo(f"The chain of {tenant} still contains entry {seq} as it was witnessed ({value}).")
    for finding in found:
        click.echo(f"- {finding}")
    click.echo(f"{checked} entries checked, {len(found)} findings.")
    if found:
        raise SystemExit(1)


@audit.command()
@plain_errors
def heads() -> None:
    """Print the newest entry of every chain as JSON, to be kept outside the system."""
    app = application()
    found = {}
    with app.app_context():
        for slug in _slugs(None):
            scope = system_scope(slug)
            with acting_in(scope):
                seq, value = head(scope)
            if seq:
                found[slug] = {str(seq): value}
    click.echo(json.dumps(found, indent=1))
