"""Makes one file anew in a process of its own, with little memory and time and none of our secrets.

``python -m core.files.remake FAMILY SOURCE TARGET`` prints ``ok KIND`` or ``refused REASON``. Parsers of
pictures, PDF and XML read what strangers send; here a crash or a bomb ends only this process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from core.files.unsafe import UnsafeError

SECONDS = 30
MEMORY = 1536 * 1024 * 1024
ROOT = Path(__file__).parents[2]
_FORMS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def remade(family: str, source: Path, target: Path) -> str:
    """Make ``source`` anew as ``target``; gives its kind. Raises UnsafeError with the reason."""
    command = [sys.executable, "-m", "core.files.remake", family, str(source), str(target)]
    surroundings = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=surroundings, capture_output=True, timeout=2 * SECONDS, check=False, text=True
        )
    except subprocess.TimeoutExpired as error:
        raise UnsafeError("busy") from error
    verdict, _, word = done.stdout.strip().partition(" ")
    if verdict == "ok" and target.is_file():
        return word
    raise UnsafeError(word if verdict == "refused" else "broken")


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 256 * 1024 * 1024),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (min(most, hard) if hard >= 0 else most, hard))


def _remake(family: str, content: bytes) -> tuple[str, bytes]:
    if family in _FORMS:
        from core.files.images import remake_image

        return family, remake_image(content, _FORMS[family])
    if family == "pdf":
        from core.files.pdfs import remake_pdf

        return family, remake_pdf(content)
    from core.files.office import remake_office

    return remake_office(content)


def main(family: str, source: str, target: str) -> None:
    """What the process does."""
    _limit()
    try:
        kind, made = _remake(family, Path(source).read_bytes())
    except UnsafeError as error:
        sys.stdout.write(f"refused {error.key}\n")
    except (MemoryError, RecursionError):
        sys.stdout.write("refused bomb\n")
    else:
        Path(target).write_bytes(made)
        sys.stdout.write(f"ok {kind}\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
