"""Clocks on screen: what is owed by when, what is left, and how the day was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.api import NotFound, Scope, _, calendar_of, clock, law, page, scope
from plugins.petitions.case_words import LABELS, OLD_LIMIT_DAYS
from plugins.petitions.law import petition_law
from plugins.petitions.models import Clock
from plugins.petitions.permissions import PETITION_DECIDE, PETITION_VIEW
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.queries.recounts import get_moving
from plugins.petitions.views.blueprint import bp


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock as the panel shows it. ``days_left``: working days, below 0 when late, None when not running."""

    public_id: str
    title: str
    rule_id: str
    state: str
    due_on: date | None
    days_left: int | None
    ended_on: date | None
    derivation: law.Derivation | None
    unconfirmed: bool
    #: The older limit of ten calendar days has passed although the one in force has not (CM-04).
    past_old_limit: date | None


#: Kinds in which nobody owes anything: the time itself must pass.
WAITED = ("effect", "posted")


def _past(row: Clock) -> bool:
    return row.due_on is not None and row.ended_on is not None and row.ended_on >= row.due_on


def clock_lines(scope: Scope, clocks: list[Clock]) -> list[ClockLine]:
    """The clocks of a petition for its panel; one statement for the calendar, none without live clocks."""
    calendar = calendar_of(scope) if any(row.live for row in clocks) else None
    return [_line(row, calendar) for row in clocks]


def _line(row: Clock, calendar: law.WorkingCalendar | None) -> ClockLine:
    today = clock.today()
    found = queries.derivation_of(row)
    left = None
    if row.live and row.due_on is not None and calendar is not None:
        left = (
            calendar.working_days_between(today, row.due_on)
            if today <= row.due_on
            else -max(1, calendar.working_days_between(row.due_on, today))
        )
    old = row.started_on + timedelta(days=OLD_LIMIT_DAYS)
    warns = row.live and row.rule_id == "CM-04" and today >= old
    return ClockLine(
        public_id=row.public_id,
        title=str(LABELS["clocks"].get(row.kind, row.kind)),
        rule_id=row.rule_id,
        state="over" if row.state == "ended" and row.kind in WAITED and _past(row) else row.state,
        due_on=row.due_on,
        days_left=left,
        ended_on=row.ended_on,
        derivation=found,
        unconfirmed=bool(found and row.live and found.rests_on_unconfirmed),
        past_old_limit=old if warns else None,
    )


def rule_title(rule_id: str, lang: str) -> str:
    """The words of a rule; its id when the book has none of that name."""
    try:
        return petition_law().rules.rule(rule_id).title(lang)
    except law.UnknownRule:
        return rule_id


@bp.route("/petitions/<petition_id>/clocks/<clock_id>", permission=PETITION_VIEW)
def clock_show(petition_id: str, clock_id: str) -> Any:
    """How one due date was counted, fit for printing."""
    petition = get_petition(scope(), petition_id)
    row = next((c for c in queries.list_clocks(scope(), petition) if c.public_id == clock_id), None)
    if row is None:
        raise NotFound("clock")
    return page(
        "petitions/clock_show.html",
        petition=petition,
        code=code_of(scope(), petition),
        line=clock_lines(scope(), [row])[0],
        moving=get_moving(scope(), petition, clock_id) if row.live else None,
        decides=scope().can(PETITION_DECIDE.name),
        earlier=_earlier(row),
        made_on=clock.today(),
        labels=LABELS,
    )


def _earlier(row: Clock) -> list[dict[str, Any]]:
    """Due dates that were replaced, with who accepted the newer one and on what basis."""
    found = []
    for kept in row.derivation.get("earlier", []):
        accepted = kept["accepted"]
        due = law.Derivation.from_json(kept["derivation"]).due_on
        found.append({"due_on": due, "at": accepted["at"][:10], "basis": accepted["basis"]})
    return found


def panel_values(clocks: list[Clock]) -> dict[str, Any]:
    """What ``_clocks.html`` needs on the page of a petition."""
    return {"clock_lines": clock_lines(scope(), clocks), "case_labels": LABELS, "no_clocks": _("No limit runs.")}
