"""Headers and cookies: strict content policy, nothing private in any cache."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from core.config import Config
from core.web.render import VARY

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def flask_settings(config: Config) -> dict[str, Any]:
    """Flask's own settings that follow from ours."""
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "WTF_CSRF_ENABLED": config.csrf,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "SESSION_COOKIE_NAME": "__Host-tiepdan" if config.https else "tiepdan",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 500,
        "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "PREFERRED_URL_SCHEME": "https" if config.https else "http",
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 600,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "application/javascript",
            "text/javascript",
            "application/json",
            "image/svg+xml",
        ],
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 10, "max_overflow": 60, "pool_timeout": 20}
        if config.is_postgres
        else {"connect_args": {"timeout": 15}, "pool_size": 10, "max_overflow": 60},
    }


def add_headers(response: Response) -> Response:
    """Last thing of every request."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if request.args.get("v") else "public, max-age=300"
        )
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.update(VARY)
    return response


def init_security(app: Flask, config: Config) -> None:
    """Attach the headers; HSTS only where HTTPS is promised."""
    app.after_request(add_headers)
    if config.https:

        @app.after_request
        def promise_https(response: Response) -> Response:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
            return response
