"""Registering a visit, through the form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, inspect, text

from core.testing.rows import owner_engine, stored
from core.testing.world import World
from plugins.reception.tests.typed import NOT_THEIRS, errors_of, group, sealed_form, values_of, visit_form

NEW = "/t/a-comm/reception/visits/new"
CANARY = "Hòa-Ngọc-Bí-Mật-7731"


def visits(app: Flask, tenant: str = "a-comm") -> int:
    return len(stored(app, "reception_visit", tenant))


def everything(app: Flask) -> str:
    """All that the database keeps, as an attacker with its files would read it."""
    config = app.extensions["tiepdan.config"]
    if config.is_postgres:
        engine = owner_engine(config)
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            found = [str(connection.execute(text(f"select * from {table}")).all()) for table in tables]
        engine.dispose()
        return "".join(found)
    path = Path(config.database_url.removeprefix("sqlite:///"))
    files = [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal")]
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in files if file.exists())


def checkpoint(app: Flask) -> None:
    """Let SQLite fold its log into the file, as it does by itself when the program ends."""
    config = app.extensions["tiepdan.config"]
    if not config.is_postgres:
        engine = create_engine(config.database_url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


def test_works(desk: FlaskClient, app: Flask) -> None:
    before = visits(app)
    page = desk.get(NEW)
    assert (page.status_code, values_of(page.text)["received_on"]) == (200, "23/11/2026")
    answer = desk.post(NEW, data=visit_form())
    assert answer.status_code == 303
    rows = stored(app, "reception_visit", "a-comm")
    assert len(rows) == before + 1
    assert answer.headers["Location"] == f"/t/a-comm/reception/visits/{rows[-1].public_id}"
    shown = desk.get(answer.headers["Location"]).text
    assert f"Lượt {rows[-1].number}/2026" in shown or f"{rows[-1].number}/2026" in shown
    assert "Nguyễn Đức An" in shown


def test_a_group_with_representatives(desk: FlaskClient, app: Flask) -> None:
    assert desk.post(NEW, data=visit_form(**group(12, 3))).status_code == 303
    row = stored(app, "reception_visit", "a-comm")[-1]
    people = [p.name for p in stored(app, "reception_person", "a-comm") if p.visit_id == row.id]
    assert (row.headcount, people) == (12, [f"Người đại diện {n}" for n in (1, 2, 3)])


def test_six_people_send_at_most_two(desk: FlaskClient, app: Flask) -> None:
    before = visits(app)
    answer = desk.post(NEW, data=visit_form(**group(6, 3)))
    assert answer.status_code == 422
    assert "Điều 29" in errors_of(answer.text)["people-0-name"]
    assert values_of(answer.text)["people-2-name"] == "Người đại diện 3"
    assert visits(app) == before


def test_a_sixth_representative_cannot_be_typed(desk: FlaskClient, app: Flask) -> None:
    assert 'name="add_people"' in desk.get(NEW).text
    page = desk.post(NEW, data=visit_form(**group(12, 5)) | {"add_people": "1"})
    assert (page.status_code, "people-5-name" in page.text) == (200, False)
    answer = desk.post(NEW, data=visit_form(**group(12, 6)))
    assert answer.status_code in (303, 422)
    row = stored(app, "reception_visit", "a-comm")[-1]
    assert len([p for p in stored(app, "reception_person", "a-comm") if p.visit_id == row.id]) <= 5


def test_rows_are_added_without_scripts_and_nothing_is_lost(desk: FlaskClient, app: Flask) -> None:
    before = visits(app)
    page = desk.post(NEW, data=visit_form(summary="Chuyện dài") | {"add_papers": "1"})
    assert page.status_code == 200
    kept = values_of(page.text)
    assert (kept["summary"], kept["people-0-name"], kept["papers-1-name"]) == ("Chuyện dài", "Nguyễn Đức An", "")
    assert visits(app) == before


def test_a_refusal_by_rf_h_asks_for_the_earlier_notice(desk: FlaskClient, app: Flask) -> None:
    sent = visit_form(outcome="refused", refusal_ground="RF-h", refusal_explained="y", kind="recommendation")
    answer = desk.post(NEW, data=sent)
    assert (answer.status_code, list(errors_of(answer.text))) == (422, ["earlier_notice"])
    assert desk.post(NEW, data=sent | {"earlier_notice": "12/TB"}).status_code == 303
    assert stored(app, "reception_visit", "a-comm")[-1].refusal_ground == "RF-h"


@pytest.mark.parametrize(
    ("day", "codes"),
    [("2025-03-10", {"RF-9.1", "RF-9.2", "RF-9.3"}), ("2026-11-23", {"RF-9.1", "RF-9.2", "RF-9.3", "RF-h", "RF-a"})],
)
def test_the_grounds_offered_are_those_of_the_day(desk: FlaskClient, day: str, codes: set[str]) -> None:
    page = desk.post(NEW, data=visit_form(received_on=day, summary="", outcome="refused"))
    offered = {value for value in ("RF-9.1", "RF-9.2", "RF-9.3", "RF-a", "RF-h") if f'value="{value}"' in page.text}
    assert offered == codes


def test_the_same_form_twice_is_one_visit(desk: FlaskClient, app: Flask) -> None:
    before, sent = visits(app), visit_form(once="one-key")
    places = {desk.post(NEW, data=sent).headers["Location"] for _turn in range(3)}
    assert (len(places), visits(app)) == (1, before + 1)


def test_one_key_in_two_tenants_is_two_visits(
    desk: FlaskClient, app: Flask, login: Callable[[str], FlaskClient], world: World
) -> None:
    before = visits(app, "b-comm")
    other = login(world.login("b-comm", "reception_officer"))
    assert desk.post(NEW, data=visit_form(once="k")).status_code == 303
    assert other.post(NEW.replace("a-comm", "b-comm"), data=visit_form(once="k")).status_code == 303
    assert visits(app, "b-comm") == before + 1


# --- denunciations: nobody is stored anywhere ---------------------------------------------------


def test_a_denunciation_with_a_name_stores_nothing_and_clears_the_fields(
    desk: FlaskClient, app: Flask, engine_name: str
) -> None:
    before = visits(app)
    sent = sealed_form(
        people__0__name=CANARY,
        people__0__commune=CANARY,
        people__0__address=CANARY,
        people__0__id_number=CANARY[:30],
        people__0__phone=CANARY[:20],
    )
    answer = desk.post(NEW, data=sent)
    assert answer.status_code == 422
    assert "people-0-name" in errors_of(answer.text)
    assert CANARY[:12] not in answer.text
    assert visits(app) == before
    assert CANARY[:12] not in everything(app)
    again = {name: value for name, value in values_of(answer.text).items() if value}
    assert desk.post(NEW, data=again).status_code == 303, "the page that came back can be sent as it is"
    assert CANARY[:12] not in everything(app)
    row = stored(app, "reception_visit", "a-comm")[-1]
    assert [p for p in stored(app, "reception_person", "a-comm") if p.visit_id == row.id] == []
    assert (row.kind, row.envelope_no) == ("denunciation", "PB-07")


def test_a_correction_to_denunciation_erases_the_persons_bytes(desk: FlaskClient, app: Flask, engine_name: str) -> None:
    own = {f"people__0__{name}": CANARY for name in ("name", "commune", "address")}
    place = desk.post(NEW, data=visit_form(**own)).headers["Location"]
    assert CANARY in everything(app)
    sent = sealed_form(reason="Chọn nhầm loại")
    assert desk.post(f"{place}/edit", data=sent).status_code == 303
    checkpoint(app)
    assert CANARY not in everything(app)
    assert CANARY.lower() not in everything(app).lower()
    assert "hoa-ngoc-bi-mat-7731" not in everything(app), "the folded copy for search is gone, too"


def test_a_denunciation_shows_only_its_code(desk: FlaskClient, app: Flask) -> None:
    place = desk.post(NEW, data=sealed_form(papers__0__name="Đơn tố cáo")).headers["Location"]
    row = stored(app, "reception_visit", "a-comm")[-1]
    code = f"TC-{row.number:04d}/2026"
    assert code in desk.get("/t/a-comm/reception/visits").text
    assert code in desk.get("/t/a-comm/reception/book").text
    assert "phong bì" in desk.get(place).text.lower()


# --- who may not, and wrong ways ----------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_others_may_not(refused: Callable[..., dict[str, int]], app: Flask, method: str) -> None:
    before = visits(app)
    assert refused(method, NEW, visit_form()) == NOT_THEIRS
    assert visits(app) == before


def test_a_reader_may_not(reader: FlaskClient) -> None:
    assert reader.get(NEW).status_code == reader.post(NEW, data=visit_form()).status_code == 403


def test_logged_out_goes_to_the_login(app: Flask) -> None:
    answer = app.test_client().post(NEW, data=visit_form())
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_wrong_method(desk: FlaskClient, method: str) -> None:
    assert desk.open(NEW, method=method).status_code == 405


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"summary": ""}, "summary"),
        ({"kind": ""}, "kind"),
        ({"kind": "murder"}, "kind"),
        ({"outcome": "gone"}, "outcome"),
        ({"received_on": "2026-11-24"}, "received_on"),
        ({"received_on": "31/02/2026"}, "received_on"),
        ({"received_on": ""}, "received_on"),
        ({"headcount": "0"}, "headcount"),
        ({"headcount": "10000"}, "headcount"),
        ({"headcount": "zwei"}, "headcount"),
        ({"people__0__name": ""}, "people-0-name"),
        ({"people__0__commune": ""}, "people-0-name"),
        ({"people__0__name": "x" * 121}, "people-0-name"),
        ({"people__0__id_type": "dna"}, "people-0-id_type"),
        ({"papers__0__name": "Đơn", "papers__0__pages": "0"}, "papers-0-pages"),
        ({"summary": "x" * 4001}, "summary"),
        ({"outcome": "guided"}, "outcome_body"),
        ({"outcome": "refused"}, "refusal_ground"),
        ({"kind": "denunciation", "people__0__name": "", "people__0__commune": ""}, "envelope_no"),
    ],
)
def test_wrong_input_names_the_field(desk: FlaskClient, app: Flask, changes: dict[str, str], wrong: str) -> None:
    before, sent = visits(app), visit_form(**changes)
    answer = desk.post(NEW, data=sent)
    assert answer.status_code == 422
    found = errors_of(answer.text)
    assert wrong in found or wrong in {name.partition("-")[0] for name in found}, found
    assert all(found.values()), "each wrong field has its sentence"
    assert visits(app) == before
