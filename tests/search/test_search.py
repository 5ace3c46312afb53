"""Finding visits: what is found, in which order, by whom; on both databases."""

from __future__ import annotations

import random
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import CrossTenant, NoScope
from core.search import reading
from core.search.index import drop_record, index_record
from core.search.reading import found_in, search
from core.tenancy.scope import Scope
from core.testing.rows import acting, stored
from core.web.paging import Keyset
from plugins.reception.inputs import PersonInput
from plugins.reception.models import Visit
from plugins.reception.queries import visits as queries
from plugins.reception.queries.visits import VisitFilter
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import officer
from tests.architecture.test_statement_count import counting
from tests.search.conftest import Add, Find, finds


def test_exact_marks_come_first_then_the_newest(add: Add, find: Find) -> None:
    exact_old = add("Nguyễn Đức", received_on=date(2026, 3, 2))
    plain_new = add("Nguyễn Dục", received_on=date(2026, 11, 20))
    exact_new = add("NGUYỄN ĐỨC", received_on=date(2026, 10, 1))
    plain_old = add("Nguyen Duc", received_on=date(2026, 1, 5))
    add("Nguyễn Văn Bình")
    assert find("nguyễn đức") == [exact_new, exact_old, plain_new, plain_old]
    assert find("nguyen duc") == [plain_new, exact_new, exact_old, plain_old]
    assert find("nguyen dục") == [plain_new, exact_new, exact_old, plain_old]


def test_all_words_wherever_they_stand(add: Add, find: Find) -> None:
    here = add("Y Hnuê", "Tranh chấp đất rẫy")
    add("Y Hnuê", "Xin xác nhận")
    add("A Brơi", "Tranh chấp đất rẫy")
    assert find("hnue tranh chap") == find("RẪY y hnuê") == find("ray hnu") == [here]
    assert find("hnue tranh chap khong co") == []


def test_pages_of_finds(add: Add, find: Find, app: Flask, desk: Scope) -> None:
    every = [add("Người thứ", f"Cùng một việc {turn}") for turn in range(7)]
    assert find("cung mot viec", limit=3) + find("cung mot viec", limit=3, after=3) + find(
        "cung mot viec", limit=3, after=6
    ) == list(reversed(every))
    pages = [finds(app, desk, "cung mot viec", limit=3, after=after)[0] for after in (0, 3, 6)]
    assert [(page.count, page.capped, page.more) for page in pages] == [(7, False, 3), (7, False, 6), (7, False, None)]


