"""``tiepdan law``: due dates with their derivation, rules as they read on a day, packs of rules."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask, g

from core.cli.common import application, fail, plain_errors
from core.db.session import acting_in, internal
from core.law.book import LawBook
from core.law.calendar import WorkingCalendar
from core.law.clock import compute
from core.law.events import Clock
from core.law.export import to_toml
from core.law.impact import TenantImpact
from core.law.loading import load_pack, plan_pack
from core.law.national import national_calendar
from core.law.packs import Pack, read_pack_file
from core.law.rules import Rule
from core.law.store import law_shelf
from core.law.words import derivation_lines, flag_words, unit_words
from core.tenancy.calendar import calendar_of
from core.tenancy.resolve import system_scope

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
LANGUAGE = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language of the sentences."
)


@click.group()
def law() -> None:
    """The law as data: rules, due dates, packs."""


def _book() -> LawBook:
    with internal():
        return law_shelf().in_force()


def _calendar(tenant: str | None) -> WorkingCalendar:
    if tenant is None:
        return national_calendar()
    scope = system_scope(tenant)
    with acting_in(scope):
        return calendar_of(scope)


@law.command()
@click.argument("rule")
@click.argument("day", metavar="DATE", type=DAY)
@click.option("--remote", is_flag=True, help="Remote area with difficult access.")
@click.option("--complex", is_flag=True, help="Complex case, decided so in writing.")
@click.option("--second", is_flag=True, help="Second complaint.")
@click.option("--flag", "more", multiple=True, help="Any other circumstance a rule asks for.")
@click.option("--tenant", help="Count by this tenant's calendar; else by the national one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@LANGUAGE
@plain_errors
def due(
    rule: str,
    day: datetime,
    remote: bool,
    complex: bool,  # noqa: A002 - the option's name
    second: bool,
    more: tuple[str, ...],
    tenant: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """The due date of RULE for an event on DATE, and how it is counted."""
    app = application()
    named = [flag for flag, on in (("remote", remote), ("complex", complex), ("second", second)) if on]
    with app.test_request_context():
        g.language = lang
        book = _book()
        flags = tuple({*named, *more})
        _refuse_unknown_flags(book, flags)
        found = compute(Clock(rule, day.date(), flags), book.rules, _calendar(tenant))
        if as_json:
            click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
            return
        for line in derivation_lines(found):
            click.echo(line)


def _refuse_unknown_flags(book: LawBook, flags: tuple[str, ...]) -> None:
    known = {flag for rule in book.rules for flag in rule.known_flags}
    if unknown := sorted(set(flags) - known):
        fail(f"No rule asks for {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")


@law.command()
@click.argument("rule")
@click.option("--on", "day", type=DAY, help="As it reads on this day; today without.")
@LANGUAGE
@plain_errors
def show(rule: str, day: datetime | None, lang: str) -> None:
    """RULE as it reads on a day, with every version and its source."""
    app = application()
    with app.test_request_context():
        g.language = lang
        found = _book().rules.rule(rule)
        on = day.date() if day else _today()
        click.echo(f"{found.id}: {found.title(lang)}")
        for variant in found.variants:
            click.echo(f"  {flag_words(' '.join(variant.flags))}: {variant.rule}")
        for version in found.versions:
            mark = "*" if version.holds_on(on) else " "
            flags = f" [{flag_words(' '.join(version.flags))}]" if version.flags else ""
            until = version.valid_to or "…"
            click.echo(
                f"{mark} {version.valid_from} - {until}: {unit_words(version.value, version.unit)}{flags}"
                f" ({version.article}, {version.source}) [{version.confidence}]"
            )
            if version.followed_by:
                click.echo(f"    -> {version.followed_by}")
        if found.note:
            click.echo(f"  {found.note}")


def _today() -> date:
    from core import clock

    return clock.today()


@law.command()
@click.option("--on", "day", type=DAY, help="Only rules in force on this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@LANGUAGE
@plain_errors
def rules(day: datetime | None, as_json: bool, lang: str) -> None:
    """Every rule of the book in force, one line each."""
    app = application()
    with app.test_request_context():
        g.language = lang
        book = _book()
        chosen = sorted(book.rules.in_force(day.date()) if day else book.rules, key=lambda rule: rule.id)
        if as_json:
            rows = [{"id": rule.id, "title": rule.title(lang), "versions": len(rule.versions)} for rule in chosen]
            click.echo(json.dumps({"version": book.version, "rules": rows}, ensure_ascii=False, indent=1))
            return
        click.echo(f"{book.version}: {len(chosen)}")
        for rule in chosen:
            click.echo(_line(rule, lang, day.date() if day else None))


def _line(rule: Rule, lang: str, day: date | None) -> str:
    version = rule.version_on(day) if day else rule.versions[-1]
    said = unit_words(version.value, version.unit) if version else ""
    return f"{rule.id:10} {said:22} {rule.title(lang)}"


@law.command()
@click.argument("pack")
@click.option("--dry-run", is_flag=True, help="Only list what it would change.")
@click.option("--by", default="tiepdan law load", show_default=True, help="Who is recorded as having accepted it.")
@plain_errors
def load(pack: str, dry_run: bool, by: str) -> None:
    """Lay PACK, a TOML file or the id of a shipped pack, over the book in force."""
    app = application()
    registry = app.extensions["tiepdan.registry"]
    with app.test_request_context():
        g.language = "en"
        found = _pack(app, pack)
        if dry_run:
            _old, new, impacts = plan_pack(registry, found)
            click.echo(f"{found.id}: {found.title('en')}. The book would be {new.version}.")
        else:
            impacts = load_pack(registry, found, by)
            click.echo(f"{found.id}: {found.title('en')}. Loaded; sha256 {found.sha256}.")
        _tell(impacts, done=not dry_run)


def _pack(app: Flask, name: str) -> Pack:
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return read_pack_file(path, law_shelf().kinds)
    shipped = {pack.id: pack for pack in law_shelf().shipped_packs()}
    if name not in shipped:
        fail(f"There is no file and no shipped pack called '{name}'. Shipped: {', '.join(shipped) or 'none'}.")
    return shipped[name]


def _tell(impacts: list[TenantImpact], *, done: bool) -> None:
    moved = [(impact.tenant, change) for impact in impacts for _plugin, change in impact.changes]
    for tenant, change in moved:
        if change.rules:
            click.echo(f"{tenant}: {change.subject}: comes under {', '.join(change.rules)}: {change.article}")
            continue
        dates = f"{change.old_due or 'stands still'} -> {change.new_due or 'stands still'}"
        why = (
            change.article
            if change.by_law
            else "not named by a transitional article; waits for somebody who accepts it for this file"
        )
        click.echo(f"{tenant}: {change.subject} ({change.clock}): {dates}: {why}")
    named = sum(bool(change.rules) for _tenant, change in moved)
    by_law = sum(change.by_law for _tenant, change in moved) - named
    waiting = len(moved) - by_law - named
    click.echo(
        f"{by_law} due dates {'moved' if done else 'would move'}, {waiting} wait for acceptance;"
        f" {named} running files {'came' if done else 'would come'} under new rules."
    )


@law.command()
@plain_errors
def export() -> None:
    """The whole book in force as TOML."""
    app = application()
    with app.test_request_context():
        click.echo(to_toml(_book()))
