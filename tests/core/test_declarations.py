"""Declared worlds: the shipped ones, the round trip, and refusals that name file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tenancy.declarations import (
    RESERVED_SLUGS,
    DeclarationError,
    Grant,
    ParentLink,
    Succession,
    UnitDeclaration,
    WorldDeclaration,
    export_world,
    load_world,
    slug_problem,
)
from core.text import damaged

TENANTS = Path(__file__).parents[2] / "tenants"

GOOD = """\
[[kind]]
key = "commune"
label_vi = "xã"
label_en = "commune"
level_order = 30

[[tenant]]
slug = "one"
kind = "commune"
name = "Xã Một"

[[tenant]]
slug = "two"
kind = "commune"
name = "Xã Hai"
parent = "one"

[[tenant.unit]]
key = "desk"
name = "Bộ phận"

[[grant]]
overseer = "one"
subject = "subtree:one"
kind = "reception.visits"
level = "numbers"
from = 2026-01-01
basis = "Plan 1"
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes a world folder and returns it."""

    def _write(text: str, file: str = "all.toml", world: str = "sample") -> Path:
        folder = tmp_path / world
        folder.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
        return folder

    return _write


def problems_of(folder: Path, **options: tuple[str, ...]) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        load_world(folder, **options)
    return [str(problem) for problem in caught.value.problems]


def test_the_plans_world_is_complete() -> None:
    world = load_world(TENANTS / "kon-ray")
    kinds = [(node.slug, node.kind) for node in world.tenants if node.kind != "village"]
    assert sorted(kinds) == [
        ("dak-koi", "commune"),
        ("dak-pne", "commune"),
        ("dak-ruong", "commune"),
        ("dak-rve", "town"),
        ("dak-to-lung", "commune"),
        ("dak-to-re", "commune"),
        ("kon-ray", "district"),
        ("tan-lap", "commune"),
    ]
    town = world.tenant("dak-rve")
    assert town is not None
    assert town.name == "Thị trấn Đắk Rve"
    assert "Đăk Rve" in town.aliases
    assert town.plugins == ("reception", "petitions", "police", "massorg", "online_reception")
    assert [link.slug for link in town.parents] == ["kon-ray"]
    assert world.grants == tuple(
        Grant(
            overseer="kon-ray",
            subject="kon-ray",
            subtree=True,
            kind=kind,
            level="numbers",
            valid_from=date(2024, 8, 7),
            basis=world.grants[0].basis,
        )
        for kind in ("reception.visits", "reception.duty")
    )


def test_parents_come_before_their_children() -> None:
    slugs = [node.slug for node in load_world(TENANTS / "kon-ray").tenants]
    assert slugs[0] == "kon-ray"
    assert slugs.index("dak-rve") < min(i for i, s in enumerate(slugs) if s.startswith("dak-rve-"))


def test_the_plans_world_ends_on_no_day() -> None:
    world = load_world(TENANTS / "kon-ray")
    assert {node.until for node in world.tenants} == {None}
    assert {link.valid_to for node in world.tenants for link in node.parents} == {None}
    assert {kind.valid_to for kind in world.kinds} == {None}


def test_villages_without_a_source_are_marked_invented() -> None:
    world = load_world(TENANTS / "kon-ray")
    villages = [node for node in world.tenants if node.kind == "village"]
    assert len(villages) >= 3
    assert all(node.invented and node.parent_on(date(2026, 1, 1)) == "dak-rve" for node in villages)
    assert all(not node.plugins for node in villages)
    assert not any(node.invented for node in world.tenants if node.kind != "village")


def test_today_has_two_levels_and_successions_come_on_request() -> None:
    world = load_world(TENANTS / "quang-ngai")
    assert world.successions == ()
    assert world.on_request == ("successions-2025",)
    assert [node.slug for node in world.tenants if node.parents] == [
        "xa-dak-rve",
        "xa-dak-koi",
        "xa-kon-braih",
    ]
    full = load_world(TENANTS / "quang-ngai", include=("successions-2025",))
    assert [(fact.sources, fact.targets) for fact in full.successions] == [
        (("dak-rve", "dak-pne"), ("xa-dak-rve",)),
        (("dak-to-lung", "dak-koi"), ("xa-dak-koi",)),
        (("dak-to-re", "dak-ruong", "tan-lap"), ("xa-kon-braih",)),
    ]
    assert {(fact.day, fact.kind) for fact in full.successions} == {(date(2025, 7, 1), "merge")}


def test_the_two_worlds_share_no_slug() -> None:
    one, other = load_world(TENANTS / "kon-ray"), load_world(TENANTS / "quang-ngai")
    assert not {node.slug for node in one.tenants} & {node.slug for node in other.tenants}


def test_the_example_of_the_readme_loads(write: Write) -> None:
    readme = (TENANTS / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert example is not None
    world = load_world(write(example[1]))
    assert [node.slug for node in world.tenants] == ["mau", "suoi-trong"]


@pytest.mark.parametrize("name", ["kon-ray", "quang-ngai"])
def test_export_and_load_agree(name: str, tmp_path: Path) -> None:
    world = load_world(TENANTS / name)
    assert rewritten(world, tmp_path) == world


def rewritten(world: WorldDeclaration, folder: Path) -> WorldDeclaration:
    """The world after export, load, export (which must give the same bytes)."""
    for file, text in export_world(world).items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
    again = load_world(folder)
    assert export_world(again) == export_world(world)
    return again


texts = st.text(min_size=1, max_size=40).map(str.strip).filter(lambda t: t and not damaged(t))
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@settings(max_examples=60)
@given(names=st.lists(texts, min_size=3, max_size=3, unique=True), start=days, end=days, basis=texts)
def test_any_text_and_date_survives_the_round_trip(
    names: list[str], start: date, end: date, basis: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start, end = sorted((start, end))
    base = load_world(TENANTS / "kon-ray")
    first = replace(
        base.tenants[0],
        name=names[0],
        aliases=tuple(names),
        parents=(),
        since=start,
        until=end,
        units=(UnitDeclaration("desk", names[1], invented=True),),
    )
    second = replace(
        first,
        slug="second",
        parents=(
            ParentLink(first.slug, None, date(1989, 12, 31)),
            ParentLink(first.slug, start, end),
        ),
    )
    fact = Succession(end, "rename", (first.slug,), ("second",), basis)
    grant = Grant(first.slug, "second", "a.b", "numbers", basis, start, end)
    world = WorldDeclaration(
        title_vi=names[2],
        kinds=base.kinds,
        tenants=(first, second),
        successions=(fact,),
        grants=(grant,),
    )
    assert rewritten(world, tmp_path_factory.mktemp("world")) == world


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('slug = "two"', 'slug = "one"', 13, "already used in sample/all.toml:7"),
        ('slug = "two"', 'slug = "Hai"', 13, "only a-z"),
        ('slug = "two"', 'slug = "xã"', 13, "only a-z"),
        ('slug = "two"', 'slug = "x"', 13, "2 to 40"),
        ('slug = "two"', 'slug = "static"', 13, "reserved"),
        ('slug = "two"', "slug = 2", 13, '"slug" must be a text'),
        ('slug = "two"\n', "", 12, 'The key "slug" is missing'),
        ('name = "Xã Hai"', 'name = "X\\u0000"', 15, "characters"),
        ('name = "Xã Hai"', 'name = "  "', 15, '"name" is empty'),
        ('name = "Xã Hai"', f'name = "{"x" * 201}"', 15, "longer than 200"),
        ('kind = "commune"\nname = "Xã Hai"', 'kind = "x"\nname = "b"', 14, "is not declared"),
        ('parent = "one"', 'parent = "nil"', 16, 'The parent "nil" is not declared'),
        ('parent = "one"', 'parent = "two"', 16, "above itself"),
        ('parent = "one"', "parent_from = 2025-01-01", 12, 'need a "parent"'),
        ('parent = "one"', "since = 2025-01-01\nuntil = 2024-01-01", 17, 'before "since"'),
        ('parent = "one"', 'since = "2025-01-01"', 16, "must be a date"),
        ('parent = "one"', "since = 0001-01-01", 16, "outside 1900-2200"),
        ('parent = "one"', 'plugins = ["a", "a"]', 16, "twice"),
        ('parent = "one"', 'plugins = "a"', 16, "list of texts"),
        ('parent = "one"', "plugins = [1]", 16, "list of texts"),
        ('parent = "one"', 'parnet = "one"', 16, '"parnet" is not known'),
        ('parent = "one"', 'parents = "one"', 16, "[[parents]] tables"),
        ('parent = "one"', 'email = "nobody"', 16, "e-mail"),
        ("level_order = 30", "level_order = -1", 5, "between"),
        ("level_order = 30", "level_order = true", 5, "whole number"),
        ('key = "desk"', 'key = "Desk"', 19, "lower-case"),
        ('level = "numbers"', 'level = "identity"', 26, "none of: numbers"),
        ('overseer = "one"', 'overseer = "nil"', 23, "is not declared"),
        ('subject = "subtree:one"', 'subject = "one"', 24, "needs no grant"),
        ("from = 2026-01-01\n", "", 22, '"from" is missing'),
        ('basis = "Plan 1"\n', "", 22, '"basis" is missing'),
        ('kind = "reception.visits"', 'kind = "visits"', 25, "plugin.noun"),
    ],
)
def test_a_mistake_is_named_with_its_line(write: Write, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = problems_of(write(GOOD.replace(old, new, 1)))
    assert any(p.startswith(f"sample/all.toml:{line}: ") and words in p for p in found), found


def test_all_problems_come_at_once(write: Write) -> None:
    folder = write(GOOD.replace('"Xã Hai"', "1").replace('"numbers"', '"all"'))
    write('[[tenant]]\nslug = "Bad"\n', file="more.toml")
    assert len(problems_of(folder)) == 5


def test_a_unit_twice_in_one_tenant_is_refused(write: Write) -> None:
    unit = '[[tenant.unit]]\nkey = "desk"\nname = "Bộ phận"\n'
    found = problems_of(write(GOOD.replace(unit, unit * 2)))
    assert found == ['sample/all.toml:22: The unit "desk" is declared twice in "two".']


def test_longer_cycles_name_every_node_in_them(write: Write) -> None:
    circle = GOOD.replace('name = "Xã Một"', 'name = "Xã Một"\nparent = "two"')
    assert [p.split(": ")[0] for p in problems_of(write(circle))] == [
        "sample/all.toml:11",
        "sample/all.toml:17",
    ]


def test_two_parents_may_follow_but_not_overlap(write: Write) -> None:
    links = """\
