"""Codes and secrets of citizens: random enough, read back however they are typed, stored as hashes only."""

from __future__ import annotations

import pytest
from flask import Flask

from core import codes


def test_a_code_has_128_bits_and_no_two_are_alike(app: Flask) -> None:
    with app.app_context():
        made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == codes.LENGTH and set(code) <= set(codes.SIGNS) for code in made)
    assert {code[0] for code in made} <= set(codes.SIGNS[:8])  # 26 signs of 5 bits hold 2 more than 128


def test_the_same_form_gets_the_same_code_again_and_another_form_another(app: Flask) -> None:
    with app.app_context():
        assert codes.new_code("7:form-key") == codes.new_code("7:form-key") != codes.new_code("8:form-key")


@pytest.mark.parametrize("bend", ["plain", "groups", "blanks", "capitals", "look-alikes", "spoken", "spoken plain"])
def test_a_code_is_read_however_it_is_typed(app: Flask, bend: str) -> None:
    with app.app_context():
        code = codes.new_code("seed of the reading")
    typed = {
        "plain": code,
        "groups": codes.printed(code),
        "blanks": f"  {codes.printed(code).replace('-', ' ')} ",
        "capitals": codes.printed(code).upper(),
        "look-alikes": code.replace("1", "l").replace("0", "O"),
        "spoken": codes.spoken(code),
        "spoken plain": codes.fold(codes.spoken(code)).upper(),
    }[bend]
    assert codes.read_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "abc", "0" * 25, "0" * 27, "z" * 26, "ba " * 15, "ba " * 17, "hai " * 16 + "x", "ü" * 26]
)
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.read_code(typed) == ""


def test_all_syllables_stay_apart_without_diacritics() -> None:
    assert len({codes.fold(one) for one in codes.SYLLABLES}) == 256


def test_what_is_stored_is_keyed_and_tells_nothing_of_the_code(app: Flask) -> None:
    with app.app_context():
        code = codes.new_code()
        stored = codes.hash_code(code)
        assert stored == codes.hash_code(code)
        assert code not in stored
        assert len(stored) == 64


def test_a_secret_is_compared_in_one_writing_and_stored_slowly(app: Flask) -> None:
    with app.app_context():
        stored = codes.hash_secret("Con Gà  vàng 7")
        assert stored.startswith("$argon2id$")
        assert codes.is_secret(stored, " con gà vàng 7 ")
        assert not codes.is_secret(stored, "con gà vàng 8")
        assert not codes.is_secret(None, "con gà vàng 7")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("", "short"), ("1234567", "short"), ("x" * 101, "long"), ("aaaaaaaa", "common"), ("con ga vang", "")],
)
def test_a_secret_must_be_worth_something(typed: str, problem: str) -> None:
    assert codes.secret_problem(typed) == problem
