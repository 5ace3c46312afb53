"""Asking the index: within one tenant, within the layers the reader may search, with a cap.

This is the only reader of the FTS5 table and the only place that asks past the ORM, so it checks
the frame itself; tokens and every statement carry the tenant besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, cast, exists, false, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from core.db.base import db
from core.db.frame import current_frame
from core.errors import CrossTenant
from core.search.declare import SearchHit, SearchSource
from core.search.models import SearchEntry
from core.search.words import Term, fts5, terms_of, tsquery, wanted_tokens
from core.tenancy.scope import Scope

#: More finds than this are neither counted nor ranked; screens say "1,000+".
CAP = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """Finds of one source: those of this page in order, how many there are, whether there are more than that."""

    source: SearchSource
    hits: list[SearchHit] = field(default_factory=list)
    count: int = 0
    capped: bool = False
    after: int = 0

    @property
    def more(self) -> int | None:
        """``after`` of the next page."""
        following = self.after + len(self.hits)
        return following if self.hits and following < min(self.count, CAP) else None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A condition for a plugin's own query, and whether so few records meet it that they are best sorted.

    With ``few`` order by an expression (``Visit.year + 0``): SQLite takes a tenant for ten rows and
    would rather walk all of them in order than look up the few.
    """

    condition: ColumnElement[bool]
    few: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of one source; ``rank`` 0 asks with the marks as typed, 1 without any."""

    source: str
    rank: int
    wanted: list[list[str]]


def may_search(scope: Scope) -> list[SearchSource]:
    """Kinds of records of which the reader may search at least one layer."""
    sources: dict[str, SearchSource] = current_app.extensions["tiepdan.registry"].searches
    return [source for source in sources.values() if source.codes(scope)]


def _check(scope: Scope) -> None:
    frame = current_frame()
    if frame is None or frame.scope is None or frame.scope.tenant_id != scope.tenant_id or frame.oversight:
        raise CrossTenant("the index is asked only inside the tenant's own frame")


def _questions(scope: Scope, source: SearchSource, terms: Sequence[Term], *, ranked: bool) -> list[_Question]:
    codes = source.codes(scope)
    if not codes or not terms:
        return []
    ranks = (0, 1) if ranked and any(term.marked for term in terms) else (1,)
    return [
        _Question(source.name, rank, wanted_tokens(scope.tenant_id, codes, terms, exact=rank == 0)) for rank in ranks
    ]


SQLITE = (
    "select {n} as asked, e.id, e.subject, e.day"
    " from (select rowid as id from core_search_fts where core_search_fts match :q{n}"
    " order by rowid desc limit {limit}) f cross join core_search_entry e on e.id = f.id"
    " where e.tenant_id = :tenant and e.source = :s{n}"
)
# The text index answers whether there are few: then all of them are ranked. Many are taken from the
# newest on, along the key. Asked for both at once the planner would guess, and guess rare words wrong.
POSTGRES_FEW = (
    "few{n} as materialized (select id, subject, day from core_search_entry"
    " where tenant_id = :tenant and source = :s{n} and tokens @@ cast(:q{n} as tsquery) limit {limit})"
)
POSTGRES_ROWS = (
    "select {n} as asked, id, subject, day from few{n} where (select count(*) from few{n}) <= {cap}"
    " union all (select {n}, id, subject, day from core_search_entry where (select count(*) from few{n}) > {cap}"
    " and tenant_id = :tenant and source = :s{n} and tokens @@ cast(:q{n} as tsquery)"
    " order by tenant_id desc, id desc limit {limit})"
)


def _ask(scope: Scope, questions: Sequence[_Question]) -> list[list[tuple[int, str, date]]]:
    """(id, subject, day) of at most CAP + 1 records per question; one statement for all."""
    _check(scope)
    answers: list[list[tuple[int, str, date]]] = [[] for _question in questions]
    if not questions:
        return answers
    connection = db.session.connection()
    lite = connection.dialect.name == "sqlite"
    values: dict[str, Any] = {"tenant": scope.tenant_id}
    for n, question in enumerate(questions):
        values |= {f"s{n}": question.source, f"q{n}": (fts5 if lite else tsquery)(question.wanted)}
    numbers = [{"n": n, "limit": CAP + 1, "cap": CAP} for n in range(len(questions))]
    if lite:
        statement = " union all ".join(SQLITE.format(**n) for n in numbers)
    else:
        statement = "with " + ", ".join(POSTGRES_FEW.format(**n) for n in numbers)
        statement += " " + " union all ".join(POSTGRES_ROWS.format(**n) for n in numbers)
    for asked, key, subject, day in connection.execute(text(statement), values):
        answers[asked].append((key, subject, date.fromisoformat(day) if isinstance(day, str) else day))
    return answers


def search(scope: Scope, query: str, *, source: str | None = None, limit: int = 25, after: int = 0) -> list[Found]:
    """What the reader finds, per source: exact marks first, then the newest; the last word may be a beginning.

    Every word must be in the record, in any layer the reader may search. ``source`` narrows to one;
    ``after`` skips as many finds. Sources without a find are left out. Asks one statement, and
    what each source's ``hits`` asks.
    """
    sources: dict[str, SearchSource] = current_app.extensions["tiepdan.registry"].searches
    terms = terms_of(query)
    questions = [
        question
        for name, declared in sources.items()
        if source in (None, name)
        for question in _questions(scope, declared, terms, ranked=True)
    ]
    best: dict[str, dict[str, tuple[int, int, int]]] = {}
    capped: set[str] = set()
    for question, rows in zip(questions, _ask(scope, questions), strict=True):
        places = best.setdefault(question.source, {})
        if len(rows) > CAP:
            capped.add(question.source)
        for key, subject, day in rows:
            places.setdefault(subject, (question.rank, -day.toordinal(), -key))
    return [
        _found(scope, sources[name], places, limit, after, capped=name in capped)
        for name, places in best.items()
        if places
    ]


def _found(
    scope: Scope, source: SearchSource, places: dict[str, Any], limit: int, after: int, *, capped: bool
) -> Found:
    order = sorted(places, key=places.__getitem__)[:CAP]
    ids = [subject.rpartition(":")[2] for subject in order[after : after + limit]]
    shown = {hit.public_id: hit for hit in source.hits(scope, ids)} if ids else {}
    hits = [shown[public_id] for public_id in ids if public_id in shown]
    return Found(source, hits, min(len(places), CAP), capped or len(places) > CAP, after)


def found_in(scope: Scope, source: str, query: str, column: InstrumentedAttribute[str]) -> Narrowed:
    """A condition for a plugin's own query: the record whose public id is ``column`` is found by ``query``.

    Asks one statement at once. Few finds become a list of ids; with more than CAP each record is
    looked up while the plugin's query walks in its own order, which then meets a find soon.
    """
    declared: SearchSource = current_app.extensions["tiepdan.registry"].searches[source]
    questions = _questions(scope, declared, terms_of(query), ranked=False)
    if not questions:
        _check(scope)
        return Narrowed(false(), few=True)
    rows = _ask(scope, questions)[0]
    if not rows:
        return Narrowed(false(), few=True)
    if len(rows) <= CAP:
        return Narrowed(column.in_([subject.rpartition(":")[2] for _key, subject, _day in rows]), few=True)
    condition = exists(
        select(SearchEntry.id).where(
            SearchEntry.tenant_id == scope.tenant_id,
            SearchEntry.subject == literal(f"{source}:").concat(column),
            _holds(questions[0].wanted),
        )
    )
    return Narrowed(condition, few=False)


def _holds(wanted: list[list[str]]) -> ColumnElement[bool]:
    """Whether an entry at hand has the words, without the text index."""
    if db.session.connection().dialect.name == "sqlite":

        def has(token: str) -> ColumnElement[bool]:
            return func.instr(SearchEntry.tokens, f" {token[:-1]}" if token.endswith("*") else f" {token} ") > 0

        return and_(*(or_(*map(has, choices)) for choices in wanted))
    return SearchEntry.tokens.op("@@", is_comparison=True)(cast(literal(tsquery(wanted)), TSQUERY))
