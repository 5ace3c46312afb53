"""What a pack of rules does to live clocks: the list before it is loaded, the new dates after."""

from __future__ import annotations

from core.api import Scope, calendar_of, law
from plugins.petitions.queries import cases as queries
from plugins.petitions.services.clocks import accept_recount
from plugins.petitions.services.moves import reference


def law_changes(scope: Scope, book: law.LawBook) -> list[law.Change]:
    """Live clocks whose due date the book would move, of every petition of the tenant."""
    calendar = calendar_of(scope)
    found = []
    for row, petition in queries.every_live_clock(scope):
        if row.derivation:
            stored = law.Derivation.from_json(row.derivation)
            found.append(law.change_of(reference(petition), row.kind, stored, book, calendar))
    return [change for change in found if change is not None]


def accept_law_changes(scope: Scope, changes: list[law.Change], acceptance: law.Acceptance) -> None:
    """Store the new due dates of these clocks, each with who loaded the pack, when, and which."""
    wanted = {(change.subject, change.clock) for change in changes}
    for row, petition in queries.every_live_clock(scope):
        if (reference(petition), row.kind) in wanted:
            accept_recount(scope, petition, row, acceptance.basis, by=acceptance.by)
