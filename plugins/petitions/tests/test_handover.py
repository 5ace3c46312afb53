"""Petitions between tenants: copies with provenance, a two-sided clock, coming back; nothing of a denouncer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.api import Refused, accept_letter, refuse_letter
from core.jobs.work import drain
from core.testing.rows import acting
from core.testing.rows import stored as rows
from core.testing.world import World, scope_of
from plugins.petitions.inputs import PetitionInput
from plugins.petitions.letters import KINDS
from plugins.petitions.models import Transfer
from plugins.petitions.queries import links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import register, transfers
from plugins.petitions.services.handover import dispatch
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights

A, B = "a-comm", "b-comm"
MakeApp = Callable[..., tuple[Flask, World]]


@pytest.fixture
def app(make_app: MakeApp, engine_name: str, still: None) -> Flask:
    return make_app(engine_name, csrf=False)[0]


def carried(app: Flask) -> None:
    """All letters and answers that are on their way arrive."""
    with app.app_context():
        drain(app)


def sent(app: Flask, values: PetitionInput) -> tuple[str, str]:
    """(petition, letter) of a transfer from A to B."""
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = register.register_petition(scope, values)
            petition.state = "transferred"
            transfers.note_transfer(scope, petition, "x", Why(petition.received_on, paper_no="12/UBND"))
            public_id = petition.public_id
            letter = dispatch(scope, public_id, B, KINDS, seen=None).letter_id
            assert dispatch(scope, public_id, B, KINDS, seen=None).letter_id == letter, "sent twice is sent once"
    carried(app)
    return public_id, letter


def does(app: Flask, tenant: str, act: Callable[..., Any], *args: object) -> Any:
    with app.app_context():
        scope = with_all_rights(scope_of(tenant))
        with acting(app, scope, writes=True):
            return act(scope, *args)


def transfer_of(app: Flask, public_id: str) -> tuple[str, Transfer]:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope):
            petition = queries.get_petition(scope, public_id)
            return petition.state, links.list_transfers(scope, petition)[-1]


def test_the_receiver_takes_it_over_and_the_receipt_comes_back(app: Flask) -> None:
    public_id, letter = sent(app, petition_input())
    does(app, B, accept_letter, letter)
    carried(app)
    copy = next(row for row in rows(app, "petitions_petition", B) if row.source == "transfer")
    assert (copy.source_ref, copy.summary, str(copy.received_on)) == (
        f"core:letter:{letter}",
        petition_input().summary,
        "2026-11-23",
    )
    clocks = [row for row in rows(app, "petitions_clock", B) if row.petition_id == copy.id]
    assert [str(row.started_on) for row in clocks] == ["2026-11-23"], "the receiver's clock starts on its receipt"
    names = [row.name for row in rows(app, "petitions_party", B) if row.petition_id == copy.id]
    assert names == ["Nguyễn Đức An"]
    state, transfer = transfer_of(app, public_id)
    assert (state, transfer.state, transfer.receipt_no) == ("transferred", "received", f"{copy.number}/{copy.year}")


def test_a_refused_letter_brings_the_petition_back(app: Flask) -> None:
    public_id, letter = sent(app, petition_input())
    does(app, B, refuse_letter, letter, "Không thuộc thẩm quyền")
    carried(app)
    state, transfer = transfer_of(app, public_id)
    assert (state, transfer.state, transfer.live) == ("classified", "refused", None)


def test_a_denunciation_travels_without_anybody(app: Flask) -> None:
    _public_id, letter = sent(app, denunciation_input())
    payload = next(row for row in rows(app, "core_letter", B) if row.public_id == letter).payload
    assert "Nguyễn" not in str(payload)
    assert '"people": []' in str(payload).replace("'", '"')
    assert "PB-01" in str(payload), "the number of the envelope travels; the envelope goes by hand"
    does(app, B, accept_letter, letter)
    carried(app)
    copy = next(row for row in rows(app, "petitions_petition", B) if row.source == "transfer")
    assert (copy.kind, copy.envelope_no) == ("denunciation", "PB-01")
    assert not [row for row in rows(app, "petitions_party", B) if row.petition_id == copy.id]


def test_a_content_is_transferred_once(app: Flask) -> None:
    public_id, _letter = sent(app, petition_input())

    def again(scope: Any) -> None:
        petition = queries.get_petition(scope, public_id, to_change=True)
        transfers.note_transfer(scope, petition, "y", Why(petition.received_on))

    with pytest.raises(Refused, match="transferred_before"):
        does(app, A, again)
