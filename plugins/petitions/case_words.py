"""Words of settlement: steps, clocks, verdicts, and what the law says when it refuses."""

from __future__ import annotations

from typing import Any

from core.api import _, _l, dmy, law

CLOCK_LABELS: dict[str, Any] = {
    "accept": _l("Accept or refuse"),
    "answer": _l("Answer"),
    "settle": _l("Settle"),
    "send": _l("Send the decision or conclusion"),
    "effect": _l("The decision takes effect"),
    "act": _l("Act on the conclusion"),
    "publish": _l("Publish the conclusion"),
    "posted": _l("Leave the conclusion posted"),
    "report": _l("Report the result to the body that passed it on"),
    "tell": _l("Tell both sides of the pause or end"),
}
CLOCK_STATES: dict[str, Any] = {
    "running": _l("running"),
    "stopped": _l("stands still"),
    "met": _l("done in time"),
    "missed": _l("done late"),
    "ended": _l("ended without being owed"),
    "over": _l("has run its time"),
}
#: State of a clock -> kind of its tag.
CLOCK_TAGS = {"running": "info", "stopped": "warn", "met": "good", "missed": "bad", "ended": "neutral", "over": "good"}
VERDICT_LABELS: dict[str, Any] = {
    "right": _l("Right in full"),
    "partly": _l("Partly right"),
    "wrong": _l("Wrong"),
}
PAUSE_LABELS: dict[str, Any] = {"suspension": _l("Suspended"), "assessment": _l("Expert assessment")}
TASK_LABELS: dict[str, Any] = {
    "given": _l("waits for the answer"),
    "done": _l("answered"),
    "returned": _l("returned"),
}
DIALOGUE_LABELS: dict[str, Any] = {
    "called": _l("called"),
    "held": _l("held"),
    "absent": _l("complainant stayed away without a good reason"),
    "postponed": _l("put off"),
}
WITHDRAWAL_LABELS: dict[str, Any] = {
    "asked": _l("rests"),
    "confirmed": _l("took effect"),
    "taken_back": _l("taken back"),
    "kept_going": _l("the case goes on in spite of it"),
}
CHANNEL_LABELS: dict[str, Any] = {
    "desk": _l("At the desk, asked alone"),
    "post": _l("By post"),
    "online": _l("Online"),
}
#: Days after which CM-04 warns although it is counted in working days (open point in the notes on the law).
OLD_LIMIT_DAYS = 10

RECOUNT_LABELS: dict[str, Any] = {
    "calendar": _l("Days off or working days were added or moved"),
    "transition": _l("A transitional article puts running matters under the new rule"),
    "correction": _l("The data of the rule were put right"),
    "replaced": _l("Another rule has taken the place of this one"),
}

LABELS: dict[str, Any] = {
    "clocks": CLOCK_LABELS,
    "recounts": RECOUNT_LABELS,
    "clock_states": CLOCK_STATES,
    "clock_tags": CLOCK_TAGS,
    "verdicts": VERDICT_LABELS,
    "pauses": PAUSE_LABELS,
    "tasks": TASK_LABELS,
    "dialogues": DIALOGUE_LABELS,
    "withdrawals": WITHDRAWAL_LABELS,
    "channels": CHANNEL_LABELS,
}


def law_sentence(error: law.LawError) -> str:
    """What the law says against a step, with rule and article, for the user."""
    if isinstance(error, law.ExtensionRefused):
        words = {
            law.ExtensionProblem.NOT_FOR_THIS_RULE: _("it does not extend this limit"),
            law.ExtensionProblem.NOT_COMPLEX_ENOUGH: _("the case is not noted in writing as complex enough for it"),
            law.ExtensionProblem.TOO_MANY: _(
                "it may be used at most this number of times: %(limit)d", limit=error.limit
            ),
            law.ExtensionProblem.TOO_LONG: _("an extension has 1 to %(limit)d days", limit=error.limit),
        }[error.problem]
        return _(
            "The law allows no such extension by rule %(rule)s: %(why)s (%(article)s, %(source)s).",
            rule=error.rule_id,
            why=words,
            article=error.article,
            source=error.source,
        )
    if isinstance(error, law.SuspensionRefused):
        return _(
            "The limit of rule %(rule)s cannot stand still from %(day)s: the law knew no such suspension on that day (%(counting)s). Check the day.",
            rule=error.rule_id,
            day=dmy(error.day),
            counting=error.counting_rule or "–",
        )
    if isinstance(error, law.RuleNotInForce):
        return _(
            "Rule %(rule)s was not in force on %(day)s. Check the day, or ask whoever keeps the rules.",
            rule=error.rule_id,
            day=dmy(error.day),
        )
    return _("The rules of law do not allow this. Check the days, or ask whoever keeps the rules.")
