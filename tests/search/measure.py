"""How long search takes with few and with many visits, on both engines: ``python -m tests.search.measure``.

Inside one process, without a server, so that nothing but the database and our own code is measured:
the list of visits as the search box asks for it, and the page of finds. Each figure is the quickest
of many rounds, because other work on the machine can only slow a round down.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask, g

from core import clock
from core.app import create_app
from core.cli.data import upgrade_all
from core.db.base import db
from core.db.rls import LEAKPROOF
from core.db.session import acting_in
from core.search.reading import search
from core.tenancy.scope import Scope
from core.testing import postgres
from core.testing.fixtures import Place, make_config
from core.testing.world import build_world, scope_of
from core.web.paging import Keyset
from plugins.reception import bench
from plugins.reception.permissions import VISIT_IDENTIFY, VISIT_VIEW
from plugins.reception.queries.visits import VisitFilter, list_visits

ROUNDS = 15
ENGINES = ("sqlite", "postgres", "postgres, leak-proof")
QUERIES = {
    "rare words": "thuy dien dak ne",
    "rare words with marks": "thuỷ điện đắk ne",
    "a common word": "duong",
    "a common beginning": "du",
    "a name": "nguyễn đức",
    "nothing found": "khong co dau",
}


@contextmanager
def filled(engine: str, rows: int, folder: Path) -> Iterator[Flask]:
    """The test world with so many visits in commune A."""
    name = f"measure_{rows}_{engine == ENGINES[2]:d}"
    if engine == "sqlite":
        place = Place(f"sqlite:///{folder}/{name}.db", None)
    else:
        urls = postgres.create_database(name)
        place = Place(urls.app, urls.migration)
        if engine == ENGINES[2]:
            with psycopg.connect(urls.app.replace("+psycopg", "").replace("tiepdan_app", "postgres")) as connection:
                connection.execute(LEAKPROOF)
    config = make_config(folder / name, place, csrf=False)
    app = create_app(config)
    upgrade_all(app, config)
    build_world(app, config.migration_url)
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope, writes=True):
            bench.fill(scope, rows, lambda line: sys.stderr.write(f"{engine}: {line}\n"))
        if engine != "sqlite":
            with psycopg.connect(str(config.migration_url).replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("analyze")
        yield app
        db.engine.dispose()
    if engine != "sqlite":
        postgres.drop_database(name)


def quickest(act: Callable[[], object]) -> float:
    """Milliseconds of the quickest round."""
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return min(times)


def measure(app: Flask) -> dict[str, tuple[float, float]]:
    """Query -> (list of visits, page of finds) in milliseconds."""
    rights = (VISIT_VIEW.name, VISIT_IDENTIFY.name)
    scope: Scope = scope_of("a-comm", *rights)
    found = {}
    with app.test_request_context("/t/a-comm/search") as context:
        g.scope = scope
        context.request.view_args = {"tenant": "a-comm"}
        for name, query in QUERIES.items():
            wanted = VisitFilter(query)

            def listed(wanted: VisitFilter = wanted) -> None:
                with acting_in(scope):
                    list_visits(scope, wanted, Keyset(None, None))

            def finds(query: str = query) -> None:
                with acting_in(scope):
                    search(scope, query)

            found[name] = quickest(listed), quickest(finds)
    return found


def main() -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    asked = parser.parse_args()
    out = sys.stdout.write
    out(f"# Search on {clock.today().isoformat()}\n\nMilliseconds, list of visits / page of finds.\n")
    with tempfile.TemporaryDirectory() as folder:
        for engine in asked.engines:
            taken = {}
            for rows in asked.rows:
                with filled(engine, rows, Path(folder)) as app:
                    taken[rows] = measure(app)
            out(f"\n## {engine}\n\n| query |{''.join(f' {rows:,} visits |' for rows in asked.rows)}\n")
            out(f"|---|{'---:|' * len(asked.rows)}\n")
            for name in QUERIES:
                cells = (f" {taken[rows][name][0]:.1f} / {taken[rows][name][1]:.1f} |" for rows in asked.rows)
                out(f"| {name} |{''.join(cells)}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
