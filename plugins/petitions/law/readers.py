"""Typed questions to the law of petitions. Each takes the day that matters and reads the book in force.

Without `book` the book of the installation is used (a frame must be open), and outside an
application the shipped files and packs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import TypeVar

from core.api import law
from plugins.petitions.law.records import (
    Act,
    Cell,
    Condition,
    Criterion,
    ElectionDay,
    ElectionStep,
    Kind,
    LawForm,
    Level,
    NonAcceptance,
    Outcome,
    Result,
    Retention,
    Route,
    StopGround,
)
from plugins.petitions.law.source import SOURCE

Book = law.LawBook | None
Row = TypeVar("Row", bound=law.Record)

#: Bodies stop examining petitions about candidates so many days before election day (Election Law Art 61.2).
STOP_STEP = "EL-10"
#: From two criteria on a denunciation is specially complex (D31 Art 3).
SPECIALLY_COMPLEX_FROM = 2


class NoRoute(law.LawError):
    """No record says who settles such a petition on that day; it must not be guessed."""

    def __init__(self, petition: str, respondent: str, day: date) -> None:
        super().__init__(f'Nothing says who settles "{petition}" against "{respondent}" on {day}.')
        self.petition, self.respondent, self.day = petition, respondent, day


def petition_law(book: Book = None) -> law.LawBook:
    """The book in force."""
    return law.law_book(SOURCE) if book is None else book


def _rows(kind: str, wanted: type[Row], day: date | None, book: Book) -> list[Row]:
    return [row for row in petition_law(book).records(kind, day) if isinstance(row, wanted)]


def _for(rows: Iterable[Row], kind: str) -> list[Row]:
    return [row for row in rows if kind in getattr(row, "applies_to", ())]


# --- grounds and conditions -----------------------------------------------------------------------


def non_acceptance_grounds(day: date, book: Book = None) -> list[NonAcceptance]:
    """The grounds on which a complaint is not accepted, in the order of the law."""
    return sorted(_rows("non_acceptance", NonAcceptance, day, book), key=lambda row: row.number)


def ground(code: str, on: date | None = None, book: Book = None) -> NonAcceptance:
    """The ground of that code. Raises UnknownRule, or RuleNotInForce when `on` is outside."""
    found = petition_law(book).record("non_acceptance", code, on)
    if not isinstance(found, NonAcceptance):  # the kind has one reader; this tells mypy
        raise law.UnknownRule(code)
    return found


def conditions(kind: str, day: date, purpose: str = "process", book: Book = None) -> list[Condition]:
    """What a petition of the kind must have, to be processed or ("accept") to be accepted."""
    return [row for row in _for(_rows("condition", Condition, day, book), kind) if row.purpose == purpose]


def complexity_criteria(kind: str, day: date, book: Book = None) -> list[Criterion]:
    """The criteria of a complex case of the kind; none before the law named any."""
    return _for(_rows("criterion", Criterion, day, book), kind)


def complexity_flags(kind: str, letters: Collection[str], day: date, book: Book = None) -> tuple[str, ...]:
    """Flags of a clock for a case that meets these criteria: complex, and specially complex from two on.

    Only denunciations know specially complex cases (LTC Art 30.3). Raises UnknownRule for a letter
    that is no criterion on that day.
    """
    known = {row.letter for row in complexity_criteria(kind, day, book)}
    if wrong := sorted(set(letters) - known):
        raise law.UnknownRule(wrong[0])
    if not letters:
        return ()
    special = kind == Kind.DENUNCIATION and len(set(letters)) >= SPECIALLY_COMPLEX_FROM
    return ("complex", "specially_complex") if special else ("complex",)


def stop_grounds(act: Act, kind: str, day: date, book: Book = None) -> list[StopGround]:
    """The grounds on which a case of the kind may be suspended or must be terminated."""
    return [row for row in _for(_rows("stop_ground", StopGround, day, book), kind) if row.act is act]


# --- what is done with a petition ------------------------------------------------------------------


def outcomes_for(kind: str, cell: str, day: date, book: Book = None) -> list[Outcome]:
    """What may be done with a petition of the kind in that cell of the matrix; empty: nothing is foreseen."""
    return [row for row in _rows("outcome", Outcome, day, book) if (row.kind, row.cell) == (Kind(kind), Cell(cell))]


def allows(kind: str, cell: str, result: str, day: date, book: Book = None) -> Outcome | None:
    """The cell's outcome of that result, or None when the law does not foresee it."""
    return next((row for row in outcomes_for(kind, cell, day, book) if row.result is Result(result)), None)


