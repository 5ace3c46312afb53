"""Guessing codes: throttled, told nothing, and right and wrong answered at the same beat.

The long run (``prove``) writes docs/proofs/codes.md.
"""

from __future__ import annotations

import random
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.api import codes
from core.web import render
from plugins.petitions.tests.desks import MakeApp
from plugins.petitions.tests.factories import CODE
from plugins.petitions.views.public_filing import WRONG_CODES, WRONG_SECRETS

FOLLOW = "/p/a-comm/petitions/follow"
SEED = 20261126
PROOF = Path(__file__).parents[2] / "docs" / "proofs" / "codes.md"
#: A page differs from another in its form token, the number of the request, and what was typed.
DIFFERS = re.compile(r'name="csrf_token" value="[^"]*"|id="code"[^>]*>|\b[0-9a-f]{16}\b')


@dataclass
class Guesser:
    """Somebody who tries codes, with the form's own token, from addresses of choice."""

    app: Flask
    client: FlaskClient
    token: str

    def ask(self, code: str, secret: str = "", address: str = "203.0.113.7") -> Any:
        """Send the form for codes."""
        form = {"code": code, "secret": secret, "csrf_token": self.token}
        return self.client.post(FOLLOW, data=form, environ_base={"REMOTE_ADDR": address})

    def begin_anew(self) -> None:
        """Throw away what the limits counted, as the end of a window does."""
        self.app.extensions.pop("tiepdan.throttles", None)


@pytest.fixture
def guesser(make_app: MakeApp, engine_name: str) -> Guesser:
    app, _world = make_app(engine_name, csrf=True)
    client = app.test_client()
    found = re.search(
        r'action="/p/[^"]*follow".*?name="csrf_token" value="([^"]+)"', client.get(FOLLOW).text, re.DOTALL
    )
    assert found
    return Guesser(app, client, found[1])


def guesses(number: int) -> list[str]:
    """Codes that could be, from a fixed seed."""
    chance = random.Random(SEED)
    return [chance.choice(codes.SIGNS[:8]) + "".join(chance.choices(codes.SIGNS, k=25)) for _ in range(number)]


def from_one_address(guesser: Guesser, number: int) -> Counter[int]:
    """Answers to so many guesses of one address within a window, by status."""
    return Counter(guesser.ask(code).status_code for code in guesses(number))


def bodies(guesser: Guesser, number: int) -> set[str]:
    """The different answers to wrong codes that each come from another address."""
    wrong = guesses(number)
    answers = (guesser.ask(code, address=f"2001:db8:{n:x}::1") for n, code in enumerate(wrong))
    return {DIFFERS.sub("", answer.text) for answer in answers}


