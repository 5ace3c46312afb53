"""Leave of officers and event windows: what the roster is made from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, url_for

from core.api import Invalid, _, clock, go, history_lines, names_of, ngettext, page, scope
from plugins.reception.forms.roster import CampaignForm, LeaveForm
from plugins.reception.models import Campaign
from plugins.reception.permissions import ROSTER_EDIT
from plugins.reception.queries import roster as queries
from plugins.reception.roster_words import HALF_LABELS, LEAVE_LABELS
from plugins.reception.services import roster as services
from plugins.reception.views.blueprint import bp

#: Leave of so many days back is still listed.
LISTED_BACK, LISTED_AHEAD = timedelta(days=31), timedelta(days=800)


@bp.route("/leaves", methods=["GET", "POST"], permission=ROSTER_EDIT)
def leave_list() -> Any:
    """Leave of all officers, and a form for one more."""
    form = LeaveForm()
    officers = queries.officers(scope())
    form.offer(officers)
    by_id = {officer.public_id: officer.key for officer in officers}
    bad = False
    if request.method == "POST":
        bad = True
        first, last = (form.first_on.data, form.last_on.data) if form.validate() else (None, None)
        if first and last:
            try:
                _leave, opened = services.enter_leave(
                    scope(),
                    by_id.get(form.officer.data, 0) if form.officer.data else scope().actor_id or 0,
                    first,
                    last,
                    form.half.data,
                    form.ground.data,
                )
            except Invalid as error:
                form.show(error)
            else:
                return _entered(opened)
    today = clock.today()
    leaves = queries.leaves_between(scope(), today - LISTED_BACK, today + LISTED_AHEAD)
    names = {officer.key: officer.name for officer in officers}
    names |= names_of({leave.officer_id for leave in leaves} - names.keys())
    return page(
        "reception/leave_list.html",
        form=form,
        leaves=leaves,
        names=names,
        grounds=LEAVE_LABELS,
        halves=HALF_LABELS,
        today=today,
        status=422 if bad else 200,
    )


def _entered(opened: int) -> Any:
    if not opened:
        return go(url_for("reception.leave_list"), _("The leave is entered."))
    text = ngettext(
        "The leave is entered. %(num)d shift is open now: make the roster anew, or set the day by hand.",
        "The leave is entered. %(num)d shifts are open now: make the roster anew, or set the days by hand.",
        opened,
    )
    return go(url_for("reception.leave_list"), text, "warning")


@bp.route("/leaves/<leave_id>/remove", methods=["POST"], permission=ROSTER_EDIT)
def leave_remove(leave_id: str) -> Any:
    """Take an entry of leave back."""
    services.remove_leave(scope(), leave_id)
    return go(url_for("reception.leave_list"), _("The entry is removed. Shifts that became open stay open."))


@bp.route("/campaigns", permission=ROSTER_EDIT)
def campaign_list() -> Any:
    """Event windows: days around congresses and elections."""
    return page("reception/campaign_list.html", campaigns=queries.list_campaigns(scope()), today=clock.today())


def _campaign_page(form: CampaignForm, campaign: Campaign | None, status: int = 200) -> Any:
    lines = history_lines(scope(), f"reception:campaign:{campaign.public_id}") if campaign else None
    return page("reception/campaign_form.html", form=form, campaign=campaign, lines=lines, status=status)


def _save(campaign: Campaign | None) -> Any:
    form = CampaignForm()
    if "add_windows" in request.form:
        if len(form.windows.entries) < form.windows.max_entries:
            form.windows.append_entry()
        return _campaign_page(form, campaign)
    if form.validate():
        try:
            services.save_campaign(
                scope(),
                campaign.public_id if campaign else None,
                form.name.data,
                form.basis.data or "",
                form.spans(),
            )
        except Invalid as error:
            form.show(error)
        else:
            text = _("The windows are saved. Make the roster anew to cover their weekends.")
            return go(url_for("reception.campaign_list"), text)
    return _campaign_page(form, campaign, 422)


@bp.route("/campaigns/new", methods=["GET", "POST"], permission=ROSTER_EDIT)
def campaign_create() -> Any:
    """A further campaign."""
    if request.method == "POST":
        return _save(None)
    return _campaign_page(CampaignForm(), None)


@bp.route("/campaigns/<campaign_id>", methods=["GET", "POST"], permission=ROSTER_EDIT)
def campaign_edit(campaign_id: str) -> Any:
    """Change a campaign and its windows."""
    campaign = queries.get_campaign(scope(), campaign_id)
    if request.method == "POST":
        return _save(campaign)
    return _campaign_page(CampaignForm.of(campaign), campaign)
