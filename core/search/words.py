"""Words of the search index: how a text becomes tokens, and a typed query a question about them.

A token begins with the tenant and the code of its layer, so each tenant and each layer has a
dictionary of its own inside the one index: a reader's question never touches words that another
tenant wrote or that the reader may not see, neither for the answer nor for the time it takes.
Folded words stand behind ``-``; words whose marks or strokes matter stand a second time, with
them, behind ``=``. Nothing of a query reaches the engines but letters and digits.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.text import fold

WORD = re.compile(r"[^\W_]+")
DIGIT = re.compile(r"\d")
#: Longer words are cut; a record keeps so many words per layer; a query asks for so many.
LONGEST, MOST_WORDS, MOST_TERMS = 60, 4_000, 10
#: The last word of a query may be the beginning of a word, unless the whole query is shorter than this.
SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Term:
    """One word that must be there; ``marked`` is the word as typed where its marks matter, else empty."""

    folded: str
    marked: str = ""
    beginning: bool = False


@lru_cache(maxsize=200)
def code_of(source: str, layer: str) -> str:
    """Four letters that stand for a layer of a source within tokens."""
    number = int.from_bytes(hashlib.sha256(f"{source} {layer}".encode()).digest()[:8])
    return "".join(chr(97 + number // 26**place % 26) for place in range(4))


def _marked(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).casefold()
    composed = unicodedata.normalize("NFC", composed)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")


def _number(word: str) -> str:
    """Numbers without leading zeros, so that TC-0003/2026 and TC-3/2026 are the same."""
    return (word.lstrip("0") or "0") if word.isdecimal() else word


def _terms(text: str) -> Iterator[Term]:
    """Words in order; a number with signs in it, such as 12/2026 or PB-77, is one."""
    for chunk in text.split():
        words = [_number(word) for word in WORD.findall(fold(chunk))]
        if len(words) > 1 and DIGIT.search("".join(words)):
            yield Term("-".join(words)[:LONGEST])
        else:
            # marks that compose with nothing fall out of both forms, so the words run side by side
            marked = WORD.findall(_marked(chunk))
            pairs = zip(words, marked, strict=True) if len(words) == len(marked) else ((word, word) for word in words)
            for word, typed in pairs:
                yield Term(word[:LONGEST], typed[:LONGEST] if fold(typed) == word != typed else "")


def tokens_of(tenant_id: int, source: str, layers: Mapping[str, str]) -> str:
    """All tokens of a record, sorted, each once, with a space before and after each."""
    found: set[str] = set()
    for layer, text in layers.items():
        head = f"{tenant_id}-{code_of(source, layer)}"
        for term in list(_terms(text))[:MOST_WORDS]:
            found.add(f"{head}-{term.folded}")
            found.update(f"{head}-{part}" for part in term.folded.split("-"))
            if term.marked:
                found.add(f"{head}={term.marked}")
    return " ".join(("", *sorted(found), "")) if found else ""


def terms_of(query: str) -> list[Term]:
    """What a typed query asks for; empty when it holds neither letter nor digit."""
    terms = list(_terms(query))[:MOST_TERMS]
    if sum(len(term.folded) for term in terms) >= SHORTEST_BEGINNING:
        terms[-1] = Term(terms[-1].folded, terms[-1].marked, beginning=True)
    return terms


def wanted_tokens(tenant_id: int, codes: Sequence[str], terms: Sequence[Term], *, exact: bool) -> list[list[str]]:
    """Per term the tokens of which one must be there; ``exact`` asks for the marks that were typed.

    A token that may be the beginning of a longer one ends with ``*``.
    """
    return [
        [
            f"{tenant_id}-{code}{f'={term.marked}' if exact and term.marked else f'-{term.folded}'}"
            f"{'*' if term.beginning else ''}"
            for code in codes
        ]
        for term in terms
    ]


def fts5(wanted: Sequence[Sequence[str]]) -> str:
    """The question in the language of FTS5."""

    def one(token: str) -> str:
        return f'"{token.rstrip("*")}" *' if token.endswith("*") else f'"{token}"'

    return " AND ".join(f"({' OR '.join(map(one, choices))})" for choices in wanted)


def tsquery(wanted: Sequence[Sequence[str]]) -> str:
    """The question in the language of PostgreSQL."""

    def one(token: str) -> str:
        return f"'{token.rstrip('*')}':*" if token.endswith("*") else f"'{token}'"

    return " & ".join(f"({' | '.join(map(one, choices))})" for choices in wanted)
