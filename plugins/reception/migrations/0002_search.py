"""Search without accents: a folded copy of what may be searched, filled for visits already there.

Names stand in a column of their own, so that readers without the right to identify people search
the matter only. The migrator role bypasses row-level security; without that the backfill would
change no row and say nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.text import fold

revision = "reception_0002"
down_revision = "reception_0001"


def upgrade() -> None:
    """Add the two columns, fill them, then demand them."""
    with op.batch_alter_table("reception_visit") as table:
        table.add_column(sa.Column("search_matter", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("search_people", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    visits = sa.table(
        "reception_visit",
        *(
            sa.column(name)
            for name in (
                "id",
                "tenant_id",
                "year",
                "number",
                "kind",
                "envelope_no",
                "summary",
                "demand",
                "outcome_body",
                "search_matter",
                "search_people",
            )
        ),
    )
    people = sa.table(
        "reception_person",
        *(sa.column(name) for name in ("tenant_id", "visit_id", "position", "name", "commune")),
    )
    names: dict[int, list[str]] = {}
    for row in connection.execute(
        sa.select(people.c.visit_id, people.c.name, people.c.commune).order_by(people.c.visit_id, people.c.position)
    ):
        names.setdefault(row.visit_id, []).append(f"{row.name} {row.commune}")
    for row in connection.execute(sa.select(visits)).all():
        code = f"{row.number}/{row.year}"
        sealed = f"tc-{code}" if row.kind == "denunciation" else ""
        parts = (code, sealed, row.envelope_no, row.summary, row.demand, row.outcome_body)
        connection.execute(
            visits.update()
            .where(visits.c.id == row.id)
            .values(
                search_matter=fold(" ".join(part for part in parts if part)),
                search_people=fold(" ".join(names.get(row.id, ()))),
            )
        )
