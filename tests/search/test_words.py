"""How texts become tokens and typed words become questions."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from core.search.words import MOST_TERMS, code_of, fts5, terms_of, tokens_of, tsquery, wanted_tokens

SOURCE = "test:thing"
HEAD = f"7-{code_of(SOURCE, 'open')}"


def tokens(text: str) -> set[str]:
    return set(tokens_of(7, SOURCE, {"open": text}).split())


def holds(text: str, query: str, *, exact: bool = False) -> bool:
    """What the engines do with the two, in a few lines of Python."""
    there = tokens(text)
    wanted = wanted_tokens(7, [code_of(SOURCE, "open")], terms_of(query), exact=exact)
    return bool(wanted) and all(
        any(
            any(word.startswith(token[:-1]) for word in there) if token.endswith("*") else token in there
            for token in choices
        )
        for choices in wanted
    )


def test_a_word_with_marks_stands_twice() -> None:
    assert tokens("Đất nhà") == {f"{HEAD}-dat", f"{HEAD}=đất", f"{HEAD}-nha", f"{HEAD}=nhà"}
    assert tokens("an  AN") == {f"{HEAD}-an"}
    assert tokens_of(7, SOURCE, {"open": " … "}) == ""


@pytest.mark.parametrize(
    "query",
    [
        "nguyen duc", "NGUYEN DUC", "Nguyễn Đức", "NGUYỄN ĐỨC", "duc nguyen", "nguyen d", "nguyễn du",
        unicodedata.normalize("NFD", "Nguyễn Đức"), "ð\u1ee9c nguyên", "nguyen, duc!", "\u200bNguyễn\u200b Đức",
    ],
)  # fmt: skip
def test_marks_and_case_do_not_count(query: str) -> None:
    assert holds("Nguyễn Đức An, Đăk Pne", query)
    assert holds(unicodedata.normalize("NFD", "Nguyễn Đức An"), query)
    assert not holds("Trần Văn Bình", query)


def test_only_the_last_word_may_be_a_beginning() -> None:
    assert holds("tranh chấp đất rẫy", "tranh ra")
    assert not holds("tranh chấp đất rẫy", "tra ray")
    assert not holds("tranh chấp đất rẫy", "t"), "one letter alone is no beginning"
    assert holds("Y Lan", "y"), "but it is a word"


def test_exact_marks() -> None:
    assert holds("Nguyễn Đức", "nguyễn đứ", exact=True)
    assert not holds("Nguyễn Đục", "nguyễn đức", exact=True)
    assert holds("Nguyễn Đục", "nguyễn duc", exact=True), "marks count only where they were typed"
    assert holds("hoà giải", unicodedata.normalize("NFD", "Hoà"), exact=True)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("12/2026 x", "12/2026", True), ("12/2026 x", "12/20", True), ("12/2026 x", "12", True),
        ("112/2026 x", "12/2026", False), ("12 việc của năm 2026", "12/2026", False),
        ("TC-3/2026", "TC-0003/2026", True), ("PB-77", "pb-77", True), ("PB-77", "77", True), ("PB-77", "pb-7", True),
        ("39/2024/NĐ-CP", "39/2024/nd-cp", True), ("đất-đai", "đất đai", True), ("đất đai", "đất-đai", True),
        ("h'lan", "h’lan", True), ("mùng 07", "7", True), ("50% giá", "50%", True), ("50% giá", "5%0", False),
    ],
)  # fmt: skip
def test_numbers_and_signs(text: str, query: str, *, found: bool) -> None:
    assert holds(text, query) is found


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "***", '"', "'", "()", "-", "\u0301", "&|!", "…"])
def test_signs_alone_ask_nothing(query: str) -> None:
    assert terms_of(query) == []


def test_a_long_query_is_cut() -> None:
    assert len(terms_of("từ " * 500)) == MOST_TERMS
    assert all(len(word) < 90 for word in tokens("x" * 5000 + " " + "1-" * 4000))


def test_layers_and_tenants_have_words_of_their_own() -> None:
    one = tokens_of(7, SOURCE, {"open": "đất", "closed": "đất"}).split()
    assert len(set(one)) == 4
    assert set(one).isdisjoint(tokens_of(8, SOURCE, {"open": "đất", "closed": "đất"}).split())
    assert set(one).isdisjoint(tokens_of(77, SOURCE, {"open": "đất", "closed": "đất"}).split())


SAFE_FTS5 = re.compile(r'\(("[\w=-]+"( \*)?( OR )?)+\)( AND \(("[\w=-]+"( \*)?( OR )?)+\))*')
SAFE_TSQUERY = re.compile(r"\(('[\w=-]+'(:\*)?( \| )?)+\)( & \(('[\w=-]+'(:\*)?( \| )?)+\))*")


def test_no_sign_of_a_query_reaches_the_engines() -> None:
    chance = random.Random("search")
    signs = ["'", '"', "*", ":", "-", "=", "\\", "(", ")", "^", "+", "NEAR", "OR", "AND", "NOT", "&", "|", "!", "<->"]
    signs += ["\u0301", "\u0303", "\u200d", "đ", "Ễ", "1", "/", "%", "_", "{", "}", ";", "--", "a", "\n", "ı", "ß", "𝔸"]
    for _turn in range(3_000):
        query = "".join(chance.choice(signs) + chance.choice(["", " "]) for _n in range(chance.randint(1, 12)))
        wanted = wanted_tokens(7, ["abcd", "efgh"], terms_of(query), exact=chance.random() < 0.5)
        if wanted:
            assert SAFE_FTS5.fullmatch(fts5(wanted)), query
            assert SAFE_TSQUERY.fullmatch(tsquery(wanted)), query
