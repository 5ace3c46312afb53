"""What one citizen's petitions change for whoever has no need of them: nothing (security.md E, P9, P15).

The first world is the test world under a stopped clock; the second is the same one with a complaint in its case
and a denunciation more, and nothing else. Every answer that the observers may open must be the same bytes in both.
A run that does not see the difference through the eyes of who may see it is void.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from core import clock
from core.api import db
from core.db.session import acting_in
from core.identity.models import Post
from core.tenancy.models import Unit
from core.tenancy.resolve import system_scope
from core.testing.counts import Count
from core.testing.world import World
from plugins.petitions.events import TOPIC
from plugins.petitions.inputs import PartyInput
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.papers import list_papers as papers_of
from plugins.petitions.services import cases, moves, papers, register
from plugins.petitions.services.attachments import attach_scan
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from tests.isolation.programs import program_of, send
from tests.isolation.routes import (
    DOT,
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
from tests.live.streams import Client, cookie_of, serving, until

MakeApp = Callable[..., tuple[Flask, World]]
Seen = dict[tuple[str, str], tuple[int, str, str]]
Wanted = Callable[[Route], bool]
Words = tuple[str, ...]
OF_ALL: Wanted = lambda _route: True  # noqa: E731
OF_PETITIONS: Wanted = lambda route: route.info.plugin == "petitions"  # noqa: E731
OF_PROGRAMS: Wanted = lambda route: route.info.area == "machine"  # noqa: E731
NOON = datetime(2026, 11, 25, 12, tzinfo=clock.ZONE)
WHO, MATTER = "Trần Thị Khác Biệt", "Lấn chiếm lòng suối Đăk Snghé"
#: Asked in lists: the matter and the person, as one would type them. The few are asked where a list has a field for it.
FEW = ("?q=lan+chiem+long+suoi",)
WORDS = (*FEW, "?q=Kh%C3%A1c+Bi%E1%BB%87t")
#: A form's own number, links that end, the time of day, and the packed size of a file with a witness in it.
ONCE = re.compile(
    r"name=\"once\"[^>]*|expires=\d+|sig=[\w-]+|[\w-]{20,}\.[\w-]{20,}|\('(?:Date|Content-Length)', '[^']*'\)"
)
#: A sealed place in the tenant's log, another text each time (docs/live.md); receipts witness the log (P31).
POSITION = re.compile(r'(?:data-last="|id: )[\w-]{52}"?|retry: \d+|Dấu đối chiếu nhật ký: số \d+, mã [0-9a-f ]+')
SEALED = re.compile(r'data-last="([\w-]{52})"')
#: Streams do not end (tests/live looks at what they carry); the state of the machine has nothing to do with it.
ENDLESS = frozenset({"core.stream", "observe.readyz"})
#: Who watches the work of reception, police and unions without a right to petitions.
TELLING = ("police", "massorg", "reception_officer")


@pytest.fixture
def stopped() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


def write(app: Flask, accused: str) -> tuple[str, ...]:
    """A complaint that goes into its case and a denunciation about ``accused``, with papers; their public ids."""
    today = clock.today()
    with app.app_context():
        scope = with_all_rights(system_scope(TARGET))
        with acting_in(scope, writes=True):
            people = (PartyInput(WHO, "Đăk Tơ Lung", "Thôn 4"),)
            same = {"received_on": today, "summary": MATTER, "screen_users": (id_of(app, accused, "public_id"),)}
            plain = register.register_petition(scope, petition_input(parties=people, **same))
            sealed = register.register_petition(scope, denunciation_input(**same))
            for name in ("classify", "propose", "accept"):
                moves.move_petition(scope, plain, name, Why(today, reason=MATTER))
            cases.open_case(scope, plain, Why(today))
            attach_scan(scope, plain.public_id, f"{WHO}.png", BytesIO(DOT))
            for petition in (plain, sealed):
                draft = papers.make_paper(scope, petition.public_id, "proposal")
                papers.issue_paper(scope, draft.public_id, today, seen=None, clean=True)
            papers.sign_paper(scope, papers_of(scope, plain)[0].public_id, "scan.png", BytesIO(DOT))
            return plain.public_id, sealed.public_id


def id_of(app: Flask, login: str, column: str = "id") -> Any:
    """The key or public id of a user."""
    with raw(app) as connection:
        find = text(f"select {column} from core_user where login = :login")
        return connection.execute(find, {"login": login}).scalar_one()


def move_apart(app: Flask, login: str, key: str = "apart") -> None:
    """Give somebody a unit of their own; the unit of the accused is screened with them."""
    user_id = id_of(app, login)
    with app.app_context():
        scope = with_all_rights(system_scope(TARGET))
        with acting_in(scope, writes=True):
            unit = Unit(key=key, name=key)
            db.session.add(unit)
            db.session.flush()
            db.session.execute(update(Post).where(Post.user_id == user_id).values(unit_id=unit.id))


def look(app: Flask, world: World, observers: list[Actor], wanted: Wanted = OF_ALL, words: Words = WORDS) -> Seen:
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
                searchable = True
                for query in ("", *(words if not any(n.endswith("_id") for n in route.arguments) else ())):
                    if query and words is FEW and not searchable:
                        break
                    status, body, headers = masked(send(app, client, actor, route, path + query, "GET"))
                    searchable = body.count('name="q"') > 1 or route.endpoint.startswith("core.search")
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
        others = [next(a for a in others if a.tenant == slug) for slug in ("a1-vill", "b-comm")]
    return [*(outsiders(world) if everybody else ()), *own, *others]


def compare(app: Flask, world: World, count: Count, *, everybody: bool) -> None:
    accused = Actor(world.login(TARGET, "petitions_head"), TARGET, "petitions_head")
    colleague = Actor(world.login(TARGET, "petitions_denunciations"), TARGET, "petitions_denunciations")
    observers = [*strangers(world, everybody=everybody), accused]
    move_apart(app, colleague.login)
    look(app, world, [*observers, colleague], OF_PROGRAMS)  # everybody has logged in, and every token was used
    words = WORDS if everybody else FEW
    first, known = look(app, world, observers, words=words), look(app, world, [colleague], OF_PETITIONS)
    ids = write(app, accused.login)
    found = differences(first, look(app, world, observers, words=words))
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


@pytest.mark.usefixtures("stopped")
def test_one_citizens_petitions_change_nothing_for_others(make_app: MakeApp, count: Count) -> None:
    app, world = make_app("sqlite", csrf=False)
    compare(app, world, count, everybody=False)


@pytest.mark.usefixtures("stopped")
@pytest.mark.prove
def test_they_change_nothing_for_anybody_without_need(engine_name: str, make_app: MakeApp, count: Count) -> None:
    app, world = make_app(engine_name, csrf=False)
    compare(app, world, count, everybody=True)


@pytest.mark.usefixtures("stopped")
@pytest.mark.prove
def test_nobody_of_the_petitions_learns_what_is_hidden_from_them(
    engine_name: str, make_app: MakeApp, count: Count
) -> None:
    """Each role in turn is complained about and denounced, and walks before and after."""
    app, world = make_app(engine_name, csrf=False)
    of_petitions = [a for a in actors_of(world, TARGET) if a.role.startswith("petitions")]
    for accused in of_petitions:
        move_apart(app, accused.login, accused.role)
        look(app, world, [accused], OF_PROGRAMS)
        first = look(app, world, [accused])
        write(app, accused.login)
        found = differences(first, look(app, world, [accused]))
        assert not found, "\n".join([f"{accused.role}: {len(found)} answers", *found[:30]])
        count("answers compared", len(first))
        count("roles accused in turn", 1)


@pytest.mark.usefixtures("stopped")
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


def heard(app: Flask, port: int, login: str, since: str) -> list[str]:
    """What somebody hears of the register who comes back with the place of an earlier page, up to the first beat."""
    client = Client(port, cookie_of(app, login), TARGET, f"last={since}&{TOPIC}")
    assert until(lambda: any(told.event == "beat" for told in client.told), 5.0), "the stream does not begin"
    client.close()
    return POSITION.sub("", client.raw.decode()).split()


def test_the_place_in_the_log_and_the_stream_tell_nothing(engine_name: str, make_app: MakeApp) -> None:
    app, world = make_app(engine_name, csrf=False)
    accused, other = world.login(TARGET, "petitions_head"), world.login(TARGET, "petitions_officer")
    client = client_of(app, Actor(accused, TARGET, "petitions_head"))

    def place() -> str:
        (found,) = SEALED.findall(client.get(f"/t/{TARGET}/letters").text)
        return str(found)

    with serving(app) as port:
        before = place()
        quiet = heard(app, port, accused, before)
        write(app, accused)
        assert place() != before, "a place that is sealed twice is two texts"
        assert heard(app, port, accused, before) == quiet
        with app.app_context():
            scope = with_all_rights(system_scope(TARGET))
            with acting_in(scope, writes=True):
                register.register_petition(scope, petition_input(received_on=clock.today(), summary=MATTER))
        for login in (accused, other):
            assert TOPIC in heard(app, port, login, before), "void: nothing is heard at all"
