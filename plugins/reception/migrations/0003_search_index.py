"""Visits move into the core's search index; the two columns for it go.

The words are taken from the visits themselves, not from the folded columns, because the index also
knows the marks. A denunciation has no layer of people. The migrator bypasses row-level security.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from core.search.index import Record, backfill

revision = "reception_0003"
down_revision = "reception_0002"

BATCH = 2_000
VISITS = sa.table(
    "reception_visit",
    *map(
        sa.column,
        (
            "id",
            "tenant_id",
            "public_id",
            "year",
            "number",
            "kind",
            "envelope_no",
            "summary",
            "demand",
            "outcome_body",
        ),
    ),
    sa.column("received_on", sa.Date()),
)
PEOPLE = sa.table("reception_person", *map(sa.column, ("tenant_id", "visit_id", "position", "name", "commune")))


def upgrade() -> None:
    """Index what is there, then drop the columns."""
    connection = op.get_bind()
    for tenant_id in connection.execute(sa.select(VISITS.c.tenant_id).distinct()).scalars().all():
        for records in _batches(connection, tenant_id):
            backfill(connection, tenant_id, "reception:visit", records)
    for name in ("search_matter", "search_people"):
        op.drop_column("reception_visit", name)


def _batches(connection: sa.Connection, tenant_id: int) -> Iterator[list[Record]]:
    last = 0
    while True:
        visits = connection.execute(
            sa.select(VISITS)
            .where(VISITS.c.tenant_id == tenant_id, VISITS.c.id > last)
            .order_by(VISITS.c.id)
            .limit(BATCH)
        ).all()
        if not visits:
            return
        names: dict[int, list[str]] = {}
        for row in connection.execute(
            sa.select(PEOPLE.c.visit_id, PEOPLE.c.name, PEOPLE.c.commune)
            .where(PEOPLE.c.tenant_id == tenant_id, PEOPLE.c.visit_id.between(visits[0].id, visits[-1].id))
            .order_by(PEOPLE.c.visit_id, PEOPLE.c.position)
        ):
            names.setdefault(row.visit_id, []).append(f"{row.name} {row.commune}")
        yield [_record(visit, names.get(visit.id, [])) for visit in visits]
        last = visits[-1].id


def _record(visit: sa.Row[tuple[object, ...]], names: list[str]) -> Record:
    code = f"{visit.number}/{visit.year}"
    sealed = visit.kind == "denunciation"
    parts = (code, f"TC-{code} {visit.envelope_no}" if sealed else "", visit.summary, visit.demand, visit.outcome_body)
    layers = {"matter": " ".join(part for part in parts if part)}
    if not sealed:
        layers["people"] = " ".join(names)
    return Record(f"reception:visit:{visit.public_id}", layers, visit.received_on)
