"""Builds the application in a fixed order; importing this module does nothing."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_htmx import HTMX
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from core.config import Config
from core.db.base import db
from core.db.rls import role_problems
from core.db.session import tune_sqlite
from core.i18n import init_i18n
from core.jobs import runner as _runner  # noqa: F401 - hears commits
from core.law.store import LawShelf
from core.law.words import derivation_items
from core.live.service import Live
from core.machine.limits import Meter
from core.observe.logs import configure
from core.observe.requests import init_requests
from core.plugins.manager import discover, load
from core.web.context import init_login, put_tenant, start_request
from core.web.errors import init_errors
from core.web.nav import init_nav
from core.web.security import flask_settings, init_security

HERE = Path(__file__).parent


class BootError(Exception):
    """The application may not start like this; the message says why."""


def create_app(config: Config) -> Flask:
    """The application for one configuration.

    Raises ManifestError for a bad plugin and BootError for an unguarded route or table.
    """
    configure(config.log_level)
    app = Flask(
        "tiepdan",
        static_folder=str(HERE / "web" / "static"),
        static_url_path="/static",
        template_folder=str(HERE / "web" / "templates"),
        root_path=str(HERE),
    )
    app.config.update(flask_settings(config))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["tiepdan.config"] = config
    app.extensions["tiepdan.routes"] = {}
    app.extensions["tiepdan.operations"] = {}
    app.extensions["tiepdan.meter"] = Meter(config.api_per_minute)
    found = discover(config.plugins, config.extra_plugins)
    found += [("test", module) for module in config.plugin_modules]
    registry = load(found)
    app.extensions["tiepdan.registry"] = registry
    app.extensions["tiepdan.law"] = LawShelf(tuple(registry.law))
    app.extensions["tiepdan.live"] = Live(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
    init_requests(app, config)
    init_i18n(app, [HERE / "translations", *(m.translations for m in registry.manifests.values())])
    app.jinja_env.filters["derivation_items"] = derivation_items
    init_login(app, config)
    app.before_request(start_request)
    app.url_defaults(put_tenant)
    if config.csrf:
        CSRFProtect(app)
    else:
        from flask_wtf.csrf import generate_csrf

        app.jinja_env.globals["csrf_token"] = generate_csrf
    HTMX(app)
    Compress(app)
    init_security(app, config)
    init_errors(app)
    init_nav(app)
    _mount(app)
    check_routes(app)
    check_tables()
    return app


def _mount(app: Flask) -> None:
    from core.live import views as live_views
    from core.machine import views as machine
    from core.web.views import (
        account,
        admin,
        audit,
        calendar,
        files,
        front,
        grants,
        inbox,
        letters,
        observe,
        ops,
        search,
        settings,
        tenant,
        webhooks,
    )

    app.register_blueprint(front.bp)
    app.register_blueprint(account.bp)
    app.register_blueprint(account.private)
    app.register_blueprint(ops.bp)
    app.register_blueprint(observe.bp)
    app.register_blueprint(observe.keyed)
    # imported for their routes, which stand on the tenant's blueprint
    for room in (admin, audit, files, grants, inbox, letters, search, settings, calendar, live_views, webhooks):
        if room.bp is not tenant.bp:
            raise BootError(f"{room.__name__} has a blueprint of its own")
    app.register_blueprint(tenant.bp)
    app.register_blueprint(tenant.public)
    app.register_blueprint(machine.bp)
    app.register_blueprint(machine.api)
    for _plugin, blueprint in app.extensions["tiepdan.registry"].blueprints:
        app.register_blueprint(blueprint)


def check_routes(app: Flask) -> None:
    """No rule without a guard. Raises BootError naming it."""
    known = app.extensions["tiepdan.routes"]
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and rule.endpoint not in known:
            raise BootError(f"the route {rule.rule} was not declared through a guarded blueprint")


def check_tables() -> None:
    """No table without a class. Raises BootError naming it."""
    for table in db.metadata.tables.values():
        if not table.info.get("class"):
            raise BootError(f"the table {table.name} has no table class (see core/db/scoped.py)")


def check_database(app: Flask) -> list[str]:
    """Why this database may not be served from; empty when all is well."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return []
        with db.engine.connect() as connection:
            return role_problems(connection)