def seconds(guesser: Guesser, number: int, secret: str = "") -> tuple[list[float], list[float]]:
    """How long right and wrong codes take, in turns, so that the load of the machine meets both alike."""
    right: list[float] = []
    wrong: list[float] = []
    for code in guesses(number):
        guesser.begin_anew()
        for taken, asked in ((right, CODE), (wrong, code)):
            began = time.perf_counter()
            guesser.ask(asked, secret)
            taken.append(time.perf_counter() - began)
    return right, wrong


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let answers leave at once: what is counted here is not time."""
    monkeypatch.setattr(render, "BEAT", 1e-6)


@pytest.mark.usefixtures("at_once")
def test_two_hundred_guesses_are_throttled_and_then_the_right_code_is_none_either(guesser: Guesser) -> None:
    assert guesser.ask(CODE).status_code == 200
    assert from_one_address(guesser, 200) == {422: WRONG_CODES.most, 429: 200 - WRONG_CODES.most}
    assert guesser.ask(CODE).status_code == 429
    assert guesser.ask(CODE, address="203.0.113.8").status_code == 200
    guesser.begin_anew()
    assert guesser.ask(CODE).status_code == 200


@pytest.mark.usefixtures("at_once")
def test_enumeration_reveals_nothing(guesser: Guesser) -> None:
    assert len(bodies(guesser, 20)) == 1
    near = [CODE[:place] + "1" + CODE[place + 1 :] for place in (0, 12, 25)]
    answers = {DIFFERS.sub("", guesser.ask(code, address="203.0.113.9").text) for code in near}
    assert answers == bodies(guesser, 1), "a code that is nearly right is as wrong as any"


@pytest.mark.usefixtures("at_once")
def test_secrets_of_one_code_are_limited_whoever_guesses(guesser: Guesser) -> None:
    found = Counter(
        guesser.ask(CODE, f"bí mật số {n}", address=f"203.0.113.{n}").status_code for n in range(WRONG_SECRETS.most + 5)
    )
    assert found == {422: WRONG_SECRETS.most, 429: 5}
    assert guesser.ask(CODE, address="203.0.113.200").status_code == 200, "the code alone still shows where it stands"


@pytest.mark.parametrize("code", [CODE, "7" * codes.LENGTH, "no code at all"])
def test_every_answer_waits_for_its_beat(guesser: Guesser, code: str) -> None:
    began = time.perf_counter()
    guesser.ask(code)
    assert time.perf_counter() - began >= render.BEAT


@pytest.mark.prove
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_ten_thousand_guesses(guesser: Guesser, monkeypatch: pytest.MonkeyPatch, engine_name: str) -> None:
    beat = render.BEAT
    plain = seconds(guesser, 200)
    with_secret = seconds(guesser, 100, "bí mật của ai đó")
    monkeypatch.setattr(render, "BEAT", 1e-6)
    guesser.begin_anew()
    began = time.perf_counter()
    found = from_one_address(guesser, 10_000)
    took = time.perf_counter() - began
    assert found == {422: WRONG_CODES.most, 429: 10_000 - WRONG_CODES.most}
    assert guesser.ask(CODE).status_code == 429
    different = len(bodies(guesser, 1_000))
    assert different == 1
    for right, wrong in (plain, with_secret):
        noise = statistics.quantiles(right, n=4)[2] - statistics.quantiles(right, n=4)[0]
        assert abs(statistics.median(right) - statistics.median(wrong)) <= max(noise, 0.01)
    _write(beat, plain, with_secret, found, took)


def _write(beat: float, plain: Any, with_secret: Any, found: Counter[int], took: float) -> None:
    def row(title: str, taken: list[float]) -> str:
        low, middle, high = (1000 * value for value in statistics.quantiles(taken, n=4))
        return f"| {title} | {len(taken)} | {low:.1f} | {middle:.1f} | {high:.1f} |"

    lines = [
        "# Guessing the codes of citizens",
        "",
        f"Run on {datetime.now(UTC):%Y-%m-%d} with `pytest tests/robustness/test_code_guessing.py -m prove`, seed {SEED}, on",
        f"SQLite, with the test client. A code has {codes.BITS} bits; the guesses have its shape.",
        "",
        "| guesses of one address in one window | |",
        "|---|---:|",
        f"| tried | {sum(found.values()):,} |",
        f"| looked up, and wrong | {found[422]:,} |",
        f"| refused unseen (429), the right code after them included | {found[429]:,} |",
        f"| seconds, without waiting for the beat | {took:.0f} |",
        "",
        "1,000 wrong codes from as many addresses get one and the same page. The tests of every run show the same of codes that",
        "differ from a right one in a single sign, and that ten wrong secrets close a code's secret for a quarter of an hour,",
        "whoever guesses: its owner, too, waits that long, and sees by the code alone where the matter stands.",
        "",
        f"Time of an answer in milliseconds, right and wrong codes in turns; answers leave at multiples of {beat * 1000:.0f} ms:",
        "",
        "| | answers | lower quartile | median | upper quartile |",
        "|---|---:|---:|---:|---:|",
        row("right code", plain[0]),
        row("wrong code", plain[1]),
        row("right code, wrong secret", with_secret[0]),
        row("wrong code, with a secret", with_secret[1]),
        "",
        "Each process counts for itself, in memory, under a key that is thrown away with the window: with n web processes an",
        "address has up to n times as many tries, which changes nothing against 128 bits.",
    ]
    PROOF.parent.mkdir(parents=True, exist_ok=True)
    PROOF.write_text("\n".join(lines) + "\n", encoding="utf-8")
