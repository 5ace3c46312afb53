"""Reads of what ties petitions together: links, transfers, reminders, what was done before, likely repetitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from core.api import NotFound, Scope, db, fold
from plugins.petitions.models import Link, Petition, Step, Transfer, Urge
from plugins.petitions.outcome_rules import Past
from plugins.petitions.queries.petitions import seen_by

#: So many of the newest petitions that the actor may know of are compared; older ones are found by their decision number alone.
COMPARED = 400
SHOWN = 5
#: Share of common words from which two matters are called alike.
ALIKE = 0.34


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as the page of either petition shows it."""

    link: Link
    other: Petition
    #: Whether the page's petition is the later one.
    later: bool


def list_links(scope: Scope, petition: Petition) -> list[LinkRow]:
    """Links that hold, to petitions the actor may know of."""
    rows = db.session.execute(
        select(Link, Petition)
        .join(
            Petition,
            or_(
                and_(Link.petition_id == petition.id, Petition.id == Link.other_id),
                and_(Link.other_id == petition.id, Petition.id == Link.petition_id),
            ),
        )
        .where(Link.live.is_(True), seen_by(scope))
        .order_by(Link.id)
    )
    return [LinkRow(row[0], row[1], row[0].petition_id == petition.id) for row in rows]


def get_link(scope: Scope, public_id: str) -> Link:
    """A link, also one that was taken back. Raises NotFound."""
    link = db.session.scalar(select(Link).where(Link.public_id == public_id))
    if link is None:
        raise NotFound("link")
    return link


def past_of(scope: Scope, petition: Petition) -> Past:
    """What was done with this content before: by this petition, or by one it repeats or belongs to.

    What is hidden from the actor does not count: the outcomes left would tell that it exists (promise P15).
    """
    other = aliased(Link)
    same = [petition.id, *([petition.original_id] if petition.original_id else [])]
    rows = db.session.execute(
        select(other.petition_id, other.other_id).where(
            other.live.is_(True),
            other.kind.in_(("duplicate", "related")),
            or_(other.petition_id == petition.id, other.other_id == petition.id),
        )
    )
    same += [key for row in rows for key in row]
    known = or_(Petition.id == petition.id, seen_by(scope))
    done = db.session.execute(
        select(Step.name, Step.petition_id)
        .join(Petition, Petition.id == Step.petition_id)
        .where(Step.petition_id.in_(same), Step.name.in_(("guide", "report_up")), Step.machine == "petition", known)
    )
    names = {(row.name, row.petition_id) for row in done}
    passed = db.session.scalar(
        select(Transfer.id)
        .join(Petition, Petition.id == Transfer.petition_id)
        .where(Transfer.petition_id.in_(same), Transfer.live.is_(True), known)
        .limit(1)
    )
    return Past(
        guided=any(name == "guide" for name, _key in names),
        transferred=passed is not None,
        reported=("report_up", petition.id) in names,
    )


def list_transfers(scope: Scope, petition: Petition) -> list[Transfer]:
    """To whom a petition was passed, oldest first."""
    return list(db.session.scalars(select(Transfer).where(Transfer.petition_id == petition.id).order_by(Transfer.id)))


def list_passed(scope: Scope, petition: Petition) -> tuple[list[Transfer], list[Urge]]:
    """To whom a petition was passed and the reminders sent about it, oldest first; one statement."""
    rows: Sequence[Any] = db.session.execute(
        select(Transfer, Urge)
        .outerjoin(Urge, Urge.petition_id == Transfer.petition_id)
        .where(Transfer.petition_id == petition.id)
        .order_by(Transfer.id, Urge.number)
    ).all()
    return list(dict.fromkeys(row[0] for row in rows)), list(dict.fromkeys(row[1] for row in rows if row[1]))


def list_urges(scope: Scope, petition: Petition) -> list[Urge]:
    """Reminders sent about a petition, oldest first."""
    return list(db.session.scalars(select(Urge).where(Urge.petition_id == petition.id).order_by(Urge.number)))


@dataclass(frozen=True, slots=True)
class Matter:
    """What two petitions are compared by: never who signed them."""

    summary: str = ""
    place: str = ""
    decision_no: str = ""
    decision_on: date | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A petition that may be about the same matter, and why."""

    public_id: str
    year: int
    number: int
    received_on: date
    kind: str
    state: str
    summary: str
    demand: str
    place: str
    decision_no: str
    reasons: tuple[str, ...]


def matter_of(petition: Petition) -> Matter:
    """The matter of a stored petition."""
    return Matter(petition.summary, petition.place, petition.decision_no, petition.decision_on)


def list_alike(scope: Scope, matter: Matter, but: str = "") -> list[Alike]:
    """Up to five petitions of this tenant that may be about the same matter; one statement.

    Compared are place, words, number and day of the decision. Denunciations, files on candidates
    and what is hidden from the actor are never among them.
    """
    words = _words(matter.summary)
    number = matter.decision_no.strip()
    if len(words) < 2 and not number and not matter.decision_on:
        return []
    open_ = and_(
        seen_by(scope),
        Petition.kind != "denunciation",
        Petition.candidate.is_(False),
        Petition.public_id != but,
    )
    # The window is taken from what the actor may know of: what is hidden must not push anything out of it.
    newest = select(Petition.id).where(open_).order_by(Petition.id.desc()).limit(COMPARED)
    condition: Any = Petition.id.in_(newest)
    if number:
        condition = or_(condition, Petition.decision_no == number)
    columns = (
        Petition.public_id,
        Petition.year,
        Petition.number,
        Petition.received_on,
        Petition.kind,
        Petition.state,
        Petition.summary,
        Petition.demand,
        Petition.place,
        Petition.decision_no,
        Petition.decision_on,
    )
    rows = db.session.execute(select(*columns).where(open_, condition).order_by(Petition.id.desc())).all()
    scored = []
    for row in rows:
        score, reasons = _score(matter, words, row)
        if score >= ALIKE:
            scored.append((score, row, reasons))
    scored.sort(key=lambda found: (-found[0], -found[1].year, -found[1].number))
    return [Alike(*row[:10], reasons) for _score_, row, reasons in scored[:SHOWN]]


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", fold(text)) if len(word) > 1)


def _score(matter: Matter, words: frozenset[str], row: Any) -> tuple[float, tuple[str, ...]]:
    theirs = _words(row.summary)
    common = len(words & theirs) / max(1, min(len(words), len(theirs))) if len(words & theirs) > 1 else 0.0
    score, reasons = common * 0.6, ["words"] if common >= 0.5 else []
    if matter.decision_no.strip() and fold(matter.decision_no) == fold(row.decision_no):
        score, reasons = score + 1, [*reasons, "decision_no"]
    if matter.decision_on and matter.decision_on == row.decision_on:
        score, reasons = score + 0.3, [*reasons, "decision_on"]
    if matter.place.strip() and fold(matter.place) == fold(row.place):
        score, reasons = score + 0.2, [*reasons, "place"]
    return score, tuple(reasons)