[[tenant.parents]]
slug = "one"
until = 2025-06-30
[[tenant.parents]]
slug = "three"
from = 2025-07-01
"""
    third = '[[tenant]]\nslug = "three"\nkind = "commune"\nname = "Xã Ba"\n'
    text = GOOD.replace('parent = "one"\n', links) + third
    node = load_world(write(text)).tenant("two")
    assert node is not None
    assert node.parent_on(date(2025, 6, 30)) == "one"
    assert node.parent_on(date(2025, 7, 1)) == "three"
    found = problems_of(write(text.replace("2025-06-30", "2025-07-01")))
    assert ["two parents at once" in problem for problem in found] == [True]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ('kind = "merge"\nfrom = ["one"]\nto = ["two"]', "A merge goes"),
        ('kind = "split"\nfrom = ["one"]\nto = ["two"]', "A split goes"),
        ('kind = "rename"\nfrom = ["one", "two"]\nto = ["two"]', "A renaming goes"),
        ('kind = "rename"\nfrom = ["one"]\nto = ["one"]', "cannot succeed itself"),
        ('kind = "rename"\nfrom = ["one"]\nto = ["nil"]', "is not declared"),
        ('kind = "rename"\nfrom = []\nto = ["two"]', "at least one"),
        ('kind = "rename"\nto = ["two"]', "at least one"),
        ('kind = "dissolve"\nfrom = ["one"]\nto = ["two"]', "none of"),
    ],
)
def test_a_succession_must_make_sense(write: Write, fact: str, words: str) -> None:
    head = '[[succession]]\ndate = 2025-07-01\nbasis = "Act"\n'
    found = problems_of(write(GOOD + head + fact))
    assert any(words in problem for problem in found), found


def test_the_same_fact_twice_is_refused(write: Write) -> None:
    fact = '[[succession]]\ndate = 2025-07-01\nkind = "rename"\nfrom=["one"]\nto=["two"]\nbasis="A"\n'
    assert load_world(write(GOOD + fact)).successions
    assert ["twice" in problem for problem in problems_of(write(GOOD + fact * 2))] == [True]
    grant = GOOD[GOOD.index("[[grant]]") :]
    assert ["twice" in problem for problem in problems_of(write(GOOD + grant))] == [True]


def test_files_that_are_not_toml_or_not_text(write: Write) -> None:
    folder = write(GOOD + '[[tenant]]\nslug = "open\n')
    assert problems_of(folder)[0].startswith("sample/all.toml:30: This is not valid TOML")
    (folder / "all.toml").write_bytes(b'[[kind]]\nkey = "\xff"\n')
    assert problems_of(folder) == ["sample/all.toml:2: The file is not UTF-8 text."]
    (folder / "all.toml").unlink()
    assert problems_of(folder) == ["sample: The folder holds no .toml file."]
    assert problems_of(folder / "none") == ["none: There is no such folder."]


def test_a_required_world_lends_its_slugs_and_kinds(write: Write) -> None:
    write(GOOD, world="base")
    text = 'requires = ["base"]\n[[tenant]]\nslug = "top"\nkind = "commune"\nname = "T"\nparent="two"'
    assert load_world(write(text)).requires == ("base",)
    clash = problems_of(write(text.replace('"top"', '"one"').replace('parent="two"', "")))
    assert clash == ['sample/all.toml:3: The slug "one" belongs to a world that this one requires.']
    missing = problems_of(write(text.replace('"base"', '"nowhere"')))
    assert "nowhere: There is no such folder." in missing
    write('requires = ["sample"]\n' + GOOD, world="base")
    assert any("require each other" in problem for problem in problems_of(write(text)))
    other_label = GOOD.replace('label_en = "commune"', 'label_en = "ward"')
    write(other_label, world="base")
    kind = GOOD[: GOOD.index("[[tenant]]")]
    assert any("differs" in problem for problem in problems_of(write(text + "\n" + kind)))


def test_a_file_on_request_is_read_only_when_asked_for(write: Write) -> None:
    folder = write(GOOD)
    write('on_request = true\n[[tenant]]\nslug = "Bad"\n', file="later.toml")
    assert load_world(folder).on_request == ("later",)
    assert any("only a-z" in problem for problem in problems_of(folder, include=("later",)))
    assert problems_of(folder, include=("never",)) == ['sample: There is no file "never.toml" to be read on request.']


def test_lines_are_found_past_comments_strings_and_nested_brackets(write: Write) -> None:
    noise = '''\
# slug = "comment" [ {
[[tenant]] # [[tenant]]
slug = "odd" # "
kind = "commune"
name = """
[[tenant]]
slug = 'not a table'
"""
aliases = [ # ]
  "a]", 'b[',
]
phone = 5
'''
    assert problems_of(write(noise + GOOD)) == ['sample/all.toml:12: "phone" must be a text.']


def test_reserved_words_cannot_name_a_tenant() -> None:
    assert {"static", "ops", "api", "p", "t", "admin", "login"} <= RESERVED_SLUGS
    assert all(slug_problem(slug) for slug in RESERVED_SLUGS)
    assert slug_problem("dak-rve") is None
    assert slug_problem("a" * 41)
    assert slug_problem("dak--rve")
    assert slug_problem("-dak")
    assert slug_problem("dak\n")
