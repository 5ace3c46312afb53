"""The inbox of a user in a tenant, and the one page of preferences."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from wtforms import BooleanField, StringField, ValidationError

from core.access.permissions import ANY_MEMBER
from core.db.base import db
from core.db.session import internal
from core.i18n import gettext as _
from core.notify.declare import Notice
from core.notify.preferences import SHAPES, Choices, channels, choices_of, save_choices
from core.notify.service import InboxLine, mark_read
from core.notify.service import inbox as inbox_lines
from core.tenancy.models import TenantPlugin
from core.tenancy.resolve import own_tenants
from core.web.context import config, scope
from core.web.forms import Form, Most
from core.web.render import go, page
from core.web.views.account import private
from core.web.views.tenant import bp, registry


def channel_words(channel: str) -> tuple[str, str, str]:
    """(name, what its address is called, what is wrong with a wrong one)."""
    return {
        "email": (_("E-mail"), _("E-mail address"), _("This is no e-mail address.")),
        "message": (_("Text message"), _("Telephone number"), _("8 to 15 digits, please.")),
    }[channel]


@bp.route("/inbox", permission=ANY_MEMBER)
def inbox() -> Any:
    """One's own notices in this tenant, unread ones first."""
    lines = [_shown(line) for line in inbox_lines(scope())]
    return page("notify/inbox.html", lines=lines)


def _shown(line: InboxLine) -> dict[str, Any]:
    notice = registry().notices.get(line.key)
    states = {
        "waiting": _("on its way"),
        "sent": _("sent"),
        "failed": _("not delivered yet"),
        "sending": _("being sent"),
        "off": _("not sent, by your choice"),
        "unknown": _("unknown whether it arrived; not sent again"),
    }
    return {
        "id": line.public_id,
        "title": notice.title if notice else line.key,
        "text": notice.text if notice else "",
        "at": line.created_at,
        "unread": line.unread,
        "open": notice is not None and scope().has(notice.plugin),
        "deliveries": [(channel_words(channel)[0], states[state], at) for channel, state, at in line.deliveries],
    }


@bp.route("/inbox/read", methods=["POST"], permission=ANY_MEMBER)
def inbox_read() -> Any:
    """Mark a notice as read and go where it leads; without one, mark all."""
    public_id = request.form.get("notice", "")
    if not public_id:
        mark_read(scope())
        return go(url_for("core.inbox"), _("All notices are marked as read."))
    found = mark_read(scope(), public_id)
    notice = registry().notices.get(found.key) if found else None
    if found is None or notice is None or not scope().has(notice.plugin):
        return go(url_for("core.inbox"))
    values: dict[str, Any] = {notice.parameter: found.subject.rsplit(":", 1)[-1]}
    return go(url_for(notice.endpoint, **values))


def _own_notices() -> list[Notice]:
    """Kinds of notices of the plugins that are on where the reader works; inside an internal frame."""
    g.own_tenants = own_tenants(g.user.id)
    on = set(
        db.session.scalars(
            select(TenantPlugin.plugin).where(TenantPlugin.tenant_id.in_(g.own_tenants), TenantPlugin.enabled)
        )
    )
    return [notice for notice in registry().notices.values() if notice.plugin in on]


def _address_check(channel: str) -> Any:
    def check(form: Any, field: Any) -> None:
        if field.data and not SHAPES[channel].fullmatch(field.data):
            raise ValidationError(channel_words(channel)[2])

    return check


def _form(notices: list[Notice], offered: tuple[str, ...], choices: Choices) -> Any:
    """A form with an address per channel and a box per notice and channel."""
    fields: dict[str, Any] = {}
    for channel in offered:
        fields[f"to_{channel}"] = StringField(
            channel_words(channel)[1],
            [Most(120), _address_check(channel)],
            default=choices.addresses.get(channel, ""),
            description=_("Seen by nobody but you. Leave it empty to get nothing this way."),
            render_kw={"autocomplete": "email" if channel == "email" else "tel"},
        )
        for notice in notices:
            fields[f"on_{channel}_{notice.key}"] = BooleanField(
                str(notice.title), default=(notice.key, channel) not in choices.off
            )
    return type("PreferencesForm", (Form,), fields)()


@private.route("/account/preferences", methods=["GET", "POST"])
def preferences() -> Any:
    """Where and about what one wants messages."""
    offered = channels(config())
    with internal():
        notices = _own_notices()
        choices = choices_of([g.user.id]).get(g.user.id, Choices({}, frozenset()))
    form = _form(notices, offered, choices)
    status = 200
    if request.method == "POST":
        if form.validate():
            addresses = {channel: form[f"to_{channel}"].data or "" for channel in offered}
            on = {
                (notice.key, channel): bool(form[f"on_{channel}_{notice.key}"].data)
                for channel in offered
                for notice in notices
            }
            with internal(writes=True):
                save_choices(g.user.id, addresses, on)
            return go(url_for("mine.preferences"), _("Your choices are saved."))
        status = 422
    parts = [
        {
            "title": channel_words(channel)[0],
            "address": form[f"to_{channel}"],
            "boxes": [form[f"on_{channel}_{notice.key}"] for notice in notices],
        }
        for channel in offered
    ]
    return page("notify/preferences.html", form=form, parts=parts, notices=notices, status=status)
