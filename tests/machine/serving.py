"""A real server over a test's application, and schemathesis as a program of its own against it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

CONFIG = Path(__file__).with_name("schemathesis.toml")


class Quiet(WSGIRequestHandler):
    """Answers without a line in the log for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the application answers over HTTP."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def schemathesis(address: str, token: str, examples: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run all checks and phases; the output tells how many cases there were."""
    program = Path(sys.executable).with_name("schemathesis")
    return subprocess.run(
        [
            str(program),
            f"--config-file={CONFIG}",
            "run",
            f"{address}/api/openapi.json",
            f"--header=Authorization: Bearer {token}",
            f"--max-examples={examples}",
            "--checks=all",
            "--workers=1",  # parsing Python in two threads at once breaks hypothesis on 3.11
            "--continue-on-failure",
        ],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
