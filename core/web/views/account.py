"""Logging in and out, the own password, the own logins."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, session, url_for
from flask_login import login_user, logout_user
from wtforms import PasswordField, StringField

from core.db.session import acting_in, internal
from core.errors import Invalid
from core.i18n import dmyhm
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.identity.services import change_password
from core.identity.sessions import Locked, end_sessions, list_sessions, load_user, log_in
from core.machine.tokens import end_token, list_tokens, tenant_of_token
from core.tenancy.resolve import system_scope
from core.web.blueprint import GuardedBlueprint
from core.web.context import config
from core.web.forms import Form, Most, Required
from core.web.local import local_target
from core.web.render import go, page

bp = GuardedBlueprint("account", __name__)
private = GuardedBlueprint("mine", __name__)
private.area = "account"


class LoginForm(Form):
    """Name and password."""

    login = StringField(
        _l("Login name"), [Required(), Most(80)], render_kw={"autocomplete": "username", "autocapitalize": "none"}
    )
    password = PasswordField(_l("Password"), [Required(), Most(200)], render_kw={"autocomplete": "current-password"})


class PasswordForm(Form):
    """Change of the own password."""

    old = PasswordField(_l("Present password"), [Required(), Most(200)], render_kw={"autocomplete": "current-password"})
    new = PasswordField(
        _l("New password"),
        [Required(), Most(200)],
        description=_l("At least 10 characters. A few words with blanks are easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(_l("New password again"), [Required(), Most(200)], render_kw={"autocomplete": "new-password"})


def password_words() -> dict[str, str]:
    """Sentences for the rules of identity.passwords and identity.services."""
    return {
        "password_short": _("At least 10 characters, please."),
        "password_long": _("At most 200 characters, please."),
        "password_common": _("This password is too easy to guess."),
        "password_login": _("The password must not contain the login name."),
        "password_wrong": _("This is not your present password."),
        "password_same": _("The new password is the same as the present one."),
        "login_shape": _("3 to 60 small letters without accents, digits, dot, hyphen or underscore."),
        "login_taken": _("This login name is taken."),
        "required": _("Please fill this in."),
    }


@bp.route("/login", methods=["GET", "POST"])
def login() -> Any:
    """Log in; a new session token each time, failures slow down."""
    form = LoginForm()
    target = request.args.get("next", "")
    if g.user is not None and request.method != "POST":
        return redirect(local_target(target), 303)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return page("login.html", form=form, next=target, status=status)
    with internal(writes=True):
        outcome = log_in(form.login.data, form.password.data, request.user_agent.string, config().secret_key)
    if isinstance(outcome, Locked):
        form.password.errors = [_("Too many failed attempts. Try again after %(moment)s.", moment=dmyhm(outcome.until))]
        return page("login.html", form=form, next=target, status=429)
    if outcome is None:
        form.password.errors = [_("Login name or password is wrong.")]
        return page("login.html", form=form, next=target, status=422)
    language = session.get("lang")
    session.clear()
    if language:
        session["lang"] = language
    with internal():
        user, _note = load_user(outcome, _idle())
    login_user(user)
    g.user = user
    return redirect(_start(user, target), 303)


def _idle() -> Any:
    from datetime import timedelta

    return timedelta(minutes=config().idle_minutes)


def _start(user: Any, target: str) -> str:
    if user.must_change_password:
        return url_for("mine.account")
    if target:
        return local_target(target)
    if user.is_operator:
        return url_for("ops.matrix")
    from core.tenancy.resolve import own_tenants

    with internal():
        mine = list(own_tenants(user.id).values())
    return url_for("core.home", tenant=mine[0].slug) if mine else url_for("open.landing")


@bp.route("/logout", methods=["POST"])
def logout() -> Any:
    """End this login here and in the table; tell the browser to forget."""
    if g.user is not None:
        with internal(writes=True):
            for row in list_sessions(g.user.id):
                if row.id == g.user.session_id:
                    end_sessions(g.user.id, public_id=row.public_id)
    logout_user()
    session.clear()
    response = redirect(url_for("open.landing"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@private.route("/account", methods=["GET", "POST"])
def account() -> Any:
    """Own password and own logins."""
    form = PasswordForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            if form.new.data != form.again.data:
                form.again.errors = [_("The two new passwords differ.")]
            else:
                try:
                    with internal(writes=True):
                        change_password(g.user.id, form.old.data, form.new.data, g.user.session_id)
                except Invalid as error:
                    for name, key in error.problems.items():
                        form[name].errors = [password_words()[key]]
                else:
                    return go(url_for("mine.account"), _("Your password is changed. All other logins were ended."))
    from core.tenancy.resolve import own_tenants

    with internal():
        g.own_tenants = own_tenants(g.user.id)
        sessions = [
            {
                "device": row.device,
                "last_seen": row.last_seen_at,
                "public_id": row.public_id,
                "current": row.id == g.user.session_id,
                "end_url": url_for("mine.session_end", session_id=row.public_id),
            }
            for row in list_sessions(g.user.id)
        ]
        tokens = [
            {
                "prefix": row.prefix,
                "tenant_name": g.own_tenants[row.tenant_id].name if row.tenant_id in g.own_tenants else "",
                "expires": row.expires_at,
                "last_seen": row.last_seen_at,
                "end_url": url_for("mine.token_end", token_id=row.public_id),
            }
            for row in list_tokens(g.user.id)
        ]
    return page(
        "account.html",
        form=form,
        sessions=sessions,
        tokens=tokens,
        status=status,
        must_change=g.user.must_change_password,
    )


@private.route("/account/sessions/<session_id>/end", methods=["POST"])
def session_end(session_id: str) -> Any:
    """End one of the own logins, for example on a lost phone."""
    from core.errors import NotFound

    with internal(writes=True):
        if not end_sessions(g.user.id, public_id=session_id):
            raise NotFound("session")
    return go(url_for("mine.account"), _("That login was ended."))


@private.route("/account/tokens/<token_id>/end", methods=["POST"])
def token_end(token_id: str) -> Any:
    """End one of the own tokens; the program that holds it is turned away from now on."""
    with internal():
        slug = tenant_of_token(g.user.id, token_id)
    scope = system_scope(slug, actor_id=g.user.id)
    with acting_in(scope, writes=True):
        end_token(scope, g.user.id, token_id)
    return go(url_for("mine.account"), _("That token was ended."))
