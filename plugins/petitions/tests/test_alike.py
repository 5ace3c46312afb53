"""Likely repetitions: by matter, in one's own unit, never denunciations; and what is hidden leaves no trace in them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.api import Keyset, clock, db, units_of
from core.testing.rows import acting
from core.testing.world import scope_of
from plugins.petitions.models import Screen
from plugins.petitions.outcome_rules import Past
from plugins.petitions.queries import links, lists
from plugins.petitions.services import links as ties
from plugins.petitions.services import moves, register, screens, transfers
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import denunciation_input, stored, with_all_rights
from plugins.petitions.tests.test_flow import NEW, take_in
from plugins.petitions.tests.test_hidden import A

MATTER = "Thu hồi đất làm đường tránh thôn bảy"
TYPED = {"look": "1", "kind": "complaint", "summary": "Việc thu hồi đất làm đường tránh tại thôn bảy"}
HTMX = {"HX-Request": "true", "HX-Target": "alike"}


def test_while_typing_the_original_is_named(officer: FlaskClient) -> None:
    first = take_in(officer, summary=MATTER, once="a1")
    found = officer.post(NEW, data=TYPED, headers=HTMX).text
    assert f'href="{first}"' in found
    code = re.search(r">(\d+/\d{4})</a>", found)
    assert code, "the original is called by its number"
    assert "Nguyễn Đức An" not in found, "compared are matters, never people"


def test_a_denunciation_is_compared_with_nothing_and_found_by_nothing(app: Flask, custodian: FlaskClient) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            register.register_petition(scope, denunciation_input(summary=MATTER))
    assert "<li" not in custodian.post(NEW, data=TYPED, headers=HTMX).text
    take_in(custodian, summary=MATTER, once="a3")
    assert "<li" in custodian.post(NEW, data=TYPED, headers=HTMX).text
    assert "<li" not in custodian.post(NEW, data=TYPED | {"kind": "denunciation"}, headers=HTMX).text


def test_hidden_petitions_push_nothing_out_of_the_window(
    engine_name: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "COMPARED", 1)
    with app.app_context():
        scope = replace(with_all_rights(scope_of(A)), actor_id=10**6, unit_id=10**6)
        with acting(app, scope, writes=True):
            mine = stored(scope, summary=MATTER)
            for number in range(2):
                hidden = stored(scope, summary=f"Việc khác hẳn {number}")
                db.session.add(Screen(petition_id=hidden.id, user_id=scope.actor_id))
            db.session.flush()
            assert [row.public_id for row in links.list_alike(scope, links.Matter(MATTER))] == [mine.public_id]


def test_what_was_done_with_a_hidden_petition_counts_for_who_may_see_it(engine_name: str, app: Flask) -> None:
    with app.app_context():
        scope = replace(with_all_rights(scope_of(A)), actor_id=10**6, unit_id=10**6)
        with acting(app, scope, writes=True):
            original, later = stored(scope, summary=MATTER), stored(scope, summary=MATTER)
            original.state = "proposed"
            moves.move_petition(scope, original, "guide", Why(clock.today(), paper_no="1"))
            transfers.note_transfer(scope, original, "x", Why(clock.today(), paper_no="2"))
            ties.relate(scope, later.public_id, original.public_id)
            assert links.past_of(scope, later) == Past(guided=True, transferred=True)
            db.session.add(Screen(petition_id=original.id, user_id=scope.actor_id))
            db.session.flush()
            assert links.past_of(scope, later) == Past()
            assert links.past_of(replace(scope, actor_id=10**6 + 1), later) == Past(guided=True, transferred=True)


def test_a_petition_leaves_the_finds_when_it_is_hidden(app: Flask) -> None:
    with app.app_context():
        scope = replace(with_all_rights(scope_of(A)), actor_id=10**6, unit_id=10**6)
        with acting(app, scope, writes=True):
            petition = stored(scope, summary="Tranh chấp suối Quặn Thẳm")
            wanted = lists.PetitionFilter(text="Quặn Thẳm")
            first = Keyset(None, None, 25)
            assert [row.public_id for row in lists.list_petitions(scope, wanted, first)[0]] == [petition.public_id]
            screens.screen(scope, petition, (), (units_of(scope)[0].public_id,))
            assert lists.list_petitions(scope, wanted, first)[0] == []
