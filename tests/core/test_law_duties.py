"""The plan's duties as the four named plugins declare them."""

from __future__ import annotations

from importlib import import_module

import pytest

from core.law.duties import Duty, Verdict
from core.text import damaged, fold

EXPECTED = {
    "reception": ["II.3.a", "II.4.a", "II.4.b", "II.4.c", "II.7.b"],
    "police": ["II.5.a-1", "II.5.a-2", "II.5.a-3", "II.5.a-4", "II.5.b", "II.5.c", "III.2"],
    "massorg": ["II.8.a", "II.8.b", "II.8.c"],
    "online_reception": ["II.3.c", "II.7.d"],
}


def duties_of(plugin: str) -> tuple[Duty, ...]:
    duties: tuple[Duty, ...] = import_module(f"plugins.{plugin}.duties").DUTIES
    return duties


@pytest.mark.parametrize("plugin", EXPECTED)
def test_each_plugin_carries_its_duties(plugin: str) -> None:
    assert [duty.id for duty in duties_of(plugin)] == EXPECTED[plugin]
    for duty in duties_of(plugin):
        texts = [duty.title("vi"), duty.title("en"), duty.unit("vi"), duty.unit("en"), duty.basis]
        assert all(text and not damaged(text) for text in texts)
        assert duty.title("vi") != duty.title("en")
        assert duty.paragraph.split(" ")[0] == ".".join(duty.id.split(".")[:2])


def test_no_two_plugins_carry_the_same_duty() -> None:
    ids = [duty.id for plugin in EXPECTED for duty in duties_of(plugin)]
    assert len(ids) == len(set(ids))


def test_watching_people_is_not_built() -> None:
    police = {duty.id: duty for duty in duties_of("police")}
    left_out = [key for key, duty in police.items() if duty.verdict is Verdict.NOT_BUILT]
    assert left_out == ["II.5.a-3", "II.5.a-4"]
    narrowed = [key for key, duty in police.items() if duty.verdict is Verdict.NARROWED]
    assert narrowed == ["II.5.a-1", "II.5.c"]
    for duty in police.values():
        assert bool(duty.not_built("vi")) == bool(duty.not_built("en"))
        assert bool(duty.not_built("en")) == (duty.verdict is not Verdict.BUILD)
    assert "khong" in fold(police["II.5.a-4"].not_built("vi"))


def test_what_is_left_out_must_be_told() -> None:
    for verdict, told in ((Verdict.NARROWED, ""), (Verdict.NOT_BUILT, ""), (Verdict.BUILD, "x")):
        with pytest.raises(ValueError, match="not built"):
            Duty("I.1", "a", "b", "c", "d", "I.1", "e", verdict, told, told)
