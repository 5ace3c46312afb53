"""A real nginx with nchan, run from the configuration that operators get."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.serving import free_port
from tests.live.streams import until
from tests.live.test_processes import _answers

CONF = Path(__file__).parents[2] / "core" / "live" / "nginx.conf"
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules")
FRAME = """load_module {module};
worker_processes {workers};
worker_rlimit_nofile 65536;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 30000; }}
http {{
access_log off;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{conf}
}}
"""


def missing() -> str:
    """What keeps nginx with nchan from running here; empty when nothing does."""
    if shutil.which("nginx") is None or module() is None:
        return "nginx with nchan is not installed (apt-get install nginx-light libnginx-mod-nchan)"
    return ""


def module() -> Path | None:
    """The module's file."""
    found = (Path(folder) / "ngx_nchan_module.so" for folder in MODULES)
    return next((path for path in found if path.is_file()), None)


@contextmanager
def nginx(folder: Path, app_port: int, publish_port: int, workers: int = 1) -> Iterator[int]:
    """nginx in front of an application that listens on ``app_port``; gives the port for browsers."""
    port = free_port()
    conf = CONF.read_text(encoding="utf-8")
    for shipped, ours in (("8000", app_port), ("8080", port), ("8001", publish_port)):
        conf, changed = re.subn(
            rf"^(    (?:server|listen) 127\.0\.0\.1:){shipped};", rf"\g<1>{ours};", conf, flags=re.MULTILINE
        )
        assert changed == 1, shipped
    folder.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    text = FRAME.format(module=module(), workers=workers, folder=folder, user=user, conf=conf)
    file.write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        ["nginx", "-c", str(file), "-e", str(folder / "error.log")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert until(lambda: _answers(port), 20), (folder / "error.log").read_text(encoding="utf-8")[-2000:]
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
