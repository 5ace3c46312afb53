"""What the walks over all routes and tables need to know of the desk."""

from __future__ import annotations

from sqlalchemy import update

from core.api import Scope, db
from core.testing.walk import Walk
from plugins.reception.models import Visit

_VISIT = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "headcount": "1",
    "people-0-name": "Trần Văn Bình",
    "people-0-commune": "Đăk Pne",
    "summary": "Đền bù đất",
    "outcome": "received",
}
_PROGRAM = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "people": [{"name": "Trần Văn Bình", "commune": "Đăk Pne"}],
    "summary": "Đền bù đất",
    "outcome": "received",
}
_PLACE = {"name": "Nhà tiếp dân", "address": "Thôn 1", "am_opens_0": "07:30", "am_closes_0": "11:30"}


def ready(endpoint: str, scope: Scope) -> None:
    """The planted visit has its answer already; take it back so that it can be given."""
    db.session.execute(update(Visit).values(answered=False))


WALK = Walk(
    records=("visit", "place"),
    forms={
        "reception.place_create": _PLACE,
        "reception.place_edit": _PLACE,
        "reception.scan_add": {"paper": "0"},
        "reception.scan_remove": {},
        "reception.visit_answer": {"result": "Đã trả lời"},
        "reception.visit_create": _VISIT,
        "reception.visit_edit": {**_VISIT, "reason": "Ghi nhầm"},
    },
    programs={
        "reception_machine.visit_answer": {"result": "Đã trả lời"},
        "reception_machine.visit_correct": {**_PROGRAM, "reason": "Ghi nhầm"},
        "reception_machine.visit_create": _PROGRAM,
    },
    owned={"core.file_show": "reception.visit.identify"},
    without_canary={
        "reception_visit.public_id": "random id",
        "reception_visit.once": "random id",
        "reception_visit.kind": "closed list",
        "reception_visit.outcome": "closed list",
        "reception_visit.refusal_ground": "closed list",
        "reception_person.id_type": "closed list",
        "reception_paper.copy_kind": "closed list",
        "reception_place.public_id": "random id",
    },
    ready=ready,
)
