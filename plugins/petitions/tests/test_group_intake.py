"""A group at the desk: what it lacks is said while it is taken in, and it is never turned away for that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from plugins.petitions.inputs import PartyInput
from plugins.petitions.petition_rules import group_lacks, problems
from plugins.petitions.tests.factories import denunciation_input, petition_input
from plugins.petitions.tests.test_flow import NEW, form

HTMX = {"HX-Request": "true", "HX-Target": "group"}


def people(number: int, speakers: int = 0, *, signed: bool = True) -> tuple[PartyInput, ...]:
    roles = ["representative"] * speakers + ["petitioner"] * (number - speakers)
    return tuple(PartyInput(f"Người {n}", role=role, mandate_signed=signed) for n, role in enumerate(roles))


@pytest.mark.parametrize(
    ("headcount", "parties", "lacks"),
    [
        (4, people(4), ()),
        (5, people(5), ("representatives_too_few",)),
        (5, people(5, 1), ()),
        (5, people(5, 2), ()),
        (5, people(5, 3), ("representatives_too_many",)),
        (10, people(10, 2, signed=False), ("mandate_missing",)),
        (11, people(11, 5), ()),
        (11, people(11, 6), ("representatives_too_many",)),
        (11, people(6, 3), ("roster_short",)),
        (11, people(6), ("representatives_too_few", "roster_short")),
    ],
)
def test_what_a_group_lacks_by_law(headcount: int, parties: tuple[PartyInput, ...], lacks: tuple[str, ...]) -> None:
    assert group_lacks(petition_input(parties=parties, headcount=headcount)) == lacks


def test_a_representative_is_one_of_the_group_and_a_proxy_is_not() -> None:
    six = petition_input(parties=people(6, 1), headcount=5)
    assert problems(six) == {"headcount": "headcount_low"}
    proxy = (PartyInput("Luật sư Ba", role="proxy"),)
    assert problems(petition_input(parties=people(1) + proxy, headcount=1)) == {}
    assert group_lacks(replace(denunciation_input(), headcount=12)) == ()


def test_the_form_says_it_and_registers_all_the_same(app: Flask, officer: FlaskClient) -> None:
    names = "\n".join(f"Người ký {n}" for n in range(1, 6))
    sent = form(names=names, once="g1")
    looked = officer.post(NEW, data=sent | {"group": "1"}, headers=HTMX).text
    assert "<li>" in looked
    assert "<form" not in looked, "only this part of the page is replaced"
    assert "Nguyễn Đức An" not in looked
    plain = officer.post(NEW, data=sent | {"group": "1"})
    assert (plain.status_code, "Người ký 5" in plain.text) == (200, True), "without scripts nothing typed is lost"
    before = len(stored(app, "petitions_petition", "a-comm"))
    answer = officer.post(NEW, data=sent)
    assert answer.status_code == 303
    rows = stored(app, "petitions_petition", "a-comm")
    assert (len(rows), rows[-1].headcount) == (before + 1, 6)
    spoken = sent | {"people-0-role": "representative", "mandate": "y", "group": "1"}
    assert "<li>" not in officer.post(NEW, data=spoken, headers=HTMX).text
