"""The tenant administrator: users and posts, units, roles."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import select
from wtforms import SelectField, StringField

from core.access.permissions import ROLE_MANAGE, UNIT_MANAGE, USER_MANAGE
from core.audit.reading import history_lines
from core.db.base import db
from core.errors import Invalid, NotFound, Refused
from core.events.core_events import PasswordReset, UserCreated
from core.events.publish import publish
from core.i18n import gettext as _
from core.i18n import language
from core.i18n import lazy as _l
from core.identity.models import Role
from core.identity.passwords import hash_password, invented_password
from core.identity.queries import get_member, list_roles, list_units, list_users, posts_ever
from core.identity.services import add_role, create_user, end_post, give_post, save_unit, set_role_permissions
from core.identity.sessions import end_sessions
from core.web.context import scope
from core.web.forms import Form, Most, Required, options
from core.web.render import go, page
from core.web.views.account import password_words
from core.web.views.tenant import bp, registry


class PostForm(Form):
    """A post: which unit, which role, what it is called."""

    unit = SelectField(_l("Unit"), [Required()])
    role = SelectField(_l("Role"), [Required()])
    title = StringField(_l("Title of the post"), [Required(), Most(120)])


class UserForm(Form):
    """A new user and the first post, in the order of the screen."""

    login = StringField(
        _l("Login name"),
        [Required(), Most(60)],
        description=_l("Small letters without accents, digits, dot or hyphen."),
    )
    display_name = StringField(_l("Full name"), [Required(), Most(120)])
    unit = SelectField(_l("Unit"), [Required()])
    role = SelectField(_l("Role"), [Required()])
    title = StringField(_l("Title of the post"), [Required(), Most(120)])


class RoleForm(Form):
    """A role of the tenant's own."""

    title = StringField(_l("Name of the role"), [Required(), Most(80)])
    title_en = StringField(_l("Name in English"), [Most(80)])


class UnitForm(Form):
    """A unit."""

    name = StringField(_l("Name of the unit"), [Required(), Most(200)])
    name_en = StringField(_l("Name in English"), [Most(200)])


def _with_choices(form: PostForm | UserForm) -> Any:
    english = language() == "en"
    units = [(unit.key, (english and unit.name_en) or unit.name) for unit in list_units(scope()) if unit.active]
    roles = [
        (role.key, (english and role.title_en) or role.title)
        for role, _names in list_roles(scope())
        if _may_hand_out(_names)
    ]
    form.unit.choices = options([("", _("Choose…")), *units])
    form.role.choices = options([("", _("Choose…")), *roles])
    return form


def _may_hand_out(permissions: frozenset[str]) -> bool:
    """Rights of the role must belong to core or to a plugin that is on here."""
    return not permissions or any(scope().has(name.split(".", 1)[0]) for name in permissions)


@bp.route("/admin/users", permission=USER_MANAGE)
def user_list() -> Any:
    """Everybody with a post here."""
    return page("admin/users.html", users=list_users(scope()))


@bp.route("/admin/users/new", methods=["GET", "POST"], permission=USER_MANAGE)
def user_create() -> Any:
    """A new account with its first post; the password is shown once and must be changed."""
    form = _with_choices(UserForm())
    if request.method != "POST":
        return page("admin/user_form.html", form=form)
    if form.validate():
        password = invented_password()
        try:
            user = create_user(form.login.data, form.display_name.data, password, cheap=current_app.config["TESTING"])
            publish(scope(), UserCreated(subject=f"core:user:{user.public_id}"))
            give_post(scope(), user, form.unit.data, form.role.data, form.title.data)
        except Invalid as error:
            for name, key in error.problems.items():
                form[name].errors = [password_words()[key]]
        else:
            return page("admin/user_created.html", user=user, password=password, status=201)
    return page("admin/user_form.html", form=form, status=422)


@bp.route("/admin/users/<user_id>", methods=["GET", "POST"], permission=USER_MANAGE)
def user_show(user_id: str) -> Any:
    """One user's posts here, and a form for one more."""
    user = get_member(scope(), user_id)
    if user is None:
        raise NotFound("user")
    form = _with_choices(PostForm())
    status = 200
    if request.method == "POST":
        if form.validate():
            give_post(scope(), user, form.unit.data, form.role.data, form.title.data)
            return go(url_for("core.user_show", user_id=user_id), _("The post was given."))
        status = 422
    row = next((row for row in list_users(scope()) if row.public_id == user_id), None)
    records = {f"core:user:{user_id}": ""} | {
        f"core:post:{post_id}": title for post_id, title in posts_ever(scope(), user.id)
    }
    return page(
        "admin/user_show.html",
        user=user,
        posts=row.posts if row else (),
        form=form,
        lines=history_lines(scope(), records),
        status=status,
    )


