"""``kill -9`` of web process, worker and Redis at random moments under load (P33, P34)."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text, update

from core import clock
from core.events.models import OutboxEntry
from core.testing.counts import Count
from core.testing.fixtures import Place, make_config
from core.testing.rows import owner_engine
from core.testing.world import World
from tests.rails import audit_verifier
from tests.rails.processes import TENANT, Installation

Fresh = Callable[[str], tuple[Place, World]]
SEED = 20261123
SENDERS = 3
#: A killed worker's entry is free again after its lease of 60 s.
SETTLE_SECONDS = 150.0


@dataclass
class Load:
    """Officers who register visits all the time and send again what was not acknowledged."""

    place: Installation
    acked: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    unsure: list[str] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    wrong: list[BaseException] = field(default_factory=list)

    def _send(self, sender: int) -> None:
        chance = random.Random(SEED + sender)
        number = 0
        try:
            while not self.ending.is_set():
                again = bool(self.unsure) and chance.random() < 0.5
                key = self.unsure.pop() if again else f"k{sender}-{number}"
                number += not again
                self.tried.add(key)
                if self.place.register(key):
                    self.acked.add(key)
                else:
                    self.unsure.append(key)
                    time.sleep(0.1)
                time.sleep(chance.random() * 0.1)
        except BaseException as error:  # noqa: BLE001 - shown by the test that started the load
            self.wrong.append(error)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send while the block runs."""
        threads = [threading.Thread(target=self._send, args=(number,)) for number in range(SENDERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ending.set()
            for thread in threads:
                thread.join(60)
        assert not self.wrong


@dataclass(frozen=True)
class Sum:
    """What one run of the kill loop found."""

    kills: dict[str, int]
    acked: int
    stored: int
    effects: int
    duplicates: int
    lost: int

    def line(self, engine: str) -> str:
        """For people."""
        kills = ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        return (
            f"{engine}: kills {sum(self.kills.values())} ({kills}), acked {self.acked}, stored {self.stored},"
            f" effects {self.effects}, duplicates {self.duplicates}, lost {self.lost}"
        )


def _rows(connection: Connection, statement: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(text(statement), {"slug": TENANT}).mappings()]


def expire_leases(database: Engine) -> None:
    """What a minute of waiting does: entries of killed workers are free."""
    time.sleep(2)
    with database.begin() as connection:
        past = clock.now() - timedelta(seconds=1)
        free = update(OutboxEntry).where(OutboxEntry.state == "running").values(lease_until=past)
        connection.execute(free)


def settle(connect: Callable[[], Connection]) -> None:
    """Wait until nothing waits or runs in the outbox."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        with connect() as connection:
            open_entries = connection.execute(
                text("select count(*) from core_outbox where state in ('waiting', 'running')")
            ).scalar_one()
        if not open_entries:
            return
        time.sleep(0.5)
    raise AssertionError(f"{open_entries} entries are still open")


def add_up(connection: Connection, load: Load, kills: Counter[str]) -> Sum:
    """Compare what was acknowledged with what the database holds; the chain must be sound."""
    visits = _rows(
        connection,
        "select v.once, v.year, v.number, v.public_id from reception_visit v"
        " join core_tenant t on t.id = v.tenant_id where t.slug = :slug order by v.year, v.number",
    )
    chain = _rows(
        connection,
        "select a.* from core_audit a join core_tenant t on t.id = a.actor_tenant_id"
        " where t.slug = :slug order by a.seq",
    )
    assert audit_verifier.complaints(chain) == []
    for year in {visit["year"] for visit in visits}:
        numbers = [visit["number"] for visit in visits if visit["year"] == year]
        assert numbers == list(range(1, len(numbers) + 1)), "numbers of the book have gaps"
    stored = Counter(visit["once"] for visit in visits if visit["once"] in load.tried)
    keys = {visit["public_id"]: visit["once"] for visit in visits}
    told = Counter(row["subject"] for row in chain if row["event"] == "reception.visit_registered")
    counted = Counter(row["subject"] for row in chain if row["event"] == "counting.counted")
    loaded = {f"reception:visit:{public_id}" for public_id, once in keys.items() if once in load.tried}
    assert {subject for subject in told if subject in loaded} == loaded
    dead = _rows(connection, "select id, last_error from core_outbox where state = 'dead'")
    assert dead == []
    return Sum(
        dict(kills),
        len(load.acked),
        len(stored),
        len(loaded & counted.keys()),
        sum(n - 1 for n in (*stored.values(), *counted.values(), *told.values())),
        len(load.acked - stored.keys()) + len(loaded - counted.keys()),
    )


def kill_loop(engine: str, fresh: Fresh, folder: Path, kills: int, *, hurry: bool = False) -> Sum:
    """Kill at random moments under load, then let everything come to rest and add up."""
    redis = engine == "postgres"
    place, world = fresh(engine)
    folder.mkdir()
    installation = Installation(folder, place, world, redis=redis)
    targets = ["redis", "worker", "web"] if redis else ["web"]
    chance = random.Random(SEED)
    done: Counter[str] = Counter()
    database = owner_engine(make_config(folder / "data", place))
    try:
        for name in targets:
            installation.start(name)
        installation.log_in()
        load = Load(installation)
        with load.running():
            for _turn in range(kills):
                time.sleep(chance.uniform(0.05, 0.8))
                name = chance.choices(targets, [3, 3, 2][: len(targets)])[0]
                installation.kill(name)
                done[name] += 1
                if chance.random() < 0.3 and name != "web":
                    time.sleep(chance.random())
                installation.start(name)
        if hurry:
            expire_leases(database)
        settle(database.connect)
        with database.connect() as connection:
            return add_up(connection, load, done)
    finally:
        installation.stop()
        database.dispose()


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_few_kills_lose_and_double_nothing(engine: str, fresh: Fresh, tmp_path: Path, count: Count) -> None:
    found = kill_loop(engine, fresh, tmp_path / "k", 3, hurry=True)
    print(found.line(engine))  # noqa: T201 - the figures are the point
    assert found.acked
    assert (found.duplicates, found.lost) == (0, 0)
    assert found.effects == found.stored >= found.acked
    count("kills", sum(found.kills.values()))


@pytest.mark.prove
@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 70), ("postgres", 140)])
def test_two_hundred_kills_lose_and_double_nothing(
    engine: str, kills: int, fresh: Fresh, tmp_path: Path, count: Count
) -> None:
    found = kill_loop(engine, fresh, tmp_path / "k", kills)
    print(found.line(engine))  # noqa: T201 - the figures are the point
    assert (found.duplicates, found.lost) == (0, 0)
    assert found.effects == found.stored >= found.acked
    count("kills", sum(found.kills.values()))
