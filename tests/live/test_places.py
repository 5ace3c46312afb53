"""Sealed places tell nothing, open only where they were sealed, and what is not heard is not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from core.audit.log import append
from core.db.session import acting_in
from core.live import replay
from core.live.places import LENGTH, Places
from core.testing.world import World, scope_of

SECRET = "s" * 64
MakeApp = Callable[..., tuple[Flask, World]]


def test_places_open_where_they_were_sealed_and_nowhere_else() -> None:
    places = Places(SECRET)
    for seq in (0, 1, 4711, 2**31, 2**63):
        text = places.seal(7, seq)
        assert len(text) == LENGTH
        assert places.open(7, text) == seq == Places(SECRET).open(7, text)
        assert places.open(8, text) is None, "of another tenant"
        assert Places(SECRET + "x").open(7, text) is None, "of another installation"


def test_no_changed_place_opens() -> None:
    places = Places(SECRET)
    text = places.seal(7, 4711)
    for at in range(LENGTH):
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        assert places.open(7, changed) is None, at
    for other in ("", "4711", text[:-1], text + "A", "=" * LENGTH, "!" * LENGTH, "ă" * LENGTH, "A" * LENGTH):
        assert places.open(7, other) is None


def test_the_same_place_and_the_next_look_equally_unlike() -> None:
    """Bits that differ between two sealings: half of them, whether something was written between or not."""
    places = Places(SECRET)

    def differing(step: int) -> float:
        bits = 0
        for _ in range(400):
            one, other = (int.from_bytes(places.seal(7, seq).encode(), "big") for seq in (100, 100 + step))
            bits += (one ^ other).bit_count()
        return bits / 400

    same, next_one = differing(0), differing(1)
    assert abs(same - next_one) < 10, (same, next_one)
    assert max(Counter(places.seal(7, 1) for _ in range(1000)).values()) == 1


@pytest.mark.parametrize(("others", "own"), [(replay.MOST * 2, 3), (0, replay.MOST + 1)])
def test_what_may_not_be_heard_is_never_too_much(make_app: MakeApp, others: int, own: int) -> None:
    app, _world = make_app("sqlite")
    registry = app.extensions["tiepdan.registry"]
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope, writes=True):
            start = append(scope, "reception.visit_registered", 1, "reception:visit:first", {}).seq
            for _ in range(others):
                append(scope, "petitions.petition_registered", 1, "petitions:petition:x", {})
            for number in range(own):
                last = append(scope, "reception.visit_registered", 1, f"reception:visit:{number}", {}).seq
        found, read_to, too_much = replay.missed_after(registry, scope.tenant, start, frozenset({"reception.visits"}))
    assert (len(found), read_to, too_much) == (min(own, replay.MOST), last, own > replay.MOST)
    assert {one.topic for one in found} == {"reception.visits"}
