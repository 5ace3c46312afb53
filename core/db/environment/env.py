# ruff: noqa: INP001 - Alembic runs this file by path
"""Alembic's entry: runs one chain on the connection handed over by core.db.migrate."""

from __future__ import annotations

from alembic import context

chain = context.config.attributes["chain"]
context.configure(
    connection=context.config.attributes["connection"],
    version_table=chain.version_table,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
