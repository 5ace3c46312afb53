"""Typed settings, read once from the environment.

Every key starts with ``TIEPDAN_``. An unknown or malformed key stops the boot with one plain
sentence, because a misspelt security setting that is silently ignored is worse than no start.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "TIEPDAN_"
KEYS = {
    "DATA": "folder for the database, keys and demo accounts (default ./var)",
    "DATABASE_URL": "database of the web process (default SQLite in the data folder)",
    "MIGRATION_URL": "PostgreSQL address of the migrator role; needed by 'tiepdan db' only",
    "SECRET_KEY": "signs cookies (default: generated once into the data folder)",
    "HTTPS": "1 when users reach the server over HTTPS",
    "PROXIES": "number of trusted reverse proxies in front (default 0)",
    "TRUSTED_HOSTS": "comma-separated host names the server answers to (default: any)",
    "TENANTS": "folder with the tenant declarations (default ./tenants)",
    "EXTRA_PLUGINS": "comma-separated names of installed entry-point plugins to load",
    "IDLE_MINUTES": "a login ends after this long without use (default 240)",
    "THREADS": "worker threads of 'tiepdan run' (default 64)",
    "STREAMS": "pages that may be kept up to date at once, fewer than THREADS (default half of them)",
    "NCHAN_URL": "where nginx with nchan takes what open pages are told, such as http://127.0.0.1:8001/publish",
    "REDIS_URL": "address of a Redis whose workers share the outbox (default: this process works it)",
    "EMAIL_URL": "apprise address of the mail server, such as mailtos://user:pass@host?from=… (default: no e-mail)",
    "MESSAGE_URL": "apprise address of a gateway for text messages, such as jsons://host/path (default: none)",
    "METRICS_TOKEN": "opens /metrics to whoever sends it as bearer token (default: no such page)",
    "API_PER_MINUTE": "requests a minute that one token of a program may send (default 600)",
    "CLAMD": "virus scanner: path of clamd's socket, or host:port (default: files are not scanned)",
    "WEBHOOK_HOSTS": "comma-separated hosts inside the network that webhooks may reach (default: none)",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR (default INFO)",
}


class ConfigError(Exception):
    """The environment cannot be used as it is; the message says which key and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one application object. Times are minutes where the name says so."""

    data: Path
    database_url: str
    secret_key: str
    migration_url: str | None = None
    https: bool = False
    proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    tenants: Path = Path("tenants")
    extra_plugins: tuple[str, ...] = ()
    idle_minutes: int = 240
    threads: int = 64
    streams: int = 32
    log_level: str = "INFO"
    api_per_minute: int = 600
    webhook_hosts: tuple[str, ...] = ()
    redis_url: str | None = None
    nchan_url: str | None = None
    #: Where clamd listens: a path beginning with ``/``, or ``host:port``.
    clamd: str | None = None
    metrics_token: str | None = None
    email_url: str | None = None
    message_url: str | None = None
    testing: bool = False
    #: False only in the generated URL matrix, where the token would hide what stands behind it.
    csrf: bool = True
    #: None loads every folder of ``plugins/``; tests name the ones they want.
    plugins: tuple[str, ...] | None = None
    #: Plugin modules registered besides the discovered ones (tests).
    plugin_modules: tuple[object, ...] = field(default=())

    @property
    def is_postgres(self) -> bool:
        """Whether row-level security is there as the second lock."""
        return self.database_url.startswith("postgresql")


def _number(environ: Mapping[str, str], key: str, default: int, least: int) -> int:
    raw = environ.get(PREFIX + key, "")
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit()) or int(raw) < least:
        raise ConfigError(f"{PREFIX}{key} must be a whole number of at least {least}, not '{raw}'.")
    return int(raw)


def _scanner(address: str) -> str | None:
    host, _, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isascii() and port.isdigit()):
        raise ConfigError(f"{PREFIX}CLAMD must be a path that begins with / or host:port, not '{address}'.")
    return address or None


def _nchan(url: str) -> str | None:
    if url and not url.startswith("http://"):
        raise ConfigError(f"{PREFIX}NCHAN_URL must be an address that begins with http://, not '{url}'.")
    return url or None


def _service(environ: Mapping[str, str], key: str) -> str | None:
    url = environ.get(PREFIX + key, "")
    if url and "://" not in url:
        raise ConfigError(f"{PREFIX}{key} must be an address with a scheme, such as mailtos:// or jsons://.")
    return url or None


def _names(environ: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(n.strip() for n in environ.get(PREFIX + key, "").split(",") if n.strip())


def _secret(environ: Mapping[str, str], data: Path) -> str:
    given = environ.get(PREFIX + "SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise ConfigError(f"{PREFIX}SECRET_KEY must have at least 32 characters.")
        return given
    path = data / "secret.key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def normal_url(url: str) -> str:
    """The same database address with our PostgreSQL driver named."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; creates the data folder.

    Raises ConfigError with the offending key and the remedy.
    """
    environ = os.environ if environ is None else environ
    for key in environ:
        if key.startswith(PREFIX) and key.removeprefix(PREFIX) not in KEYS:
            known = ", ".join(PREFIX + name for name in KEYS)
            raise ConfigError(f"Unknown setting {key}. Known settings: {known}.")
    data = Path(environ.get(PREFIX + "DATA", "") or "var").resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
        secret_key = _secret(environ, data)
    except OSError as error:
        raise ConfigError(f"The data folder {data} cannot be written: {error.strerror}.") from error
    url = normal_url(environ.get(PREFIX + "DATABASE_URL", "") or f"sqlite:///{data}/tiepdan.db")
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ConfigError(f"{PREFIX}DATABASE_URL must be a sqlite: or postgresql: address.")
    https = environ.get(PREFIX + "HTTPS", "0")
    if https not in ("0", "1"):
        raise ConfigError(f"{PREFIX}HTTPS must be 0 or 1, not '{https}'.")
    level = environ.get(PREFIX + "LOG_LEVEL", "") or "INFO"
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError(f"{PREFIX}LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    migration = environ.get(PREFIX + "MIGRATION_URL", "")
    threads = _number(environ, "THREADS", 64, 2)
    streams = _number(environ, "STREAMS", threads // 2, 0)
    if streams >= threads:
        raise ConfigError(f"{PREFIX}STREAMS must be smaller than {PREFIX}THREADS ({threads}), which streams hold.")
    metrics_token = environ.get(PREFIX + "METRICS_TOKEN", "") or None
    if metrics_token and len(metrics_token) < 24:
        raise ConfigError(f"{PREFIX}METRICS_TOKEN must have at least 24 characters.")
    return Config(
        data=data,
        database_url=url,
        secret_key=secret_key,
        migration_url=normal_url(migration) if migration else None,
        https=https == "1",
        proxies=_number(environ, "PROXIES", 0, 0),
        trusted_hosts=_names(environ, "TRUSTED_HOSTS"),
        tenants=Path(environ.get(PREFIX + "TENANTS", "") or "tenants").resolve(),
        extra_plugins=_names(environ, "EXTRA_PLUGINS"),
        idle_minutes=_number(environ, "IDLE_MINUTES", 240, 1),
        threads=threads,
        streams=streams,
        log_level=level,
        webhook_hosts=_names(environ, "WEBHOOK_HOSTS"),
        api_per_minute=_number(environ, "API_PER_MINUTE", 600, 1),
        metrics_token=metrics_token,
        email_url=_service(environ, "EMAIL_URL"),
        message_url=_service(environ, "MESSAGE_URL"),
        redis_url=environ.get(PREFIX + "REDIS_URL", "") or None,
        nchan_url=_nchan(environ.get(PREFIX + "NCHAN_URL", "")),
        clamd=_scanner(environ.get(PREFIX + "CLAMD", "")),
    )
