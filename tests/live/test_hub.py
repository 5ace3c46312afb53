"""The hub alone: order, bounds, places."""

from __future__ import annotations

import threading
import time

import pytest

from core.live.hub import QUEUE, Crowded, Ear, Hub, Listener, Message
from core.tenancy.scope import TenantRef


def tenant(number: int) -> TenantRef:
    return TenantRef(number, f"t{number}", "commune", "", "", "", "")


def listener(user: int = 1, place: int = 1, topics: str = "a") -> Listener:
    return Listener(Ear("token", user, tenant(place), 1, frozenset(), frozenset(topics.split())))


def message(seq: int, topic: str = "a") -> Message:
    return Message(seq, topic, f"x:thing:{seq}")


def test_messages_come_in_order_and_only_of_the_topics_asked_for() -> None:
    hub, one, two = Hub(9, 9), listener(topics="a"), listener(topics="a b")
    hub.join(one, 0)
    hub.join(two, 0)
    hub.deliver(1, [message(1), message(2, "b"), message(3)], 4)
    assert [m.seq for m in one.wait(0)[0]] == [1, 3]
    assert [m.seq for m in two.wait(0)[0]] == [1, 2, 3]
    assert one.wait(0) == ([], 4, False), "how far the chain was read stays known"


def test_another_tenant_hears_nothing() -> None:
    hub, here, there = Hub(9, 9), listener(place=1), listener(place=2)
    hub.join(here, 0)
    hub.join(there, 0)
    hub.deliver(1, [message(1)], 1)
    assert here.wait(0)[0]
    assert there.wait(0) == ([], 0, False)
    hub.deliver(3, [message(1)], 1)


def test_a_client_that_takes_nothing_is_cut_and_the_others_are_not() -> None:
    hub, slow, quick = Hub(9, 9), listener(), listener()
    hub.join(slow, 0)
    hub.join(quick, 0)
    taken = 0
    for seq in range(1, QUEUE + 3):
        hub.deliver(1, [message(seq)], seq)
        taken += len(quick.wait(0)[0])
    assert slow.ended == "overflow"
    assert slow.wait(0)[0] == [], "what is left is not half a list"
    assert not quick.ended
    assert taken == QUEUE + 2


def test_places_are_bounded_by_process_and_by_user() -> None:
    hub = Hub(limit=3, per_user=2)
    mine = [listener(1), listener(1)]
    for one in mine:
        hub.join(one, 0)
    with pytest.raises(Crowded):
        hub.join(listener(1), 0, patience=0)
    hub.join(listener(2), 0)
    with pytest.raises(Crowded):
        hub.join(listener(3), 0, patience=0)
    hub.leave(mine[0])
    hub.leave(mine[0])
    hub.join(listener(3), 0)
    with pytest.raises(Crowded):
        Hub(0, 6).join(listener(), 0, patience=0)


def test_a_place_whose_client_has_gone_is_found_when_it_is_needed() -> None:
    hub, gone = Hub(9, per_user=1), listener()
    hub.join(gone, 0)

    def write() -> None:
        _messages, _read_to, probed = gone.wait(5)
        assert probed
        hub.leave(gone)  # as the generator does when writing fails

    thread = threading.Thread(target=write)
    thread.start()
    hub.join(listener(), 0)
    thread.join()


def test_waiting_ends_at_once_when_something_happens() -> None:
    hub, one = Hub(9, 9), listener()
    hub.join(one, 0)
    threading.Timer(0.05, hub.deliver, (1, [message(1)], 1)).start()
    begun = time.monotonic()
    assert one.wait(5)[0] == [message(1)]
    threading.Timer(0.05, one.end, ("refused",)).start()
    one.wait(5)
    assert one.ended == "refused"
    assert time.monotonic() - begun < 2


def test_a_closed_hub_ends_all_and_lets_nobody_in() -> None:
    hub, one = Hub(9, 9), listener()
    hub.join(one, 0)
    hub.close()
    assert one.ended == "stopping"
    with pytest.raises(Crowded):
        hub.join(listener(2), 0, patience=0)


def test_the_room_is_left_when_the_last_one_goes() -> None:
    hub, one = Hub(9, 9), listener()
    hub.join(one, 7)
    assert hub.positions()[1][1] == 7
    hub.deliver(1, [], 9)
    assert hub.positions()[1][1] == 9
    hub.leave(one)
    assert hub.positions() == {}
