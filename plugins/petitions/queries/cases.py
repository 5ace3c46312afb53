"""Reads of cases, their clocks and what happened in them; only of petitions the actor may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, false, or_, select

from core.api import NotFound, Scope, db, law
from plugins.petitions.models import (
    Case,
    Clock,
    Conflict,
    Dialogue,
    Pause,
    Petition,
    Prolongation,
    Screen,
    Task,
    Withdrawal,
)
from plugins.petitions.queries.petitions import seen_by


@dataclass(slots=True)
class CaseFile:
    """A petition with its newest case, the actor's word on conflict of interest, and what its page needs."""

    petition: Petition
    case: Case
    declared: bool | None
    clocks: list[Clock] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    prolongations: list[Prolongation] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    dialogues: list[Dialogue] = field(default_factory=list)


def get_case_file(scope: Scope, public_id: str) -> CaseFile:
    """The whole of a case for its page, in few statements.

    Raises NotFound for a petition the actor may not know of, or that was never accepted.
    """
    word = and_(Conflict.petition_id == Petition.id, Conflict.user_id == scope.actor_id)
    rows: Sequence[Any] = db.session.execute(
        select(Petition, Case, Conflict, Clock)
        .join(Case, Case.petition_id == Petition.id)
        .outerjoin(Conflict, word)
        .outerjoin(Clock, Clock.petition_id == Petition.id)
        .where(Petition.public_id == public_id, seen_by(scope))
        .order_by(Case.level.desc())
    ).all()
    if not rows:
        raise NotFound("case")
    petition, case, declared, _first_clock = rows[0]
    file = CaseFile(petition, case, declared.conflicted if declared is not None else None)
    file.clocks = _in_order({row[3] for row in rows if row[3] is not None})
    if case.kind != "recommendation":
        _add_events(file)
    file.tasks = list_tasks(scope, case)
    return file


def _add_events(file: CaseFile) -> None:
    """Dialogues, pauses and prolongations, a handful each, in one statement."""
    rows: Sequence[Any] = db.session.execute(
        select(Case.id, Dialogue, Pause, Prolongation)
        .outerjoin(Dialogue, Dialogue.case_id == Case.id)
        .outerjoin(Pause, Pause.case_id == Case.id)
        .outerjoin(Prolongation, Prolongation.case_id == Case.id)
        .where(Case.id == file.case.id)
    ).all()
    file.dialogues = sorted({row[1] for row in rows if row[1] is not None}, key=lambda one: one.id)
    file.pauses = sorted({row[2] for row in rows if row[2] is not None}, key=lambda one: (one.from_on, one.id))
    file.prolongations = sorted(
        {row[3] for row in rows if row[3] is not None}, key=lambda one: (one.decided_on, one.id)
    )


def get_case(scope: Scope, petition: Petition, level: int | None = None) -> Case | None:
    """The case of a petition, at ``level`` or the newest."""
    query = select(Case).where(Case.petition_id == petition.id)
    if level is not None:
        query = query.where(Case.level == level)
    return db.session.scalar(query.order_by(Case.level.desc()).limit(1))


def get_case_and_clocks(scope: Scope, petition: Petition) -> tuple[Case | None, list[Clock]]:
    """The newest case of a petition and every clock of it; one statement."""
    rows: Sequence[Any] = db.session.execute(
        select(Case, Clock)
        .outerjoin(Clock, Clock.petition_id == Case.petition_id)
        .where(Case.petition_id == petition.id)
        .order_by(Case.level.desc())
    ).all()
    return (rows[0][0] if rows else None), _in_order({row[1] for row in rows if row[1] is not None})


def require_case(scope: Scope, petition: Petition) -> Case:
    """The newest case of a petition. Raises NotFound when it was never accepted."""
    case = get_case(scope, petition)
    if case is None:
        raise NotFound("case")
    return case


def list_clocks(scope: Scope, petition: Petition) -> list[Clock]:
    """Every clock of a petition, live ones first, then the newest."""
    return _in_order(set(db.session.scalars(select(Clock).where(Clock.petition_id == petition.id))))


def _in_order(clocks: set[Clock]) -> list[Clock]:
    return sorted(clocks, key=lambda c: (c.live is None, c.due_on or date.max, -c.id))


def live_clock(scope: Scope, petition: Petition, kind: str) -> Clock | None:
    """The running or stopped clock of that kind."""
    return db.session.scalar(
        select(Clock).where(Clock.petition_id == petition.id, Clock.kind == kind, Clock.live.is_(True))
    )


def every_live_clock(scope: Scope) -> list[tuple[Clock, Petition]]:
    """Every live clock of the tenant with its petition, for new rules; never for a reader's screen."""
    rows = db.session.execute(
        select(Clock, Petition).join(Petition, Petition.id == Clock.petition_id).where(Clock.live.is_(True))
    )
    return [(clock, petition) for clock, petition in rows]


def list_pauses(scope: Scope, case: Case) -> list[Pause]:
    """Suspensions and expert assessments, oldest first."""
    return list(db.session.scalars(select(Pause).where(Pause.case_id == case.id).order_by(Pause.from_on, Pause.id)))


def list_prolongations(scope: Scope, case: Case) -> list[Prolongation]:
    """Decisions that gave more time, oldest first."""
    return list(
        db.session.scalars(
            select(Prolongation)
            .where(Prolongation.case_id == case.id)
            .order_by(Prolongation.decided_on, Prolongation.id)
        )
    )


def list_tasks(scope: Scope, case: Case) -> list[Task]:
    """Verification tasks of a case, oldest first."""
    return list(db.session.scalars(select(Task).where(Task.case_id == case.id).order_by(Task.id)))


def list_dialogues(scope: Scope, case: Case) -> list[Dialogue]:
    """Dialogues of a case, oldest first."""
    return list(db.session.scalars(select(Dialogue).where(Dialogue.case_id == case.id).order_by(Dialogue.id)))


def list_withdrawals(scope: Scope, petition: Petition) -> list[Withdrawal]:
    """Wishes to withdraw, oldest first."""
    return list(
        db.session.scalars(select(Withdrawal).where(Withdrawal.petition_id == petition.id).order_by(Withdrawal.id))
    )


def get_withdrawal(scope: Scope, public_id: str) -> tuple[Withdrawal, Petition] | None:
    """A wish to withdraw with its petition, if the actor may know of it."""
    row = db.session.execute(
        select(Withdrawal, Petition)
        .join(Petition, Petition.id == Withdrawal.petition_id)
        .where(Withdrawal.public_id == public_id, seen_by(scope))
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def overdue_clocks(scope: Scope, day: date, limit: int = 500) -> list[tuple[Clock, Petition]]:
    """Live clocks whose due date lies before ``day``, the oldest first, of petitions the actor may know of."""
    rows = db.session.execute(
        select(Clock, Petition)
        .join(Petition, Petition.id == Clock.petition_id)
        .where(Clock.live.is_(True), Clock.due_on < day, seen_by(scope))
        .order_by(Clock.due_on, Clock.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def is_hidden_from(petition: Petition, user_id: int | None, unit_id: int | None) -> bool:
    """Whether the petition is about that user or unit, so that it does not exist for them."""
    about = [Screen.user_id == user_id] if user_id is not None else []
    about += [Screen.unit_id == unit_id] if unit_id is not None else []
    query = select(Screen.id).where(Screen.petition_id == petition.id, or_(false(), *about))
    return db.session.scalar(query.limit(1)) is not None


def derivation_of(clock: Clock) -> law.Derivation | None:
    """How the due date was computed, as it was stored."""
    return law.Derivation.from_json(clock.derivation) if clock.derivation else None
