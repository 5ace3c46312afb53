"""One page per plugin and tenant: what can be set, what holds now, and where that comes from."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from wtforms import BooleanField, SelectField, StringField, ValidationError

from core.access.permissions import SETTING_MANAGE
from core.audit.reading import history_lines
from core.errors import NotFound
from core.i18n import gettext as _
from core.settings.schema import SettingsSchema, Spec, Value, specs_of
from core.settings.values import change_setting, inherited, origins, subjects_of
from core.web.context import scope
from core.web.forms import Form, Most, WholeNumber, options
from core.web.render import go, page
from core.web.views.tenant import bp, registry


def _title(plugin: str) -> Any:
    return _("The program as a whole") if plugin == "core" else registry().manifests[plugin].title


def _schema(plugin: str) -> type[SettingsSchema]:
    found = registry().settings.get(plugin)
    if found is None or not scope().has(plugin):
        raise NotFound("settings")
    return found


def _given(form: Any, field: Any) -> None:
    """A number must be there; what is wrong with one that is, the field has said already."""
    if field.data is None and not field.process_errors:
        raise ValidationError(_("Please fill this in."))


def _field(spec: Spec) -> Any:
    words = {"label": spec.title, "description": spec.help}
    if isinstance(spec.default, bool):
        return BooleanField(**words)
    if isinstance(spec.default, int):
        return WholeNumber(**words, least=spec.least, most=spec.most, validators=[_given])
    if spec.choices:
        return SelectField(**words, choices=options(spec.choices))
    return StringField(**words, validators=[Most(spec.longest)])


def form_of(schema: type[SettingsSchema], values: dict[str, Any]) -> Form:
    """A form with one field per setting, filled with what holds now."""
    fields = {f"set_{spec.name}": _field(spec) for spec in specs_of(schema)}
    built: type[Form] = type("SettingsForm", (Form,), fields)
    return built(data={f"set_{name}": value for name, value in values.items()})


def _words(spec: Spec, value: Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return spec.words_for(str(value)) or "–"


@bp.route("/admin/settings", permission=SETTING_MANAGE)
def settings_list() -> Any:
    """The parts of the program that can be set here, with how much this unit set itself."""
    parts = []
    for plugin, schema in registry().settings.items():
        if scope().has(plugin):
            found = origins(scope(), schema).values()
            parts.append(
                {
                    "title": _title(plugin),
                    "url": url_for("core.settings_show", part=plugin),
                    "all": len(found),
                    "own": sum(1 for origin in found if origin.kind == "own"),
                }
            )
    switches = {f"core:plugin:{name}": manifest.title for name, manifest in registry().manifests.items()}
    return page("settings/list.html", parts=parts, lines=history_lines(scope(), switches))


@bp.route("/admin/settings/<part>", methods=["GET", "POST"], permission=SETTING_MANAGE)
def settings_show(part: str) -> Any:
    """Show and change the settings of one plugin; only what differs from what holds becomes one's own.

    The field ``keep`` names a setting whose inherited value is to be one's own, too, so that it stays.
    """
    schema = _schema(part)
    found = origins(scope(), schema)
    form = form_of(schema, {name: origin.value for name, origin in found.items()})
    status = 200
    if request.method == "POST":
        if form.validate():
            changed, keep = 0, request.form.get("keep", "")
            for name, origin in found.items():
                value = form[f"set_{name}"].data
                if value != origin.value or name == keep:
                    changed += change_setting(scope(), schema, name, value)
            words = _("The settings are saved.") if changed else _("Nothing was changed.")
            return go(url_for("core.settings_show", part=part), words)
        status = 422
    otherwise = inherited(scope(), schema)
    rows = [
        (
            spec,
            form[f"set_{spec.name}"],
            found[spec.name],
            otherwise[spec.name],
            _words(spec, otherwise[spec.name].value),
        )
        for spec in specs_of(schema)
    ]
    return page(
        "settings/show.html",
        part=part,
        title=_title(part),
        rows=rows,
        form=form,
        lines=history_lines(scope(), subjects_of(schema)),
        status=status,
    )


@bp.route("/admin/settings/<part>/reset", methods=["POST"], permission=SETTING_MANAGE)
def settings_reset(part: str) -> Any:
    """Give up the own value of one setting."""
    schema = _schema(part)
    name = request.form.get("name", "")
    if name not in {spec.name for spec in specs_of(schema)}:
        raise NotFound("setting")
    change_setting(scope(), schema, name, None)
    return go(url_for("core.settings_show", part=part), _("The inherited value holds again."))
