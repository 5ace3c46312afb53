"""The desk for programs: the same queries, services and rights as the screens."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api import Invalid, Keyset, MachineBlueprint, Refused, _, _l, names_of, scope
from plugins.reception.machine_models import (
    AnswerIn,
    ChangeOut,
    CorrectionIn,
    PaperOut,
    PersonOut,
    VisitIn,
    VisitNote,
    VisitOut,
    VisitRowOut,
    VisitsOut,
    VisitsQuestion,
)
from plugins.reception.models import Visit
from plugins.reception.permissions import VISIT_EDIT, VISIT_IDENTIFY, VISIT_REGISTER, VISIT_VIEW
from plugins.reception.queries import visits as queries
from plugins.reception.queries.visits import VisitFilter
from plugins.reception.services import visits as services
from plugins.reception.words import sentence

api = MachineBlueprint("reception", __name__)


@api.route("/visits", permission=VISIT_VIEW, asks=VisitsQuestion, gives=VisitsOut, summary=_l("List visits"))
def visit_list(asked: VisitsQuestion) -> VisitsOut:
    """Visits, newest number first."""
    wanted = VisitFilter(asked.q, asked.kind or "", asked.outcome or "", asked.since, asked.until, asked.owed)
    year, _dash, number = (asked.after or "").partition("-")
    after = (int(year), int(number)) if number else None
    rows, cursors, more = queries.list_visits(scope(), wanted, Keyset(after, None, asked.limit))
    identify = scope().can(VISIT_IDENTIFY.name)
    kept = asked.model_dump(mode="json", exclude_defaults=True)
    if asked.owed:
        kept["owed"] = "true"  # in an address a flag is a word
    following = url_for(".visit_list", **kept | {"after": f"{cursors[-1][0]}-{cursors[-1][1]}"}) if more else None
    return VisitsOut(
        visits=[
            VisitRowOut(
                **_note(row),
                received_on=row.received_on,
                kind=row.kind,  # type: ignore[arg-type]  # a closed list, kept by the database
                outcome=row.outcome,  # type: ignore[arg-type]  # the same
                headcount=row.headcount,
                summary=row.summary,
                person=row.person if identify else None,
            )
            for row in rows
        ],
        next=following,
    )


def _note(visit: Any) -> dict[str, Any]:
    return {
        "id": visit.public_id,
        "code": f"{visit.number}/{visit.year}",
        "year": visit.year,
        "number": visit.number,
        "answer_due_on": visit.answer_due_on,
        "answered": visit.answered,
        "url": url_for("reception_machine.visit_show", visit_id=visit.public_id),
    }


@api.route("/visits/<visit_id>", permission=VISIT_VIEW, gives=VisitOut, summary=_l("Show a visit"))
def visit_show(visit_id: str) -> VisitOut:
    """One visit; who came only for posts that may see it, and never for a denunciation."""
    visit = queries.get_visit(scope(), visit_id)
    changes = queries.list_changes(scope(), visit)
    names = names_of([visit.officer_id, *(change.officer_id for change in changes)])
    people = None
    if scope().can(VISIT_IDENTIFY.name):
        people = [_part(PersonOut, person) for person in visit.people]
    same = set(VisitOut.model_fields) - set(VisitNote.model_fields) - {"officer", "people", "papers", "changes"}
    return VisitOut(
        **_note(visit),
        **{name: getattr(visit, name) for name in same},
        officer=names.get(visit.officer_id or 0, ""),
        people=people,
        papers=[_part(PaperOut, paper) for paper in visit.papers],
        changes=[
            ChangeOut(
                at=change.at.isoformat(),
                officer=names.get(change.officer_id or 0, ""),
                reason=change.reason,
                fields=[field["name"] for field in change.fields],
            )
            for change in changes
        ],
    )


def _part(model: type[Any], row: Any) -> Any:
    return model(**{name: getattr(row, name) for name in model.model_fields})


def _told(error: Invalid) -> Invalid:
    """The broken rules in the reader's words."""
    own = {"sealed_identity": _("For a denunciation no name, address or paper is stored. Send it without people.")}
    return Invalid({name: own.get(key) or sentence(key) for name, key in error.problems.items()})


@api.route(
    "/visits",
    permission=VISIT_REGISTER,
    takes=VisitIn,
    gives=VisitNote,
    status=201,
    summary=_l("Register a visit"),
)
def visit_create(body: VisitIn) -> VisitNote:
    """Write a visit into the book."""
    try:
        visit = services.register_visit(scope(), body.values())
    except Invalid as error:
        raise _told(error) from None
    return VisitNote(**_note(visit))


@api.route(
    "/visits/<visit_id>/corrections",
    permission=VISIT_EDIT,
    takes=CorrectionIn,
    gives=VisitNote,
    summary=_l("Correct a visit, with a reason"),
)
def visit_correct(visit_id: str, body: CorrectionIn) -> VisitNote:
    """Like the screen, it needs the right to see who came, too."""
    scope().require(VISIT_IDENTIFY.name)
    try:
        visit = services.edit_visit(scope(), visit_id, body.values(), body.reason)
    except Invalid as error:
        raise _told(error) from None
    return VisitNote(**_note(visit))


@api.route(
    "/visits/<visit_id>/answer",
    permission=VISIT_EDIT,
    takes=AnswerIn,
    gives=VisitNote,
    summary=_l("Note the answer the citizen got"),
)
def visit_answer(visit_id: str, body: AnswerIn) -> VisitNote:
    """Note that the citizen got the answer."""
    try:
        visit: Visit = services.answer_visit(scope(), visit_id, body.result)
    except Refused as error:
        raise Refused(sentence(str(error))) from None
    return VisitNote(**_note(visit))
