"""A worker process that hangs in the middle of a step, with everything written and nothing committed, to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from core.app import create_app
from core.jobs.work import drain
from core.testing.fixtures import Place, make_config
from tests.envelopes.fakes import courier


def _hang(*_given: Any) -> None:
    print("hanging", flush=True)  # noqa: T201 - the test waits for it
    time.sleep(60)


def main(step: str, data: str, url: str, migration: str) -> None:
    """Work the outbox until the step is reached."""
    app = create_app(make_config(Path(data), Place(url, migration or None), plugin_modules=(courier(**{step: _hang}),)))
    with app.app_context():
        drain(app)


if __name__ == "__main__":
    main(*sys.argv[1:5])