@bp.route("/admin/users/<user_id>/password", methods=["POST"], permission=USER_MANAGE)
def user_password(user_id: str) -> Any:
    """A new one-time password for somebody who forgot theirs; all their logins end."""
    user = get_member(scope(), user_id)
    if user is None:
        raise NotFound("user")
    if user.is_operator or _elsewhere(user.id):
        raise Refused(_("This account also belongs to another unit; ask the operator for a new password."))
    password = invented_password()
    user.password_hash = hash_password(password, cheap=current_app.config["TESTING"])
    user.must_change_password = True
    end_sessions(user.id)
    publish(scope(), PasswordReset(subject=f"core:user:{user.public_id}"))
    return page("admin/user_created.html", user=user, password=password, status=200)


def _elsewhere(user_id: int) -> bool:
    from core.tenancy.resolve import own_tenants

    return any(key != scope().tenant_id for key in own_tenants(user_id))


@bp.route("/admin/posts/<given_id>/end", methods=["POST"], permission=USER_MANAGE)
def post_end(given_id: str) -> Any:
    """A post ends today; its rights are gone with the next request."""
    try:
        end_post(scope(), given_id)
    except Refused as error:
        raise Refused(_("You act as this post right now. Ask another administrator to end it.")) from error
    return go(url_for("core.user_list"), _("The post ends today."))


@bp.route("/admin/units", methods=["GET", "POST"], permission=UNIT_MANAGE)
def unit_list() -> Any:
    """Units, and a form for a new one."""
    form = UnitForm()
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                save_unit(scope(), None, form.name.data, form.name_en.data or "")
            except Invalid:
                form.name.errors = [_("There is a unit of this name already.")]
            else:
                return go(url_for("core.unit_list"), _("The unit was added."))
        status = 422
    units = list_units(scope())
    english = language() == "en"
    records = {f"core:unit:{unit.public_id}": (english and unit.name_en) or unit.name for unit in units}
    lines = history_lines(scope(), records)
    return page("admin/units.html", units=units, form=form, lines=lines, status=status)


@bp.route("/admin/units/<unit_id>", methods=["POST"], permission=UNIT_MANAGE)
def unit_rename(unit_id: str) -> Any:
    """Give a unit another name."""
    if not any(unit.public_id == unit_id for unit in list_units(scope())):
        raise NotFound("unit")
    form = UnitForm()
    if not form.validate():
        return go(url_for("core.unit_list"), _("A unit needs a name of at most 200 characters."), "error")
    save_unit(scope(), unit_id, form.name.data, form.name_en.data or "")
    return go(url_for("core.unit_list"), _("The unit was renamed."))


@bp.route("/admin/roles", methods=["GET", "POST"], permission=ROLE_MANAGE)
def role_list() -> Any:
    """Roles × permissions of the plugins that are on, and a form for a role of one's own."""
    form = RoleForm()
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                add_role(scope(), form.title.data, form.title_en.data or "")
            except Invalid:
                form.title.errors = [_("There is a role of this name already.")]
            else:
                return go(url_for("core.role_list"), _("The role was added. Tick what it may do."))
        status = 422
    titles = {name: manifest.title for name, manifest in registry().manifests.items()}
    roles = list_roles(scope())
    english = language() == "en"
    records = {f"core:role:{role.public_id}": (english and role.title_en) or role.title for role, _names in roles}
    return page(
        "admin/roles.html",
        roles=roles,
        lines=history_lines(scope(), records),
        permissions=_permissions(),
        plugin_titles=titles | {"core": _("Administration")},
        form=form,
        status=status,
    )


def _permissions() -> list[Any]:
    return [p for p in registry().permissions.values() if scope().has(p.plugin)]


@bp.route("/admin/roles/<role_id>", methods=["POST"], permission=ROLE_MANAGE)
def role_change(role_id: str) -> Any:
    """Set what a role may do; rights of plugins that are off stay as they are."""
    shown = {p.name for p in _permissions()}
    wanted = set(request.form.getlist("permission"))
    if not wanted <= shown:
        raise NotFound("permission")
    current = next((names for role, names in list_roles(scope()) if role.public_id == role_id), None)
    if current is None:
        raise NotFound("role")
    if _is_own_role(role_id) and ROLE_MANAGE.name not in wanted:
        raise Refused(_("You cannot take the right to change roles from your own post."))
    set_role_permissions(scope(), role_id, wanted | (set(current) - shown))
    return go(url_for("core.role_list"), _("The role was changed."))


def _is_own_role(role_id: str) -> bool:
    from core.identity.models import Post

    return (
        db.session.scalar(
            select(Post.id)
            .join(Role, Role.id == Post.role_id)
            .where(Post.id == scope().post_id, Role.public_id == role_id)
        )
        is not None
    )
