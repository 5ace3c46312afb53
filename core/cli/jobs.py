"""``tiepdan jobs`` and ``tiepdan worker``: what waits, what failed, and working it."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from core import clock
from core.cli.common import application, configuration, fail, plain_errors
from core.cli.server import refuse_bad_state
from core.db.base import db
from core.db.session import internal
from core.events.declare import QUEUES, Queue
from core.events.models import STATES, OutboxEntry
from core.jobs.turns import numbers_by_queue, queue_name
from core.jobs.work import drain as drain_outbox


@click.group()
def jobs() -> None:
    """The outbox: work that follows changes."""


@jobs.command()
@plain_errors
def status() -> None:
    """Numbers by state and queue, the oldest waiting entry, and what is dead; exit code 1 when any is."""
    app = application()
    with app.app_context(), internal():
        numbers = numbers_by_queue()
        oldest = db.session.scalar(select(func.min(OutboxEntry.run_at)).where(OutboxEntry.state == "waiting"))
        dead = db.session.scalars(
            select(OutboxEntry).where(OutboxEntry.state == "dead").order_by(OutboxEntry.id).limit(20)
        ).all()
        queues = {row.id: queue_name(row.job) for row in dead}
    click.echo(f"{'':8}" + "".join(f"{name:>9}" for name in QUEUES))
    for state in STATES:
        click.echo(f"{state:8}" + "".join(f"{numbers[name][state]:9}" for name in QUEUES))
    if oldest is not None:
        late = max(0, int((clock.now() - oldest).total_seconds()))
        click.echo(f"oldest waiting entry: {late} s")
    for row in dead:
        click.echo(
            f"dead {row.id}: {row.job} ({row.plugin}, queue {queues[row.id]}), {row.attempts} attempts: {row.last_error}"
        )
    if dead:
        fail("Run 'tiepdan jobs retry ID' when the cause is mended.")


@jobs.command()
@click.argument("entry_id", type=int)
@plain_errors
def retry(entry_id: int) -> None:
    """Give a dead entry another round."""
    app = application()
    with app.app_context(), internal(writes=True):
        row = db.session.get(OutboxEntry, entry_id)
        if row is None or row.state != "dead":
            fail(f"There is no dead entry {entry_id}.")
        row.state, row.attempts, row.run_at = "waiting", 0, clock.now()
    click.echo("It waits again.")


@jobs.command()
@plain_errors
def drain() -> None:
    """Work everything that is ready, now and here."""
    app = application()
    with app.app_context():
        click.echo(f"{drain_outbox(app)} entries worked.")


@click.command()
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(QUEUES),
    help="Work this queue only; may be repeated, the first goes first (default: fast, slow, mail).",
)
@plain_errors
def worker(queues: tuple[Queue, ...]) -> None:
    """Work entries that Redis rings for (needs TIEPDAN_REDIS_URL); stop with SIGTERM."""
    config = configuration()
    if not config.redis_url:
        fail("Set TIEPDAN_REDIS_URL. Without Redis the web process works the outbox itself.")
    from core.jobs.rq_entry import worker_app
    from core.jobs.rq_worker import work_until_stopped
    from core.jobs.runner import Runner

    refuse_bad_state(app := worker_app(), config)
    runner = Runner(app)
    runner.start()
    work_until_stopped(config.redis_url, queues or QUEUES)
    runner.stop()
