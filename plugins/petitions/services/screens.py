"""From whom a petition is hidden: who is named in it, and everyone who works under them."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Invalid, Scope, db
from plugins.petitions.models import Petition, Screen
from plugins.petitions.queries import officials
from plugins.petitions.services import search


def screen(scope: Scope, petition: Petition, users: Iterable[str], units: Iterable[str]) -> None:
    """Hide a petition from these users (public ids) with their units, and from these units.

    Adds to what is hidden already, and takes the petition out of the finds at once. Raises Invalid for people the tenant does not have, and when the
    actor would lose sight of the petition: then somebody of another unit must take it in.
    """
    known_users = {found.public_id: found for found in officials.list_officials(scope)}
    known_units = {found.public_id: found.key for found in officials.list_units(scope)}
    wanted_users = set(users)
    wanted_units = set(units)
    if not wanted_users <= set(known_users) or not wanted_units <= set(known_units):
        raise Invalid({"screen_users": "not_listed"})
    unit_keys = {known_units[unit] for unit in wanted_units}
    for user in wanted_users:
        unit_keys |= set(known_users[user].units)
    user_keys = {known_users[user].key for user in wanted_users}
    if scope.actor_id in user_keys or (scope.unit_id is not None and scope.unit_id in unit_keys):
        raise Invalid({"screen_users": "own_unit"})
    there = officials.screened(scope, petition.id)
    for key in sorted(user_keys - there.users):
        db.session.add(Screen(petition_id=petition.id, user_id=key))
    for key in sorted(unit_keys - there.units):
        db.session.add(Screen(petition_id=petition.id, unit_id=key))
    db.session.flush()
    search.index(scope, petition)
