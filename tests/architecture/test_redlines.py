"""The red lines hold in the real schema, and the lint refuses every planted breach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, Integer, MetaData, String, Table, Text

from core.db.base import Model
from core.testing.counts import Count
from core.testing.world import World
from tests.architecture.redlines import name_findings, table_findings
from tests.isolation.routes import routes_of


def case_table(metadata: MetaData) -> Table:
    """A case as the real plugins keep it."""
    columns = (Column("id", Integer, primary_key=True), Column("tenant_id", Integer), Column("summary", String(300)))
    return Table("reception_visit", metadata, *columns)


def person_table(metadata: MetaData) -> Table:
    """A person bound to one case: allowed."""
    return Table(
        "reception_person",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, nullable=False),
        Column("visit_id", Integer, nullable=False),
        Column("name", String(100)),
        Column("id_number", String(30)),
        to("visit_id", "reception_visit"),
    )


def to(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def made(name: str, *parts: Column[object] | ForeignKeyConstraint | CheckConstraint) -> Callable[[MetaData], Table]:
    def make(metadata: MetaData) -> Table:
        base = (Column("id", Integer, primary_key=True), Column("tenant_id", Integer, nullable=False))
        return Table(name, metadata, *base, *parts)

    return make


def number(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Integer, nullable=nullable)


def words(name: str, length: int | None = 100) -> Column[object]:
    return Column(name, String(length) if length else Text())


PLANTED: dict[str, Callable[[MetaData], Table]] = {
    "a table of citizens": made("reception_citizen", words("name"), words("phone")),
    "citizens in Vietnamese": made("reception_cong_dan_nguoi", words("ho_ten")),
    "citizens by their columns": made("reception_entry", words("full_name"), words("cccd")),
    "a person of no case": made("reception_contact", words("name"), words("date_of_birth")),
    "a person of perhaps a case": made(
        "reception_guest", words("id_number"), number("visit_id", nullable=True), to("visit_id", "reception_visit")
    ),
    "a person of two cases": made(
        "reception_both",
        words("passport"),
        number("visit_id"),
        number("other_id"),
        to("visit_id", "reception_visit"),
        to("other_id", "reception_visit"),
    ),
    "person to person": made(
        "reception_relation",
        number("a_id"),
        number("b_id"),
        to("a_id", "reception_person"),
        to("b_id", "reception_person"),
    ),
    "person to place": made("reception_seen_at", number("who_id"), words("place"), to("who_id", "reception_person")),
    "one-to-one disguise": made("reception_extra", number("ext_id"), words("note"), to("ext_id", "reception_person")),
    "people in JSON": made("reception_form", Column("people_data", JSON)),
    "a score": made("reception_grade", number("visit_score")),
    "a risk": made("reception_flag", words("risk_level")),
    "a watch list": made("reception_watchlist", words("note")),
    "a suspect": made("police_file", words("suspectName")),
    "a black list without accents": made("police_danh_sach_den", words("note")),
    "an object of interest with accents": made("police_list", words("đối_tượng")),
    "following": made("police_note", words("theo-doi")),
    "an instigator among values": made(
        "police_incident", words("kind"), CheckConstraint("kind in ('other', 'kich_dong')", name="k")
    ),
    "an agitator among values": made("police_act", words("kind"), CheckConstraint("kind in ('agitator')", name="k")),
    "religion": made("reception_survey", words("religion")),
    "ethnicity in Vietnamese": made("reception_khao_sat", words("dan_toc")),
    "belief": made("massorg_member", words("belief")),
    "where somebody is": made("villages_trip", words("latitude")),
    "who went to a higher level": made("villages_count", words("vuot_cap")),
    "police to a visit": made("police_plan", number("of_id"), to("of_id", "reception_visit")),
    "police to a person": made("police_report", number("of_id"), to("of_id", "reception_person")),
    "police to a visit by way of another": made(
        "police_step", number("middle_id"), to("middle_id", "reception_middle")
    ),
    "a reference without a key": made("massorg_session", words("visit_ref")),
    "long notes in the villages": made("villages_diary", words("text", 4000)),
    "notes without end in the police": made("police_diary", words("text", None)),
    "a prediction": made("police_forecast", number("predicted")),
    "a persistent petitioner": made("reception_label", words("persistent")),
}


@pytest.mark.parametrize("breach", PLANTED)
def test_every_planted_breach_is_refused(breach: str, count: Count) -> None:
    metadata = MetaData()
    case_table(metadata)
    person_table(metadata)
    made("reception_middle", number("visit_id"), to("visit_id", "reception_visit"))(metadata)
    assert list(table_findings(metadata)) == [], "the sound tables around it pass"
    PLANTED[breach](metadata)
    assert list(table_findings(metadata)), f"the lint accepts {breach}"
    count("planted breaches refused", 1)


def test_the_real_schema_keeps_the_red_lines(shared: Callable[..., tuple[Flask, World]], count: Count) -> None:
    app, _world = shared("sqlite", "on")
    real = MetaData()
    for table in Model.metadata.tables.values():
        table.to_metadata(real)
    assert list(table_findings(real)) == []
    registry = app.extensions["tiepdan.registry"]
    names = [
        *registry.permissions,
        *(r.rule for r in routes_of(app)),
        *(r.key for rs in registry.roles.values() for r in rs),
    ]
    assert list(name_findings(names)) == []
    count("tables walked", len(real.tables))
    count("names walked", len(names))


@pytest.mark.parametrize("name", ["police.suspect.view", "/t/<tenant>/police/watchlist", "police.doi_tuong.view"])
def test_bad_names_are_refused(name: str) -> None:
    assert list(name_findings([name]))
