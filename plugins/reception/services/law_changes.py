"""What a pack of rules does to answers that are owed: the list before it is loaded, the new dates after."""

from __future__ import annotations

from core.api import Scope, calendar_of, clock, db, law, publish
from plugins.reception.events import VisitCorrected
from plugins.reception.law import SOURCE
from plugins.reception.models import VisitChange
from plugins.reception.queries import visits as queries
from plugins.reception.services.visits import reference

#: The name of the only clock a visit has.
ANSWER = "answer"


def law_changes(scope: Scope, book: law.LawBook) -> list[law.Change]:
    """Answers still owed whose due date the book would move."""
    calendar = calendar_of(scope)
    found = []
    for visit in queries.every_owed(scope):
        if visit.answer_basis.get("format"):
            stored = law.Derivation.from_json(visit.answer_basis)
            found.append(law.change_of(reference(visit), ANSWER, stored, book, calendar))
    return [change for change in found if change is not None]


def accept_law_changes(scope: Scope, changes: list[law.Change], acceptance: law.Acceptance) -> None:
    """Store the new due dates; the corrections of the visit show both, who loaded the pack, and which."""
    wanted = {change.subject for change in changes}
    calendar, book = calendar_of(scope), law.law_book(SOURCE)
    for visit in queries.every_owed(scope):
        if reference(visit) not in wanted:
            continue
        found = law.recount(law.Derivation.from_json(visit.answer_basis), book.rules, calendar)
        kept = {"derivation": visit.answer_basis, "accepted": acceptance.to_json()}
        visit.answer_due_on, visit.answer_basis = found.new_due, found.new.to_json() | {"earlier": [kept]}
        moved = {"name": "answer_due_on", "old": str(found.old_due), "new": str(found.new_due)}
        reason = f"{acceptance.basis}: {acceptance.by}"
        db.session.add(VisitChange(visit_id=visit.id, at=clock.now(), officer_id=None, reason=reason, fields=[moved]))
        publish(scope, VisitCorrected(subject=reference(visit), fields=1))
    db.session.flush()