def route(petition: str, respondent: str, day: date, book: Book = None) -> Route:
    """Who settles: `petition` is complaint_first, complaint_second or denunciation. Raises NoRoute."""
    for row in _rows("route", Route, day, book):
        if (row.petition, row.respondent) == (petition, respondent):
            return row
    raise NoRoute(petition, respondent, day)


def may_settle(petition: str, respondent: str, level: str, day: date, book: Book = None) -> bool:
    """Whether a body of that level settles it. Never true for the commune against its own chairman."""
    try:
        found = route(petition, respondent, day, book)
    except NoRoute:
        return False
    return found.level is Level(level)


def respondents(petition: str, day: date, book: Book = None) -> list[str]:
    """Against whom such a petition can be routed on that day."""
    return [row.respondent for row in _rows("route", Route, day, book) if row.petition == petition]


def acceptance_rule(kind: str, received_on: date, *, second: bool = False, book: Book = None) -> law.Rule:
    """The rule that limits accepting a petition received on that day (CM-02, CM-03, CM-04, DN-01).

    Raises RuleNotInForce, or UnknownRule for a kind whose acceptance has no limit.
    """
    firsts = {Kind.COMPLAINT: "CM-03" if second else "CM-02", Kind.DENUNCIATION: "DN-01"}
    rules = petition_law(book).rules
    rule_id = firsts.get(Kind(kind), "KNPA-0")
    try:
        rules.version_on(rule_id, received_on)
    except law.RuleNotInForce as error:
        if not error.followed_by:
            raise
        rule_id = error.followed_by
        rules.version_on(rule_id, received_on)
    return rules.rule(rule_id)


# --- papers and keeping ----------------------------------------------------------------------------


def forms(day: date, area: str = "", book: Book = None) -> list[LawForm]:
    """The forms in force, of all areas or of one."""
    return [row for row in _rows("form", LawForm, day, book) if area in ("", row.area)]


def form(form_id: str, on: date | None = None, book: Book = None) -> LawForm:
    """The form of that id. Raises UnknownRule or RuleNotInForce."""
    found = petition_law(book).record("form", form_id, on)
    if not isinstance(found, LawForm):
        raise law.UnknownRule(form_id)
    return found


def retention(subject: str, day: date, book: Book = None) -> Retention:
    """How long records of the subject are kept. Raises UnknownRule or RuleNotInForce."""
    found = petition_law(book).record("retention", subject, day)
    if not isinstance(found, Retention):
        raise law.UnknownRule(subject)
    return found


def retentions_not_set(day: date, book: Book = None) -> list[Retention]:
    """What is kept because no period is known, for the operator's list."""
    return [row for row in _rows("retention", Retention, day, book) if not row.is_set]


# --- elections -------------------------------------------------------------------------------------


def election_days(book: Book = None) -> list[date]:
    """Every known day of election, in order."""
    return sorted(row.day for row in _rows("election_day", ElectionDay, None, book))


def election_calendar(election_day: date, book: Book = None) -> list[tuple[ElectionStep, date]]:
    """The dated steps before an election, first ones first; plain subtraction, no day off is skipped."""
    steps = _rows("election_step", ElectionStep, election_day, book)
    return sorted(((s, election_day - timedelta(days=s.days)) for s in steps), key=lambda pair: pair[1])


def candidate_stop(election_day: date, book: Book = None) -> date:
    """The first day on which bodies stop examining petitions about candidates. Raises UnknownRule."""
    step = petition_law(book).record("election_step", STOP_STEP, election_day)
    if not isinstance(step, ElectionStep):
        raise law.UnknownRule(STOP_STEP)
    return election_day - timedelta(days=step.days)


def candidates_stopped(day: date, book: Book = None) -> bool:
    """Whether the settlement (never the receipt) of petitions about candidates is blocked on that day."""
    return any(candidate_stop(election, book) <= day <= election for election in election_days(book))
