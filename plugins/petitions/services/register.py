"""Writing petitions into the register."""

from __future__ import annotations

from dataclasses import asdict

from core.api import Invalid, Scope, clock, db, next_number, publish
from plugins.petitions import petition_rules
from plugins.petitions.events import PetitionRegistered
from plugins.petitions.inputs import PetitionInput
from plugins.petitions.models import Party, Petition
from plugins.petitions.permissions import DENUNCIATION_HANDLE
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import custody, screens, search
from plugins.petitions.services.cases import start_receipt_clock
from plugins.petitions.services.moves import announce, reference

BOOK = "petitions.{book}"
NOT_STORED = ("parties", "once", "redacted", "screen_users", "screen_units")
PLAIN = tuple(name for name in PetitionInput.__dataclass_fields__ if name not in NOT_STORED)


def register_petition(scope: Scope, values: PetitionInput) -> Petition:
    """Write a petition into its book under the next number of the year.

    Denunciations have a book and numbers of their own, an envelope numbered by the system, and are
    hidden at once from whom they are about. Sending the same ``once`` key again gives the petition
    that the first sending made. Raises Invalid with one rule key per field, and
    Forbidden for a denunciation taken in by somebody without the right to handle it.
    """
    if values.once and (known := queries.get_by_once(scope, values.once)):
        return known
    if values.kind == "denunciation":
        scope.require(DENUNCIATION_HANDLE.name)
    if found := petition_rules.problems(values):
        raise Invalid(found)
    book = "denunciation" if values.kind == "denunciation" else "general"
    petition = Petition(
        book=book,
        year=values.received_on.year,
        registered_at=clock.now(),
        registered_by=scope.actor_id,
        officer_id=scope.actor_id,
        unit_id=scope.unit_id,
    )
    for name in PLAIN:
        setattr(petition, name, getattr(values, name))
    if values.once:
        petition.once = values.once
    petition.parties = [Party(position=place, **asdict(party)) for place, party in enumerate(values.parties)]
    with db.session.begin_nested() as turn:
        petition.number = next_number(scope, BOOK.format(book=book), petition.year)
        # From here on others wait; a twin of this very sending may have been quicker until now.
        if values.once and (known := queries.get_by_once(scope, values.once)):
            turn.rollback()  # gives the number back
            return known
    if petition.is_sealed and not petition.envelope_no and not petition.anonymous:
        petition.envelope_no = custody.next_envelope(scope, petition.year)
    db.session.add(petition)
    db.session.flush()
    start_receipt_clock(scope, petition)
    if petition.is_sealed:
        custody.note(scope, petition, "checked", clock.today())
        if petition.envelope_no:
            custody.note(scope, petition, "sealed", petition.received_on)
    if values.screen_users or values.screen_units:
        screens.screen(scope, petition, values.screen_users, values.screen_units)
    search.index(scope, petition)
    publish(scope, PetitionRegistered(subject=reference(petition)))
    announce(scope, petition)
    return petition
