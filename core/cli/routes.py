"""``tiepdan routes``: every address of the product and what stands before it."""

from __future__ import annotations

import json

import click

from core.cli.common import application


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def routes(as_json: bool) -> None:
    """List URL rules with methods, plugin, permission and whether they are public."""
    app = application()
    infos = app.extensions["tiepdan.routes"]
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        info = infos.get(rule.endpoint)
        found.append(
            {
                "rule": rule.rule,
                "endpoint": rule.endpoint,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "area": info.area if info else "open",
                "plugin": info.plugin if info else "core",
                "permission": info.permission if info else "",
                "public": info is None or info.area in ("open", "public"),
            }
        )
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for row in found:
        click.echo(f"{','.join(row['methods']):10} {row['rule']:60} {row['area']:8} {row['permission']}")
