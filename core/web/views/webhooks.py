"""The tenant's webhooks: who is told of events, what became of each telling, send it again."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from wtforms import SelectMultipleField, StringField

from core.access.permissions import WEBHOOK_MANAGE
from core.audit.reading import history_lines
from core.errors import Invalid
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.machine import webhooks
from core.web.context import scope
from core.web.forms import Form, Most, Required, options
from core.web.render import go, page
from core.web.views.tenant import bp, registry


class WebhookForm(Form):
    """An address and the events it is told of."""

    url = StringField(_l("Address"), [Required(), Most(500)], description=_l("Begins with https://"))
    events = SelectMultipleField(_l("Events"), description=_l("All events when none is chosen."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = registry().events.items()
        self.events.choices = options([(n, str(e.label)) for n, e in known if scope().has(n.split(".", 1)[0])])


@bp.route("/admin/webhooks", methods=["GET", "POST"], permission=WEBHOOK_MANAGE)
def webhook_list() -> Any:
    """Webhooks and the log of their deliveries; a new one shows its secret this once."""
    form = WebhookForm()
    made, status = None, 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                made, status = webhooks.add_webhook(scope(), form.url.data, form.events.data or []), 201
                form = WebhookForm(formdata=None)
            except Invalid:
                form.url.errors = [_("Only https:// addresses without name and password.")]
    hooks = webhooks.known_webhooks(scope())
    return page(
        "admin/webhooks.html",
        form=form,
        made=made,
        hooks=[hook for hook in hooks if hook.active],
        lines=history_lines(scope(), {f"core:webhook:{hook.public_id}": hook.url for hook in hooks}),
        deliveries=webhooks.list_deliveries(scope()),
        status=status,
    )


@bp.route("/admin/webhooks/<webhook_id>/end", methods=["POST"], permission=WEBHOOK_MANAGE)
def webhook_end(webhook_id: str) -> Any:
    """Stop telling an address."""
    webhooks.end_webhook(scope(), webhook_id)
    return go(url_for("core.webhook_list"), _("That address is told nothing any more."))


@bp.route("/admin/webhooks/deliveries/<delivery_id>/replay", methods=["POST"], permission=WEBHOOK_MANAGE)
def webhook_replay(delivery_id: str) -> Any:
    """Send a telling once more."""
    webhooks.replay(scope(), delivery_id)
    return go(url_for("core.webhook_list"), _("It is sent once more."))
