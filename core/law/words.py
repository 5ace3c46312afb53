"""A derivation in plain sentences, for screens, papers and the command line alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.i18n import dmy, language, ngettext
from core.i18n import gettext as _
from core.law.derivation import Derivation, Step, StepKind


def derivation_lines(derivation: Derivation) -> list[str]:
    """The derivation step by step in the reader's language, one sentence a line."""
    return [line for step in derivation.steps if (line := step_line(step))]


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence of a derivation, with the days that belong under it."""

    kind: str
    text: str
    days: tuple[str, ...] = ()
    heading: str = ""


def derivation_items(derivation: Derivation) -> list[Item]:
    """The same sentences for a screen: days that do not count stand under the counting they belong to."""
    items: list[Item] = []
    for step in derivation.steps:
        if step.kind in (StepKind.SKIP, StepKind.ROLLED_OVER) and items:
            day = f"{dmy(step.day)} · {step.title(language())}"
            heading = _("Days that do not count:") if step.kind is StepKind.SKIP else _("Days off at the end:")
            items[-1] = replace(items[-1], days=(*items[-1].days, day), heading=heading)
        else:
            items.append(Item(step.kind.value, step_line(step)))
    return items


def unit_words(number: int, unit: str) -> str:
    """A number of days of a rule's unit, in the reader's language."""
    if unit == "working_day":
        return ngettext("%(num)d working day", "%(num)d working days", number)
    if unit == "calendar_day":
        return ngettext("%(num)d calendar day", "%(num)d calendar days", number)
    if unit == "hour":
        return ngettext("%(num)d hour", "%(num)d hours", number)
    if unit == "day_per_week":
        return ngettext("%(num)d day a week", "%(num)d days a week", number)
    if unit == "day_per_month":
        return ngettext("%(num)d day a month", "%(num)d days a month", number)
    return _("at once") if unit == "at_once" else _("no time set")


def flag_words(flags: str) -> str:
    """Circumstances of a case, in the reader's language."""
    known = {
        "remote": _("remote area"),
        "complex": _("complex case"),
        "specially_complex": _("specially complex case"),
        "second": _("second complaint"),
        "dismissal": _("dismissal"),
        "several_places": _("checks at several places"),
        "not_accepted": _("not accepted"),
    }
    return ", ".join(known.get(flag, flag) for flag in flags.split())


def event_words(event: str) -> str:
    """The event a limit begins with, in the reader's language."""
    known = {
        "petition_received": _("receipt of the petition"),
        "accepted": _("acceptance of the case"),
        "content_received": _("receipt of the matter"),
        "decision_known": _("receipt or knowledge of the decision or act"),
        "meeting_day": _("day of the meeting"),
        "papers_complete": _("completeness of the papers"),
        "decision_issued": _("issue of the decision"),
        "decision_received": _("receipt of the decision"),
        "first_limit_ended": _("end of the first time limit or receipt of the first decision"),
        "conclusion_issued": _("issue of the conclusion"),
        "dialogue_day": _("day of the dialogue"),
        "reception_day": _("day of the reception"),
        "online_day": _("day of the online reception"),
        "request_received": _("receipt of the request"),
        "limit_ended": _("end of the time limit before"),
        "result_reached": _("result of the handling"),
        "published": _("beginning of the publication"),
        "list_posted": _("posting of the voter list"),
        "election_day": _("election day"),
        "result_announced": _("announcement of the election result"),
    }
    return known.get(event, event.replace("_", " "))


def step_line(step: Step) -> str:
    """One step as a sentence, in the reader's language."""
    plain = {
        StepKind.UNCONFIRMED: _(
            "This date may still move: it rests on days off that are not announced officially yet."
        ),
        StepKind.AT_ONCE: _("To be done at once."),
    }
    if step.kind in plain:
        return plain[step.kind]
    basis = ", ".join(part for part in (step.article, step.source) if part)
    values = {
        "day": dmy(step.day),
        "until": dmy(step.until),
        "rule": step.rule,
        "title": step.title(language()),
        "basis": basis,
        "days": unit_words(step.number, step.unit) if step.unit else "",
        "by": step.by,
        "ground": step.ground,
    }
    if step.kind is StepKind.START:
        values["ground"] = event_words(step.ground)
    if step.kind is StepKind.VARIANT:
        values["ground"] = flag_words(step.ground)
    return _sentence(step) % values


def _sentence(step: Step) -> str:
    if step.kind is StepKind.RULE and step.confidence not in ("", "V"):
        return _(
            "Rule %(rule)s (“%(title)s”): %(days)s. Basis: %(basis)s, in this version since %(day)s. The text of the law itself was not read: have it confirmed."
        )
    if step.kind in (StepKind.SUSPENDED, StepKind.ASSESSED) and step.until is None:
        return _open_stop(step.kind)
    return {
        StepKind.START: _("Begins with: %(ground)s, %(day)s. That day does not count."),
        StepKind.VARIANT: _("In place of %(rule)s, rule %(by)s holds: %(ground)s."),
        StepKind.RULE: _("Rule %(rule)s (“%(title)s”): %(days)s. Basis: %(basis)s, in this version since %(day)s."),
        StepKind.TRANSITION: _("The case was running on %(day)s and comes under the new rule (%(basis)s)."),
        StepKind.COUNT: _counted(step),
        StepKind.SKIP: _("%(day)s does not count: %(title)s."),
        StepKind.ROLLED_OVER: _("%(day)s is a day off: %(title)s."),
        StepKind.ROLL: _("The last day, %(day)s, is a day off, so the time ends on %(until)s (%(basis)s)."),
        StepKind.SUSPENDED: _(
            "Suspended from %(day)s, resumed on %(until)s: the days between do not count (ground %(ground)s; %(basis)s)."
        ),
        StepKind.ASSESSED: _("Expert assessment from %(day)s to %(until)s: the days between do not count (%(basis)s)."),
        StepKind.EXTENDED: _extended(step),
        StepKind.EXTENDED_LATE: _(
            "Please check: the extension was decided on %(day)s, after the time had ended on %(until)s."
        ),
        StepKind.STOPPED: _("The clock stands still since %(day)s; %(days)s are left when it goes on."),
        StepKind.DUE: _("Due on %(day)s, until 24:00."),
    }[step.kind]


def _open_stop(kind: StepKind) -> str:
    if kind is StepKind.ASSESSED:
        return _("Expert assessment since %(day)s: no day counts until it is there (%(basis)s).")
    return _("Suspended since %(day)s: no day counts until it is resumed (ground %(ground)s; %(basis)s).")


def _counted(step: Step) -> str:
    if step.until is None:
        return _("Counted from %(day)s; no day could be counted before the clock stopped.")
    if step.day and step.until < step.day:
        return _("Counted back %(days)s from %(day)s to %(until)s.")
    return _("Counted %(days)s from %(day)s to %(until)s.")


def _extended(step: Step) -> str:
    if step.until is None:
        return _(
            "Extended by %(days)s by rule %(rule)s, counted once the clock goes on (%(by)s; ground %(ground)s; %(basis)s)."
        )
    return _("Extended by %(days)s by rule %(rule)s, from %(day)s to %(until)s (%(by)s; ground %(ground)s; %(basis)s).")
