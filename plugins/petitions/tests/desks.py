"""Browsers of the people around a case, a day that can be chosen, and cases in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from core.api import Scope, clock
from core.testing.rows import acting, stored
from core.testing.world import World, log_client_in, scope_of
from plugins.petitions.models import Case, Petition
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import cases, moves, register
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import petition_input, with_all_rights

MakeApp = Callable[..., tuple[Flask, World]]
ROOM = "/t/a-comm/petitions"


class Desks:
    """Commune A on a day of choice: officer, head, members of units, and a way past the screens."""

    def __init__(self, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.world, self.monkeypatch = app, world, monkeypatch
        with app.app_context():
            self.scope = with_all_rights(scope_of("a-comm"))
        self.clients: dict[tuple[str, str], FlaskClient] = {}
        self.on(date(2026, 9, 1))

    def on(self, day: date) -> None:
        """Let it be noon of that day; everybody logs in anew."""
        self.day = day
        self.monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 5, tzinfo=UTC))
        for (tenant, role), client in self.clients.items():
            client._cookies = log_client_in(self.app, self.world.login(tenant, role))._cookies

    def who(self, role: str, tenant: str = "a-comm") -> FlaskClient:
        """The browser of whoever has that role."""
        key = (tenant, role)
        if key not in self.clients:
            self.clients[key] = log_client_in(self.app, self.world.login(tenant, role))
        return self.clients[key]

    @property
    def officer(self) -> FlaskClient:
        return self.who("petitions_officer")

    @property
    def head(self) -> FlaskClient:
        return self.who("petitions_head")

    def user(self, role: str) -> int:
        """Key of the user who has that role in commune A."""
        wanted = next(row.id for row in stored(self.app, "core_role", "a-comm") if row.key == role)
        return int(next(row.user_id for row in stored(self.app, "core_post", "a-comm") if row.role_id == wanted))

    def accepted(self, **changes: Any) -> str:
        """A petition that became a case today; nobody has declared yet."""
        values = changes.pop("values", None) or petition_input(received_on=self.day, **changes)
        with acting(self.app, self.scope, writes=True):
            petition = register.register_petition(self.scope, values)
            for name in ("classify", "propose", "accept"):
                moves.move_petition(self.scope, petition, name, Why(self.day))
            cases.open_case(self.scope, petition, Why(self.day))
            return petition.public_id

    def look(self, key: str) -> tuple[Petition, Case, dict[str, Any]]:
        """The petition, its case, and its clocks by kind as (state, due day)."""
        with acting(self.app, self.scope):
            petition = get_petition(self.scope, key)
            found = {c.kind: (c.state, c.due_on) for c in reversed(queries.list_clocks(self.scope, petition))}
            return petition, queries.require_case(self.scope, petition), found

    def run(self, act: Callable[[Scope], Any]) -> Any:
        """Call services with every right, committed."""
        with acting(self.app, self.scope, writes=True):
            return act(self.scope)

    def step(self, client: FlaskClient, key: str, name: str, *, decides: bool = False, **values: str) -> Any:
        """Open the form of a step, fill it in, send it; gives the answer."""
        area = "decisions" if decides else "steps"
        url = f"{ROOM}/petitions/{key}/case/{area}/{name}"
        shown = client.get(url)
        assert shown.status_code == 200, shown.text
        return client.post(url, data=typed(shown.text) | values)

    def decision(self, client: FlaskClient, key: str, name: str, **values: str) -> Any:
        """The same for a step of the head."""
        return self.step(client, key, name, decides=True, **values)


def typed(body: str) -> dict[str, str]:
    """Field name -> what stands in the form, as the browser would send it again."""
    soup = BeautifulSoup(body, "html.parser")
    found: dict[str, str] = {}
    for part in soup.select("main form [name]"):
        name = str(part["name"])
        if part.name == "textarea":
            found[name] = part.get_text().removeprefix("\n")
        elif part.name == "select":
            chosen = part.select_one("option[selected]")
            found[name] = str(chosen["value"]) if chosen else ""
        elif part.get("type") in ("radio", "checkbox"):
            if part.has_attr("checked"):
                found[name] = str(part.get("value", "y"))
        else:
            found[name] = str(part.get("value", ""))
    return found


def links(body: str) -> set[str]:
    """Names of the steps a page offers."""
    soup = BeautifulSoup(body, "html.parser")
    wanted = ("/case/steps/", "/case/decisions/")
    return {
        str(a["href"]).rsplit("/", 1)[-1]
        for a in soup.select("main a[href]")
        if any(w in str(a["href"]) for w in wanted)
    }
