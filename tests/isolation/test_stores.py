"""A denouncer's name that was typed at every door stands in no store: disks, log, files, exports, backup (P12, R-id)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from secrets import token_hex

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from core.config import Config
from core.testing.counts import Count
from core.testing.rows import acting, stored
from core.testing.world import World, log_client_in, scope_of
from plugins.petitions.services import register
from plugins.petitions.tests.factories import petition_input, with_all_rights
from plugins.reception.tests.typed import sealed_form
from tests.isolation.stores import database_of, files_under, pieces
from tests.isolation.test_canaries import needles
from tests.rails.test_backup import tiepdan

A = "a-comm"
ROOM, DESK = f"/t/{A}/petitions", f"/t/{A}/reception"
#: What lies open to whoever may download it.
EXPORTS = {
    "petitions_officer": (f"{ROOM}/petitions.xlsx",),
    "reception_officer": (f"{DESK}/book.xlsx",),
}
MakeApp = Callable[..., tuple[Flask, World]]


class Name:
    """A name no other test types, in every spelling and encoding."""

    def __init__(self) -> None:
        self.text = f"Rơ Châm Hoà {token_hex(6)}"
        self._needles = list(needles(self.text))

    def in_(self, store: Iterable[bytes]) -> bool:
        """Whether it stands anywhere in a store."""
        return any(needle in piece for piece in store for needle in self._needles)


def stores(app: Flask, world: World, backups: Path, papers: list[bytes]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """(name, what is in it) for each place that keeps or hands out something."""
    config: Config = app.extensions["tiepdan.config"]
    yield "database files and log of changes", database_of(app)
    yield "files of the installation", files_under(config.data)
    target = backups / f"{token_hex(4)}.tar"
    done = tiepdan(config, "backup", str(target))
    assert done.exit_code == 0, done.output
    yield "backup", pieces(target.read_bytes())
    for role, addresses in EXPORTS.items():
        client = log_client_in(app, world.login(A, role))
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, f"{address} of {role}: {answer.status_code}"
            yield f"{address} of {role}", pieces(answer.data)
    yield "papers and the whole case", (piece for paper in papers for piece in pieces(paper))


def type_everywhere(app: Flask, world: World, name: str) -> list[bytes]:
    """Take a denunciation in at the desk and into the register, the name typed wherever a form has room; its papers."""
    desk = log_client_in(app, world.login(A, "reception_officer"))
    custodian = log_client_in(app, world.login(A, "petitions_denunciations"))
    named = {f"people__0__{field}": name for field in ("name", "commune", "address", "id_number", "phone")}
    assert desk.post(f"{DESK}/visits/new", data=sealed_form(**named)).status_code in (303, 422)
    assert desk.post(f"{DESK}/visits/new", data=sealed_form()).status_code == 303
    form = {
        "received_on": "2026-11-20",
        "kind": "denunciation",
        "source": "handed_in",
        "summary": "Tố cáo việc thu tiền không ghi biên lai",
        "demand": "Kiểm tra và trả lại tiền",
        "respondent": "Cán bộ thôn 3",
        "respondent_level": "commune_staff",
    }
    named = {f"people-0-{field}": name for field in ("name", "commune", "address", "id_number", "phone")}
    assert custodian.post(f"{ROOM}/petitions/new", data=form | named | {"names": name}).status_code == 422
    shown = custodian.post(f"{ROOM}/petitions/new", data=form).text  # each text is read again and confirmed
    soup = BeautifulSoup(shown, "html.parser")
    hidden = {str(part["name"]): str(part.get("value", "")) for part in soup.select("main form input[type=hidden]")}
    confirmed = {"confirmed": [str(box["value"]) for box in soup.select("[name=confirmed]")]}
    answer = custodian.post(f"{ROOM}/petitions/new", data=hidden | form | confirmed)
    assert answer.status_code == 303, answer.text[-600:]
    key = answer.headers["Location"].rsplit("/", 1)[-1]
    scan = {"file": (BytesIO(name.encode()), f"{name}.png")}
    assert custodian.post(f"{ROOM}/petitions/{key}/scans", data=scan).status_code == 422, "no scans of denunciations"
    made = custodian.post(f"{ROOM}/petitions/{key}/papers", data={"kind": "proposal", "once": "stores"})
    paper = made.headers["Location"]
    answers = [custodian.get(f"{paper}/draft.{kind}") for kind in ("docx", "pdf")]
    assert custodian.post(f"{paper}/issue", data={"on": "2026-11-20", "clean": "y"}).status_code == 303
    answers.append(custodian.post(f"{ROOM}/petitions/{key}/bundle"))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [answer.data for answer in answers]


def test_a_denouncers_name_stands_in_no_store(
    engine_name: str, make_app: MakeApp, tmp_path: Path, count: Count, capfd: pytest.CaptureFixture[str]
) -> None:
    app, world = make_app(engine_name, csrf=False)
    name = Name()
    papers = type_everywhere(app, world, name.text)
    backups = tmp_path / "backups"
    backups.mkdir()
    written = capfd.readouterr()
    assert not name.in_([(written.out + written.err).encode()]), "the log"
    for store, content in stores(app, world, backups, papers):
        assert not name.in_(content), store
        count("stores without a denouncer", 1)
    # The search is void unless it finds a name that was written on purpose, in each store that holds petitions.
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            register.register_petition(scope, petition_input(summary=name.text))
    seen = {store for store, content in stores(app, world, backups, papers) if name.in_(content)}
    assert {"database files and log of changes", "backup", f"{ROOM}/petitions.xlsx of petitions_officer"} <= seen
    assert stored(app, "petitions_petition", A), "there is a register"
