"""What one citizen's petitions change for whoever has no need of them: nothing (security.md E, P9, P15).

The first world is the test world under a stopped clock; the second is the same one with a complaint in its case
and a denunciation more, and nothing else. Every answer that the observers may open must be the same bytes in both.
A run that does not see the difference through the eyes of who may see it is void.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from core import clock
from core.api import db
from core.db.session import acting_in
from core.tenancy.resolve import system_scope
from core.testing.counts import Count
from core.testing.world import World
from plugins.petitions.inputs import PartyInput
from plugins.petitions.models import Screen
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import cases, moves, register, search
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from tests.isolation.programs import program_of, send
from tests.isolation.routes import (
    TARGET,
    Actor,
    Ask,
    Route,
    actors_of,
    address,
    client_of,
    expected,
    facts_of,
    outsiders,
    raw,
    routes_of,
    values_for,
)
from tests.isolation.test_matrix import TOKEN, masked

MakeApp = Callable[..., tuple[Flask, World]]
Seen = dict[tuple[str, str], tuple[int, str, str]]
Wanted = Callable[[Route], bool]
OF_ALL: Wanted = lambda _route: True  # noqa: E731
OF_PETITIONS: Wanted = lambda route: route.info.plugin == "petitions"  # noqa: E731
OF_PROGRAMS: Wanted = lambda route: route.info.area == "machine"  # noqa: E731
NOON = datetime(2026, 11, 25, 12, tzinfo=clock.ZONE)
WHO, MATTER = "Trần Thị Khác Biệt", "Lấn chiếm lòng suối Đăk Snghé"
#: Asked of every list: the person and the matter, as one would type them.
WORDS = ("?q=lan+chiem+long+suoi", "?q=Kh%C3%A1c+Bi%E1%BB%87t")
#: A form's own number, links that end, the time of day, and the packed size of a file with a witness in it.
ONCE = re.compile(
    r"name=\"once\"[^>]*|expires=\d+|sig=[\w-]+|[\w-]{20,}\.[\w-]{20,}|\('(?:Date|Content-Length)', '[^']*'\)"
)
#: How long the tenant's log is: on pages that listen (see the last test), and on receipts, which witness it (P31).
POSITION = re.compile(r'data-last="\d+"|Dấu đối chiếu nhật ký: số \d+, mã [0-9a-f ]+')
#: Streams do not end (tests/live looks at what they carry); the state of the machine has nothing to do with it.
ENDLESS = frozenset({"core.stream", "observe.readyz"})
#: Who watches the work of reception, police and unions without a right to petitions.
TELLING = ("police", "massorg", "reception_officer", "online")


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


def write(app: Flask, accused: str) -> tuple[str, ...]:
    """A complaint that goes into its case and a denunciation about ``accused``; their public ids."""
    with raw(app) as connection:
        find = text("select id from core_user where login = :login")
        user_id = connection.execute(find, {"login": accused}).scalar_one()
    today = clock.today()
    with app.app_context():
        scope = with_all_rights(system_scope(TARGET))
        with acting_in(scope, writes=True):
            people = (PartyInput(WHO, "Đăk Tơ Lung", "Thôn 4"),)
            plain = register.register_petition(scope, petition_input(received_on=today, summary=MATTER, parties=people))
            sealed = register.register_petition(scope, denunciation_input(received_on=today, summary=MATTER))
            for petition in (plain, sealed):
                db.session.add(Screen(petition_id=petition.id, user_id=user_id))
            db.session.flush()
            for petition in (plain, sealed):
                search.index(scope, petition)  # as when somebody is named at intake
            for name in ("classify", "propose", "accept"):
                moves.move_petition(scope, plain, name, Why(today, reason=MATTER))
            cases.open_case(scope, plain, Why(today))
            return plain.public_id, sealed.public_id


def look(app: Flask, world: World, observers: list[Actor], wanted: Wanted = OF_ALL) -> Seen:
    """Whatever the observers may open by a GET; lists also with the words of the matter and the person."""
    facts = facts_of(app)
    seen: Seen = {}
    for actor in observers:
        client = client_of(app, actor)
        program_of(app, actor)
        facts = facts_of(app)
        for route in routes_of(app):
            if "GET" not in route.methods or route.endpoint in ENDLESS or not wanted(route):
                continue
            for target in sorted({actor.tenant or TARGET, TARGET}):
                if expected(route, "GET", actor, target, facts) != "ok":
                    continue
                path = address(app, route, values_for(route, Ask(world, facts, actor, target)))
                for query in ("", *(WORDS if not any(n.endswith("_id") for n in route.arguments) else ())):
                    status, body, headers = masked(send(app, client, actor, route, path + query, "GET"))
                    headers = ONCE.sub("", TOKEN.sub("", headers))
                    seen[actor.login, path + query] = status, POSITION.sub("", ONCE.sub("", body)), headers
    return seen


def differences(first: Seen, second: Seen) -> list[str]:
    """Addresses whose answers differ, with the bytes around the first difference."""
    assert first.keys() == second.keys()
    found = []
    for key, one in first.items():
        other = second[key]
        if one != other:
            a, b = "\n".join(map(str, one)), "\n".join(map(str, other))
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            found.append(f"{key}: …{a[max(0, at - 60) : at + 80]!r} / …{b[max(0, at - 60) : at + 80]!r}")
    return found


def strangers(world: World, *, everybody: bool) -> list[Actor]:
    """Whoever has no need: other units of the commune, other tenants, the village, the district, the public."""
    own = [a for a in actors_of(world, TARGET) if not a.role.startswith("petitions") and a.role != "tenant_admin"]
    others = [a for slug in ("a1-vill", "b-comm", "d-dist", "z-comm") for a in actors_of(world, slug)]
    if not everybody:
        own = list({next((w for w in TELLING if a.role.startswith(w)), ""): a for a in own}.values())
        others = [a for a in others if a.role in ("petitions_head", "tenant_admin")][:4]
    return [*outsiders(world)[:2], *own, *others]


def compare(app: Flask, world: World, count: Count, *, everybody: bool) -> None:
    accused = Actor(world.login(TARGET, "petitions_head"), TARGET, "petitions_head")
    colleague = Actor(world.login(TARGET, "petitions_denunciations"), TARGET, "petitions_denunciations")
    observers = [*strangers(world, everybody=everybody), accused]
    look(app, world, [*observers, colleague], OF_PROGRAMS)  # everybody has logged in, and every token was used
    first, known = look(app, world, observers), look(app, world, [colleague], OF_PETITIONS)
    ids = write(app, accused.login)
    found = differences(first, look(app, world, observers))
    assert not found, "\n".join([f"{len(found)} answers tell of the petitions", *found[:30]])
    assert differences(known, look(app, world, [colleague], OF_PETITIONS)), "void: nobody sees a difference"
    count("answers compared", len(first))
    count("bytes compared", sum(len(answer[1].encode()) for answer in first.values()))
    client, asked = client_of(app, accused), 0
    facts = facts_of(app)
    for route in routes_of(app):
        if route.info.plugin != "petitions" or "petition_id" not in route.arguments or "GET" not in route.methods:
            continue
        if route.info.area == "machine" or expected(route, "GET", accused, TARGET, facts) != "ok":
            continue
        values = values_for(route, Ask(world, facts, accused, TARGET))
        missing = "x" * len(ids[0])
        for value in ids:
            one, other = (
                masked(client.get(address(app, route, values | {"petition_id": key})), key) for key in (value, missing)
            )
            assert one == other, f"{route.rule}: a hidden petition differs from a missing one"
            assert one[0] == 404, route.rule
            asked += 1
    assert asked, "void: no page of a hidden petition was asked for"
    count("pages of hidden petitions", asked)


def test_one_citizens_petitions_change_nothing_for_others(make_app: MakeApp, count: Count) -> None:
    app, world = make_app("sqlite", csrf=False)
    compare(app, world, count, everybody=False)


@pytest.mark.prove
def test_they_change_nothing_for_anybody_without_need(engine_name: str, make_app: MakeApp, count: Count) -> None:
    app, world = make_app(engine_name, csrf=False)
    compare(app, world, count, everybody=True)


def test_a_missing_filter_is_noticed(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import true

    from plugins.petitions.queries import lists

    app, world = make_app("sqlite", csrf=False)
    accused = [Actor(world.login(TARGET, "petitions_head"), TARGET, "petitions_head")]
    look(app, world, accused, OF_PETITIONS)
    for module in (queries, lists):
        monkeypatch.setattr(module, "seen_by", lambda _scope: true())
    first = look(app, world, accused, OF_PETITIONS)
    write(app, accused[0].login)
    assert differences(first, look(app, world, accused, OF_PETITIONS))


@pytest.mark.xfail(reason="pages that listen tell how long the log of the whole tenant is", strict=True)
def test_the_place_in_the_log_tells_nothing(make_app: MakeApp) -> None:
    app, world = make_app("sqlite", csrf=False)
    accused = world.login(TARGET, "petitions_head")
    client = client_of(app, Actor(accused, TARGET, "petitions_head"))
    before = POSITION.findall(client.get(f"/t/{TARGET}/letters").text)
    assert before
    write(app, accused)
    assert POSITION.findall(client.get(f"/t/{TARGET}/letters").text) == before
