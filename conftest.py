"""Fixtures for all tests of core and plugins."""

pytest_plugins = ["core.testing.fixtures", "core.testing.counts"]
