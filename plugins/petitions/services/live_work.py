"""Why the register cannot be switched off now: what still runs, by number and unit, never by person."""

from __future__ import annotations

from core.api import Scope, _, units_of
from plugins.petitions.queries.watch import live_work


def blockers(scope: Scope) -> list[str]:
    """Sentences for who wants to switch the plugin off; empty when nothing runs."""
    found = live_work(scope)
    if not (found.clocks or found.cases):
        return []
    names = {unit.key: unit.name for unit in units_of(scope)}
    counts: dict[str, int] = {}
    for key, number in found.by_unit.items():
        place = names.get(key or 0) or _("not given to a unit")
        counts[place] = counts.get(place, 0) + number
    places = "; ".join(f"{place}: {number}" for place, number in counts.items())
    text = _("Legal limits that run: %(clocks)d; open cases: %(cases)d.", clocks=found.clocks, cases=found.cases)
    where = _("Petitions by unit: %(places)s. Settle them or pass them on first.", places=places)
    return [f"{text} {where}"]
