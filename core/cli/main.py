"""``tiepdan``: the command-line program. Exit codes mean what they say; nothing asks a question."""

from __future__ import annotations

import click

from core.cli.audit import audit
from core.cli.backup import backup, restore
from core.cli.bench import bench
from core.cli.common import OrderedGroup
from core.cli.data import db_group
from core.cli.demo import demo
from core.cli.doctor import doctor
from core.cli.jobs import jobs, worker
from core.cli.law import law
from core.cli.people import users
from core.cli.plugins import plugins
from core.cli.routes import routes
from core.cli.server import run
from core.cli.tenants import tenants


@click.group(cls=OrderedGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Tiếp Dân: citizen reception for communes and districts."""


for command in (
    run,
    demo,
    tenants,
    plugins,
    users,
    db_group,
    jobs,
    worker,
    backup,
    restore,
    law,
    audit,
    routes,
    doctor,
    bench,
):
    cli.add_command(command)
