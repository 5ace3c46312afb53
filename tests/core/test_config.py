"""Settings from the environment: what is wrong stops the start with one plain sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from core.config import KEYS, PREFIX, ConfigError, load_config, normal_url


def test_nothing_but_a_folder_is_enough(tmp_path: Path) -> None:
    config = load_config({"TIEPDAN_DATA": str(tmp_path / "new" / "data"), "HOME": "/", "LANG": "C"})
    assert config.database_url == f"sqlite:///{tmp_path}/new/data/tiepdan.db"
    assert (config.https, config.proxies, config.trusted_hosts, config.csrf, config.testing) == (
        False,
        0,
        (),
        True,
        False,
    )


def test_the_secret_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    environ = {"TIEPDAN_DATA": str(tmp_path)}
    first = load_config(environ).secret_key
    assert (len(first), load_config(environ).secret_key) == (64, first)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert load_config(environ | {"TIEPDAN_SECRET_KEY": "x" * 32}).secret_key == "x" * 32


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("TIEPDAN_HTPS", "1", "Unknown setting TIEPDAN_HTPS"),
        ("TIEPDAN_", "1", "Unknown setting TIEPDAN_"),
        ("TIEPDAN_HTTPS", "yes", "must be 0 or 1"),
        ("TIEPDAN_PROXIES", "-1", "whole number"),
        ("TIEPDAN_PROXIES", "one", "whole number"),
        ("TIEPDAN_THREADS", "1", "at least 2"),
        ("TIEPDAN_IDLE_MINUTES", "0", "at least 1"),
        ("TIEPDAN_SECRET_KEY", "short", "at least 32 characters"),
        ("TIEPDAN_DATABASE_URL", "mysql://x", "sqlite: or postgresql:"),
        ("TIEPDAN_LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("TIEPDAN_DATA", "/proc/none", "cannot be written"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, key: str, value: str, said: str) -> None:
    with pytest.raises(ConfigError) as found:
        load_config({"TIEPDAN_DATA": str(tmp_path)} | {key: value})
    assert said in str(found.value)
    assert "x" * 20 not in str(found.value)


@pytest.mark.parametrize("value", ["٣", "²", "1.5", " 2"])
def test_only_plain_digits_are_numbers(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError):
        load_config({"TIEPDAN_DATA": str(tmp_path), "TIEPDAN_PROXIES": value})


def test_postgres_addresses_name_our_driver() -> None:
    for plain in ("postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"):
        assert normal_url(plain) == "postgresql+psycopg://u@h/d"


def test_each_key_has_a_sentence() -> None:
    assert all(text and not key.startswith(PREFIX) for key, text in KEYS.items())
