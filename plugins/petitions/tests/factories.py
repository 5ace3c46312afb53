"""Petitions for tests, and one row of every table for the test world."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.api import Scope, StoredFile, clock, codes, db, units_of
from plugins.petitions.inputs import PartyInput, PetitionInput
from plugins.petitions.models import (
    Case,
    CasePaper,
    Clock,
    Conflict,
    Custody,
    Dialogue,
    Filing,
    FilingNote,
    Link,
    OwnForm,
    Pause,
    Petition,
    Prolongation,
    Screen,
    Task,
    Transfer,
    Urge,
    Withdrawal,
)
from plugins.petitions.permissions import ALL
from plugins.petitions.petition_rules import REDACTED
from plugins.petitions.services import moves, register
from plugins.petitions.services.moves import Why

#: The code of what waits online in the test world.
CODE = "0" * codes.LENGTH


def petition_input(**changes: object) -> PetitionInput:
    """A lawful complaint of one person; change what the test is about."""
    values: dict[str, object] = {
        "received_on": date(2026, 11, 20),
        "kind": "complaint",
        "source": "handed_in",
        "summary": "Thu hồi đất làm đường không đúng diện tích",
        "parties": (PartyInput("Nguyễn Đức An", "Đăk Pne"),),
    }
    return PetitionInput(**(values | changes))  # type: ignore[arg-type]


def denunciation_input(**changes: object) -> PetitionInput:
    """A denunciation as it may be stored: an envelope, a redacted transcript, nobody named."""
    values: dict[str, object] = {
        "kind": "denunciation",
        "parties": (),
        "envelope_no": "PB-01",
        "respondent_level": "commune_staff",
        "redacted": REDACTED,
    }
    return petition_input(**(values | changes))


def with_all_rights(scope: Scope) -> Scope:
    """The same scope with every right of the plugin."""
    return replace(scope, permissions=scope.permissions | {right.name for right in ALL})


def plant(scope: Scope) -> dict[str, str]:
    """A row of every table, and petitions in the states from which the walks take a step."""
    scope = with_all_rights(scope)
    petition = register.register_petition(scope, petition_input(note="x", demand="x"))
    moves.move_petition(scope, petition, "classify", Why(clock.today(), "x", "x", "x"))
    petition.competence, petition.competent_body = "other_admin", "x"
    case = Case(
        petition_id=petition.id,
        kind="complaint",
        accepted_on=petition.received_on,
        opened_at=clock.now(),
        complex_paper="x",
        verification="x",
        result="x",
    )
    db.session.add(case)
    db.session.flush()
    limit = Clock(petition_id=petition.id, case_id=case.id, kind="settle", rule_id="CM-07", started_on=case.accepted_on)
    db.session.add(limit)
    db.session.flush()
    db.session.add(Screen(petition_id=petition.id, unit_id=0))
    second = in_state(scope, "transferred")
    link = Link(petition_id=second.id, other_id=petition.id, kind="related", made_at=clock.now())
    transfer = Transfer(petition_id=second.id, body="x", sent_on=petition.received_on)
    db.session.add_all([link, transfer])
    db.session.flush()
    db.session.add(
        Urge(petition_id=second.id, transfer_id=transfer.id, number=1, on=petition.received_on, at=clock.now())
    )
    proposed = in_state(scope, "proposed")
    proposed.competence, proposed.competent_body, proposed.proposal = "other_admin", "x", "guide"
    repeated = in_state(scope, "duplicate")
    repeated.original_id = petition.id
    db.session.add(Link(petition_id=repeated.id, other_id=petition.id, kind="duplicate", made_at=clock.now()))
    incomplete = in_state(scope, "answered")
    incomplete.proposal = "ask_to_complete"
    sealed = register.register_petition(scope, denunciation_input(summary="x"))
    db.session.add(
        Custody(petition_id=sealed.id, kind="opened", second_id=0, on=petition.received_on, at=clock.now(), to_body="x")
    )
    passed = register.register_petition(
        scope, petition_input(summary="x", source="other_body", source_body="x", parties=(), anonymous=True)
    )
    passed.state, passed.outcome_on = "answered", passed.received_on
    scan = StoredFile(
        subject=moves.reference(petition),
        name="x.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        state="ready",
        uploaded_at=clock.now(),
    )
    db.session.add(scan)
    upward = register.register_petition(scope, denunciation_input(summary="x", respondent_level="commune_chairman"))
    db.session.flush()
    made = {
        "scan": scan,
        "petition": petition,
        "second": second,
        "proposed": proposed,
        "repeated": repeated,
        "incomplete": incomplete,
        "sealed": sealed,
        "upward": upward,
        "passed": passed,
    }
    ids = {name: row.public_id for name, row in made.items()} | _plant_settlement(scope, petition, case)
    return ids | {
        "envelope": sealed.public_id,
        **_plant_filing(scope, petition),
        **_plant_papers(scope, petition),
        "case": case.public_id,
        "clock": limit.public_id,
        "link": link.public_id,
        "transfer": transfer.public_id,
    }


def _plant_papers(scope: Scope, petition: Petition) -> dict[str, str]:
    """A draft, an issued and a signed paper of one petition."""
    words = {"about": "x", "addressee": "x", "grounds": "x", "text": "x", "recipients": "x", "capacity": "x"}
    db.session.add(OwnForm(kind="minutes", changed_at=clock.now()))
    made = {}
    for name, state in (("paper", "draft"), ("issued_paper", "issued"), ("signed_paper", "signed")):
        paper = CasePaper(petition_id=petition.id, kind="proposal", state=state, made_at=clock.now(), **words)
        paper.signer, paper.sent_how, paper.reason = "x", "x", "x"
        if state != "draft":
            paper.issued_on = petition.received_on
        db.session.add(paper)
        db.session.flush()
        made[name] = paper.public_id
    return made


def _plant_filing(scope: Scope, petition: Petition) -> dict[str, str]:
    """Something sent online that became ``petition``, something that waits, something refused and written about."""
    words = {"summary": "x", "demand": "x", "place": "x", "name": "x", "address": "x", "phone": "x"}
    waits = Filing(code_hash=codes.hash_code(CODE), secret_hash="x", filed_on=clock.today(), **words)
    refused = Filing(code_hash="1" * 64, secret_hash="x", filed_on=clock.today(), state="refused", answer="x", **words)
    refused.ground = "unclear"
    taken = Filing(code_hash="2" * 64, secret_hash="x", filed_on=clock.today(), state="registered", **words)
    taken.petition_id = petition.id
    for filing in (taken, waits, refused):  # one after the other: the probes of links take the first row
        db.session.add(filing)
        db.session.flush()
    db.session.add(FilingNote(filing_id=refused.id, kind="paper", text="x", on=clock.today()))
    db.session.flush()
    return {"filing": waits.public_id, "refused_filing": refused.public_id}


def in_state(scope: Scope, state: str) -> Petition:
    """A petition that was put into a state by force, for walks and lists."""
    petition = register.register_petition(scope, petition_input(summary="x"))
    petition.state = state
    return petition


def _plant_settlement(scope: Scope, petition: Petition, case: Case) -> dict[str, str]:
    """A task, a dialogue, a wish to withdraw, a pause, an extension, a declaration."""
    own = {"petition_id": petition.id, "case_id": case.id}
    today = petition.received_on
    unit = units_of(scope)[0].key
    task = Task(**own, unit_id=unit, question="x", given_on=today, due_on=today, result="x")
    dialogue = Dialogue(**own, notice_on=today, planned_on=today, place="x", agreed="x", open_points="x")
    wish = Withdrawal(petition_id=petition.id, channel="desk", asked_on=today, cools_until=today, content="x")
    db.session.add_all(
        [
            Conflict(petition_id=petition.id, user_id=0, conflicted=False, declared_on=today),
            Pause(**own, kind="suspension", ground="x", from_on=today, to_on=today),
            Prolongation(**own, rule_id="DN-10", days=1, ground="x", paper_no="x", decided_on=today, approver_post="x"),
            task,
            dialogue,
            wish,
        ]
    )
    db.session.flush()
    return {"task": task.public_id, "dialogue": dialogue.public_id, "withdrawal": wish.public_id}


def stored(scope: Scope, **changes: object) -> Petition:
    """A petition in the register."""
    return register.register_petition(scope, petition_input(**changes))
