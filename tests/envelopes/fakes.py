"""A plugin made for these tests: it sends and receives one kind of letter and notes what it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from core.api import (
    DomainEvent,
    Letter,
    LetterKind,
    Manifest,
    Permission,
    Receipt,
    RoleTemplate,
    Scope,
    hookimpl,
    publish,
    send_letter,
)
from core.audit.log import entries_after
from core.db.session import acting_in
from core.envelopes.models import StoredLetter
from core.envelopes.queries import find
from core.jobs.work import drain
from core.plugins.state import switch
from core.testing.world import scope_of

SEND = Permission("courier.parcel.send", "Send parcels")
ACT = Permission("courier.parcel.act", "Receive parcels")
A, B, Z = "a-comm", "b-comm", "z-comm"
NAME = "Trần Thị Người Gửi"


@dataclass(frozen=True)
class Parcel:
    """Case data with a name in it."""

    person: str
    matter: str
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class Told(DomainEvent):
    """The plugin's function was called: the effect that tests count."""

    name = "courier.told"
    label = "The courier was told"

    step: str
    letter: str


def _note(step: str) -> Callable[[Scope, Letter[Parcel]], None]:
    def note(scope: Scope, letter: Letter[Parcel]) -> None:
        publish(scope, Told(subject="courier:desk:1", step=step, letter=letter.id))

    return note


def _received(scope: Scope, letter: Letter[Parcel]) -> str:
    _note("received")(scope, letter)
    return f"courier:arrival:{letter.id}"


def _accepting(scope: Scope, letter: Letter[Parcel]) -> Receipt:
    _note("accepting")(scope, letter)
    return Receipt("77/2026", f"courier:parcel:{letter.id}")


PARCEL = LetterKind(
    key="courier.parcel",
    title="Parcel",
    schema=Parcel,
    send=SEND,
    act=ACT,
    list_title=lambda parcel: f"Parcel of {parcel.pages} pages",
    on_received=_received,
    on_accepting=_accepting,
    on_recalled=_note("recalled"),
    on_receipted=_note("receipted"),
    on_refused=_note("refused"),
    on_returned=_note("returned"),
)


def courier(**changes: Any) -> ModuleType:
    """The plugin; ``changes`` are fields of its kind."""
    module = ModuleType("fake_courier")
    module.kind = replace(PARCEL, **changes)  # type: ignore[attr-defined]
    module.manifest = Manifest(  # type: ignore[attr-defined]
        name="courier", title="Courier", version="1", folder=Path(__file__).parent / "none", owner_unit="test"
    )
    roles = [
        RoleTemplate("courier_sender", "Gửi", "Sender", (SEND,)),
        RoleTemplate("courier_receiver", "Nhận", "Receiver", (ACT,)),
    ]
    for hook, declared in (
        ("declare_permissions", [SEND, ACT]),
        ("declare_roles", roles),
        ("declare_events", [Told]),
        ("declare_letters", [module.kind]),
    ):
        setattr(module, hook, hookimpl(_giving(declared)))
    return module


def _giving(declared: list[Any]) -> Any:
    def declare() -> list[Any]:
        return declared

    return declare


def turn(app: Flask, tenant: str, *, on: bool) -> None:
    """Switch the courier on or off in a tenant."""
    with app.app_context():
        switch(app.extensions["tiepdan.registry"], tenant, "courier", on=on, actor_id=None)


def at(tenant: str) -> Scope:
    """Somebody of the tenant who may do all with parcels."""
    return scope_of(tenant, SEND.name, ACT.name)


def kind(app: Flask) -> LetterKind[Parcel]:
    """The kind as it was declared."""
    found: LetterKind[Parcel] = app.extensions["tiepdan.registry"].letters["courier.parcel"]
    return found


def sent(app: Flask, to: str = B, **more: Any) -> str:
    """Send a parcel from A; gives the letter's id. Nothing is carried yet."""
    with app.app_context():
        scope = at(A)
        with acting_in(scope, writes=True):
            return send_letter(scope, kind(app), to, Parcel(NAME, "Đất ở", 3), **more).id


def carried(app: Flask) -> int:
    """Let everything that waits run; gives how many jobs ran."""
    with app.app_context():
        return drain(app)


def does(app: Flask, tenant: str, act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Call a service as somebody of the tenant, with one commit."""
    with app.app_context():
        scope = at(tenant)
        with acting_in(scope, writes=True):
            return act(scope, *args, **more)


def copy(app: Flask, tenant: str, letter: str) -> StoredLetter | None:
    """A tenant's own copy."""
    with app.app_context(), acting_in(at(tenant)):
        return find(letter)


def state(app: Flask, letter: str) -> tuple[str, str]:
    """(state in A, state in B); empty without a copy."""
    found = [copy(app, tenant, letter) for tenant in (A, B)]
    return tuple(row.state if row else "" for row in found)  # type: ignore[return-value]


def chain(app: Flask, tenant: str, letter: str) -> list[str]:
    """Steps of the letter in a tenant's chain, without ``core.letter_``."""
    with app.app_context(), acting_in(at(tenant)):
        entries = entries_after(at(tenant), 0, 100_000)
    return [e.event.removeprefix("core.letter_") for e in entries if e.subject == f"core:letter:{letter}"]


def told(app: Flask, tenant: str, letter: str) -> list[str]:
    """What the plugin's functions were told in a tenant, in order."""
    with app.app_context(), acting_in(at(tenant)):
        entries = entries_after(at(tenant), 0, 100_000)
    found = [e.payload or {} for e in entries if e.event == "courier.told"]
    return [payload["step"] for payload in found if payload["letter"] == letter]