def test_many_finds_are_neither_counted_nor_lost(
    add: Add, app: Flask, desk: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CAP", 5)
    every = [add("Người thứ", f"Cùng một việc {turn}", received_on=date(2026, 1, 1 + turn)) for turn in range(9)]
    other = add("Người thứ", "Việc khác hẳn")
    (found,) = finds(app, desk, "cung mot viec")
    assert (found.count, found.capped) == (5, True)
    assert [hit.public_id for hit in found.hits] == every[:3:-1]
    with acting(app, desk):
        for typed in ("cung mot viec", "cung mot vi", "VIỆC người một"):
            rows, _cursors, more = queries.list_visits(desk, VisitFilter(typed), Keyset(None, None, 8))
            assert [row.public_id for row in rows] == every[:0:-1], "the list goes on behind the cap"
            assert more
        rows, _cursors, _more = queries.list_visits(desk, VisitFilter("cung mot viec"), Keyset((2026, 4), None, 8))
        assert [row.public_id for row in rows] == every[1::-1] if rows[0].number == 3 else rows
        assert other not in [row.public_id for row in rows]


# --- rights --------------------------------------------------------------------------------------


def test_without_the_right_names_do_not_exist(add: Add, find: Find, app: Flask, reader: Scope) -> None:
    secret = "Hoàng Bí Ẩn"
    with counting(app) as nothing_there:
        assert find("hoàng bí ẩn xin", reader) == []
    add(secret, "Xin xác nhận")
    assert len(find("hoang bi an xin")) == 1
    with counting(app) as something_there:
        for query in (secret, "hoang", "Ẩn", "ngoc reo", "bi an xin xac nhan", *(secret[:n] for n in range(1, 11))):
            assert find(query, reader) == []
    assert something_there[: len(nothing_there)] == nothing_there, "the same statements, word for word"
    (found,) = finds(app, reader, "xin xac nhan")
    assert found.count == 1
    assert secret not in repr(found.hits)


def test_the_engine_never_walks_words_the_reader_may_not_see(add: Add, app: Flask, desk: Scope, reader: Scope) -> None:
    """P9: not even the time tells, because the question names other words."""
    add("Hoàng Bí Ẩn")
    with acting(app, reader):
        asked = reading._questions(
            reader,
            app.extensions["tiepdan.registry"].searches["reception:visit"],
            reading.terms_of("hoang"),
            ranked=True,
        )
    words = {token.rstrip("*") for question in asked for choices in question.wanted for token in choices}
    there = {word.strip("'") for row in stored(app, "core_search_entry", "a-comm") for word in row.tokens.split()}
    assert words
    assert not any(word.startswith(asked_for) for word in there for asked_for in words)


def test_with_the_plugin_off_nothing_is_found(add: Add, find: Find, desk: Scope) -> None:
    from dataclasses import replace

    add("Y Hnuê", "Tranh chấp đất rẫy")
    assert find("tranh chap", replace(desk, plugins=desk.plugins - {"reception"})) == []


def test_tenants_stay_apart(add: Add, find: Find, app: Flask, desk: Scope) -> None:
    with app.app_context():
        other = officer("b-comm")
    mine, theirs = add("Nguyễn Đức", "Chung một câu"), add("Nguyễn Đức", "Chung một câu", scope=other)
    assert (find("nguyễn đức chung"), find("nguyễn đức chung", other)) == ([mine], [theirs])
    with acting(app, desk), pytest.raises(CrossTenant):
        search(other, "nguyen duc")
    with app.app_context(), internal(), pytest.raises(CrossTenant):
        search(desk, "nguyen duc")
    with app.app_context(), pytest.raises((CrossTenant, NoScope)):
        found_in(desk, "reception:visit", "nguyen", Visit.public_id)
    with app.app_context(), internal(writes=True), pytest.raises(NoScope):
        index_record(desk, "reception:visit:x", {"matter": "x"}, on=date(2026, 1, 1))


@pytest.mark.parametrize("engine_name", ["postgres"])
def test_row_security_hides_the_index_without_a_tenant(add: Add, app: Flask, desk: Scope) -> None:
    add("Nguyễn Đức")
    with app.app_context(), internal():
        assert db.session.connection().execute(text("select count(*) from core_search_entry")).scalar_one() == 0


# --- sealed and dropped ----------------------------------------------------------------------------


def test_a_denunciation_has_no_layer_of_people(add: Add, find: Find, app: Flask, desk: Scope) -> None:
    sealed = add("", "Tố cáo lấn chiếm", kind="denunciation", envelope_no="PB-77")
    assert find("pb-77") == find("to cao lan chiem") == [sealed]
    subject, day = f"reception:visit:{sealed}", date(2026, 11, 20)
    with acting(app, desk, writes=True) as frame:
        frame.give_up()
        with pytest.raises(ValueError, match="sealed"):
            index_record(desk, subject, {"matter": "x", "people": "Kẻ Tố Cáo"}, on=day, sealed=True)
        with pytest.raises(ValueError, match="did not declare"):
            index_record(desk, subject, {"names": "x"}, on=day)
        with pytest.raises(ValueError, match="no plugin"):
            index_record(desk, "police:plan:x", {"matter": "x"}, on=day)
    assert find("ke to cao") == []


def test_a_correction_changes_what_is_found(add: Add, find: Find, app: Flask, desk: Scope) -> None:
    here = add("Y Hnuê", "Tranh chấp đất rẫy")
    with acting(app, desk, writes=True):
        services.edit_visit(
            desk, here, visit_input(people=(PersonInput("A Brơi", "Ngọc Réo"),), summary="Việc mới"), "sai tên"
        )
    assert find("hnue") == find("tranh chap") == []
    assert find("a brơi việc mới") == [here]
    with acting(app, desk, writes=True):
        services.edit_visit(
            desk, here, visit_input(kind="denunciation", people=(), envelope_no="PB-1", summary="Việc mới"), "sai loại"
        )
    assert find("broi") == []
    assert find("viec moi") == [here]


def test_dropped_means_gone(add: Add, find: Find, app: Flask, desk: Scope) -> None:
    gone, kept = add("Y Hnuê", "Chung một câu"), add("A Brơi", "Chung một câu")
    with acting(app, desk, writes=True):
        drop_record(desk, f"reception:visit:{gone}")
        drop_record(desk, "reception:visit:never")
    assert find("chung mot cau") == [kept]
    assert find("hnue") == []
    if not app.extensions["tiepdan.config"].is_postgres:
        with acting(app, desk):
            left = db.session.connection().execute(text("select block from core_search_fts_data")).scalars().all()
        assert not any(b"hnue" in bytes(block) for block in left), "FTS5 kept the words"


def test_a_change_that_is_given_up_leaves_the_index_alone(add: Add, find: Find, app: Flask, desk: Scope) -> None:
    here = add("Y Hnuê", "Tranh chấp đất rẫy")
    with app.app_context(), acting_in(desk, writes=True) as frame:
        index_record(desk, f"reception:visit:{here}", {"matter": "khác hẳn"}, on=date(2026, 1, 1))
        frame.give_up()
    assert find("khac han") == []
    assert find("tranh chap") == [here]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_fts5_and_the_table_hold_the_same(add: Add, app: Flask, desk: Scope) -> None:
    for turn in range(4):
        here = add("Y Hnuê", f"Việc {turn}")
    with acting(app, desk, writes=True):
        services.edit_visit(desk, here, visit_input(summary="Việc mới"), "sai")
        db.session.connection().execute(
            text("insert into core_search_fts (core_search_fts) values ('integrity-check')")
        )


# --- odd queries -----------------------------------------------------------------------------------


ODD = [
    '"', "'", "''", '"đất', "đất*", "*", "NEAR(đất rẫy)", "NEAR", "OR", "AND", "NOT đất", "tokens:đất", "đất - rẫy",
    "^đất", "đất + rẫy", "(đất", "đất)", "{tokens}: đất", "đất:*", "đất & !rẫy", "đất | rẫy", "đất <-> rẫy", "\\", "đất\\",
    "'; drop table core_search_entry; --", "%", "_", "-", "=", "3-abcd-dat", "\u0301", "đ\u0323\u0302", "1/", "/", "𝔸𝔹", "ﬁ",
    "đất " * 300, "x" * 20_000, "٣", "²", "½",
]  # fmt: skip
#: Words of the engines' languages; here they are words like others.
WORDS = {"NEAR(đất rẫy)", "NEAR", "OR", "AND", "NOT đất", "tokens:đất", "{tokens}: đất", "3-abcd-dat"}


def test_no_query_is_a_command(add: Add, find: Find) -> None:
    here = add("Y Hnuê", "Tranh chấp đất rẫy")
    found = {query: find(query) for query in ODD}
    asked_of_land = {query for query in ODD if "đất" in query} - WORDS
    assert {query: ids for query, ids in found.items() if ids} == {query: [here] for query in asked_of_land}


def test_random_queries(add: Add, app: Flask, desk: Scope) -> None:
    add("Y Hnuê", "Tranh chấp đất rẫy số 12/2026")
    chance = random.Random("queries")
    signs = [
        "'",
        '"',
        "*",
        ":",
        "-",
        "=",
        "\\",
        "(",
        ")",
        "^",
        "NEAR",
        "OR",
        "&",
        "|",
        "!",
        "đ",
        "\u0301",
        "1",
        "/",
        "%",
    ]
    signs += ["dat", "rẫy", " ", " ", "\u200b", "ß", "İ", "ﬀ", "\U00010400", "ก็", "ᵃ", "५"]
    for _turn in range(150):
        query = "".join(chance.choice(signs) for _n in range(chance.randint(1, 15)))
        finds(app, desk, query)
        with acting(app, desk):
            queries.list_visits(desk, VisitFilter(query), Keyset(None, None))


def test_one_statement_finds_and_the_source_shows(add: Add, app: Flask, desk: Scope) -> None:
    counted = []
    for people in (1, 3):
        for _turn in range(people):
            add("Nguyễn Đức", "Tranh chấp đất rẫy")
        with counting(app) as seen:
            finds(app, desk, "nguyễn đức")
        counted.append(len([line for line in seen if "set_config" not in line]))
    assert counted == [3, 3], "the index, visits, first names"
