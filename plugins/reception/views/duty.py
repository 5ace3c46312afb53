"""The head's reception days: the ledger of a year, planning, and what became of a day."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, Scope, _, clock, go, history_lines, language, page, scope, settings
from plugins.reception.forms.duty import AccountForm, HeadDayForm
from plugins.reception.law import reception_rules
from plugins.reception.models import HeadDay
from plugins.reception.permissions import DUTY_EDIT, DUTY_VIEW
from plugins.reception.queries import duty as queries
from plugins.reception.queries.places import list_places
from plugins.reception.roster_words import ABSENCE_LABELS, HEAD_STATE_LABELS, UNSCHEDULED_LABELS
from plugins.reception.services import duty as services
from plugins.reception.settings import ReceptionSettings
from plugins.reception.views.blueprint import bp, public
from plugins.reception.views.places import clock_text, weekday_names

FIRST_YEAR, LAST_YEAR = 2014, 2100


def _year() -> int:
    """The year in the address, this one when there is none or a wrong one."""
    text = request.args.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year


def ledger_values(current: Scope) -> dict[str, Any]:
    """What both ledgers show, the officers' and the public's."""
    view = queries.year_view(current, _year())
    book = reception_rules()
    used = dict.fromkeys(quota.rule for quota in view.quotas)
    rules = []
    for rule_id in used:
        rule = book.rule(rule_id)
        first = next(quota.first for quota in view.quotas if quota.rule == rule_id)
        version = rule.version_on(first)
        rules.append((rule_id, rule.title(language()), f"{version.article} {version.source}" if version else ""))
    return {
        "view": view,
        "rules": rules,
        "weekdays": weekday_names(),
        "clock_text": clock_text,
        "states": HEAD_STATE_LABELS,
        "grounds": ABSENCE_LABELS,
        "unscheduled": UNSCHEDULED_LABELS,
        "today": clock.today(),
        "totals": {
            name: sum(getattr(line, name) for line in view.months)
            for name in ("required", "planned", "held", "alone", "missed", "open")
        },
    }


@bp.route("/duty", permission=DUTY_VIEW)
def duty_show() -> Any:
    """The ledger of a year: required, planned, held, missed, and every day behind it."""
    return page("reception/duty_show.html", **ledger_values(scope()))


@public.route("/head-days")
def duty_public(scope: Scope) -> Any:
    """The head's days for the public; the ledger too, unless the tenant keeps it to itself."""
    shown = settings(scope, ReceptionSettings).public_ledger
    return page("reception/duty_public.html", shown=shown, **ledger_values(scope))


def _plan(form: HeadDayForm, row: HeadDay | None) -> Any:
    values = form.values()
    if values is not None:
        try:
            services.plan_day(scope(), values, row.public_id if row else None)
        except Invalid as error:
            form.show(error)
        else:
            return go(url_for("reception.duty_show", year=values.day.year), _("The day stands on the public page."))
    return None


@bp.route("/duty/new", methods=["GET", "POST"], permission=DUTY_EDIT)
def head_day_create() -> Any:
    """Plan a reception day of the head, or note an unscheduled one."""
    form = HeadDayForm()
    if request.method == "POST":
        done = _plan(form, None)
        if done is not None:
            return done
    elif places := list_places(scope()):
        form.place.data = places[0].name
    return page("reception/head_day_create.html", form=form, row=None, status=422 if request.method == "POST" else 200)


@bp.route("/duty/<head_day_id>", methods=["GET", "POST"], permission=DUTY_EDIT)
def head_day_edit(head_day_id: str) -> Any:
    """Change a day of the head, or say what became of it."""
    row = queries.get_head_day(scope(), head_day_id)
    accounting = "state" in request.form
    plan = HeadDayForm.of(row, sent=not accounting)
    account = AccountForm(obj=row) if accounting else AccountForm(formdata=None, obj=row)
    if request.method == "POST":
        done = _account(account, row) if accounting else _plan(plan, row)
        if done is not None:
            return done
    return page(
        "reception/head_day_edit.html",
        form=plan,
        account=account,
        row=row,
        visits=queries.visits_by_head(scope(), row.day, row.day).get(row.day, 0),
        due_on=queries.posting_due(scope(), row.day),
        states=HEAD_STATE_LABELS,
        lines=history_lines(scope(), f"reception:head_day:{row.public_id}"),
        today=clock.today(),
        weekday=weekday_names()[row.day.weekday()],
        status=422 if request.method == "POST" else 200,
    )


def _account(form: AccountForm, row: HeadDay) -> Any:
    if not form.validate():
        return None
    try:
        services.account_for(
            scope(),
            row.public_id,
            form.state.data,
            ground=form.ground.data or "",
            reason=form.reason.data or "",
            moved_to=form.moved_to.data,
        )
    except Invalid as error:
        form.show(error)
        return None
    return go(url_for("reception.duty_show", year=row.day.year), _("It is noted; the public page says so, too."))
