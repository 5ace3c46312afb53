"""``tiepdan demo``: a believable world in one command."""

from __future__ import annotations

import json
import sys
import threading
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from core.cli.common import application, configuration, fail, plain_errors
from core.cli.data import upgrade_all
from core.cli.server import refuse_bad_state, serve
from core.cli.tenants import read_world


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", type=click.Path(file_okay=False), help="Data folder (default ./var/demo).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object when the server answers.")
@click.option("--no-serve", is_flag=True, help="Only make the world and print the accounts.")
@plain_errors
def demo(host: str, port: int, data: str | None, as_json: bool, no_serve: bool) -> None:
    """Make the demo world (once per data folder), print the accounts, and serve it."""
    import os

    os.environ["TIEPDAN_DATA"] = str(Path(data or os.environ.get("TIEPDAN_DATA") or "var/demo").resolve())
    config = configuration()
    from core.cli.server import is_loopback

    if not is_loopback(host):
        fail("The demo is served on this machine only; its passwords are printed.")
    # Papers are drawn while the world is filled, and the threads of that library do not live on in a
    # forked web process: it would wait for them for ever. So a process of its own makes the world.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as maker:
        accounts = maker.submit(_make_world).result()
    base = f"http://{host}:{port}"
    printed: dict[str, Any] = {
        "base_url": base,
        "accounts": [account | {"start_url": base + account["start_url"]} for account in accounts],
    }
    if no_serve:
        _print(printed, as_json=as_json)
        return
    refuse_bad_state(application(config), config)
    threading.Thread(target=_print_when_up, args=(base, printed), kwargs={"as_json": as_json}, daemon=True).start()
    serve(host, port, config)


def _make_world() -> list[dict[str, Any]]:
    """Bring the database up to date and fill it once; the accounts with which one may look around."""
    from core.demo import build_demo

    config = configuration()
    app = application(config)
    upgrade_all(app, config)
    with app.app_context():
        return [asdict(account) for account in build_demo(app, read_world(str(config.tenants / "kon-ray")), _progress)]


def _progress(text: str) -> None:
    click.echo(text, err=True)


def _print(printed: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(printed, ensure_ascii=False))
    else:
        click.echo(f"\nTiếp Dân answers at {printed['base_url']}/\n")
        for row in printed["accounts"]:
            click.echo(f"  {row['login']:22} {row['password']:16} {row['role']:28} {row['tenant_name']}")
        click.echo("\nStop with Ctrl+C.")
    sys.stdout.flush()


def _print_when_up(base: str, printed: dict[str, Any], *, as_json: bool) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _attempt in range(300):
        try:
            with direct.open(base + "/healthz", timeout=2) as answer:
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.2)
    _print(printed, as_json=as_json)
