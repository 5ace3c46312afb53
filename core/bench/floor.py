"""The floor: what a bare Flask list page costs. One indexed query of 25 rows, a template that makes 30 KB of them.

No login, no tenant, no language, no header: what our pages cost above it is what we added. It is
served by the same server with the same settings, from a SQLite file with as many rows.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import date, timedelta
from pathlib import Path

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Date, Index, Integer, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DATABASE = "FLOOR_DATABASE"
LABELS = ("Số", "Ngày", "Loại", "Người đến", "Số người", "Nội dung", "Hướng xử lý", "Trả lời")
SUMMARY = "Kiến nghị sửa đoạn đường bê tông bị sạt lở sau mưa lũ, " * 4
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Danh sách</title></head><body>
<main><h1>Danh sách</h1>
<table><thead><tr>{% for label in labels %}<th scope="col">{{ label }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}
<tr class="line line-{{ loop.index }}" id="row-{{ row.id }}">
<td data-label="{{ labels[0] }}" class="nowrap"><a class="link link-plain" href="{{ url_for('row', key=row.id) }}" title="{{ row.summary }}">{{ row.number }}/{{ row.year }}</a></td>
<td data-label="{{ labels[1] }}" class="nowrap"><time datetime="{{ row.day }}">{{ row.day.strftime("%d/%m/%Y") }}</time></td>
<td data-label="{{ labels[2] }}"><span class="tag tag-neutral">{{ row.kind }}</span></td>
<td data-label="{{ labels[3] }}">{{ row.person }}</td>
<td data-label="{{ labels[4] }}" class="num">{{ row.headcount }}</td>
<td data-label="{{ labels[5] }}">{{ row.summary|truncate(160) }}</td>
<td data-label="{{ labels[6] }}"><span class="tag tag-info">{{ row.outcome }}</span></td>
<td data-label="{{ labels[7] }}" class="nowrap"><time datetime="{{ row.due }}">{{ row.due.strftime("%d/%m/%Y") }}</time></td></tr>
{% endfor %}
</tbody></table></main></body></html>"""


class _Base(DeclarativeBase):
    """A metadata of its own, away from the product's tables."""


class FloorRow(_Base):
    """A line of the list."""

    __tablename__ = "floor_row"
    __table_args__ = (Index("ix_floor_row", "year", "number"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    due: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(120))
    headcount: Mapped[int] = mapped_column(Integer)
    summary: Mapped[str] = mapped_column(String(400))
    outcome: Mapped[str] = mapped_column(String(40))


def fill_floor(path: Path, rows: int) -> None:
    """Make the floor's database with so many rows."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "create table floor_row (id integer primary key, year int, number int, day text, due text,"
            " kind text, person text, headcount int, summary text, outcome text)"
        )
        first = date(2022, 1, 1)
        connection.executemany(
            "insert into floor_row values (?, ?, ?, ?, ?, 'Kiến nghị', 'Nguyễn Văn Mẫu', 1, ?, 'Tiếp nhận')",
            (
                (n, 2022 + n * 5 // (rows + 1), n, day := str(first + timedelta(days=n * 1700 // rows)), day, SUMMARY)
                for n in range(1, rows + 1)
            ),
        )
        connection.execute("create index ix_floor_row on floor_row (year, number)")
    connection.close()


def wsgi() -> Flask:
    """What the server loads; the database is named in the environment."""
    app = Flask("floor")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ[DATABASE]}"
    database = SQLAlchemy(app, model_class=_Base)
    template = app.jinja_env.from_string(PAGE)

    @app.route("/")
    def rows() -> str:
        query = select(FloorRow).order_by(FloorRow.year.desc(), FloorRow.number.desc()).limit(25)
        return render_template(template, rows=database.session.scalars(query), labels=LABELS)

    @app.route("/rows/<int:key>")
    def row(key: int) -> str:
        return str(key)

    return app
