#!/usr/bin/env python3
"""Prepare, run, test and check this repository with nothing but Python.

    python3 dev.py TARGET [--port N] [--data DIR] [-- arguments for the program behind it]

Targets bring what they need: a virtual environment in .venv, packages pinned by version and hash
(requirements/*.txt), the front end's files. What is already in place is left alone, so a second
run starts at once. Nothing ever asks a question; what is missing is said in one line.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BUILD_VENV = ROOT / ".venv-build"
REQUIREMENTS = ROOT / "requirements"
#: Locks from small to large; each holds all of the one before.
LOCKS = ("run", "test", "dev")
STAMP = ".tiepdan.json"
OLDEST_PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Told to every program, so that none asks a question.
UNATTENDED = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "DEBIAN_FRONTEND": "noninteractive"}
PO_HEAD = 'msgid ""\nmsgstr "Language: vi\\nPlural-Forms: nplurals=1; plural=0;\\nContent-Type: text/plain; charset=utf-8\\n"\n'
PIP = ("-m", "pip", "install", "--quiet", "--no-deps")

Command = list[str | Path]
Target = Callable[[argparse.Namespace], int]
TARGETS: dict[str, Target] = {}


class Stop(Exception):
    """A target cannot go on; the text says what to do."""


def target(function: Target) -> Target:
    """Offer ``function`` on the command line under its name."""
    TARGETS[function.__name__] = function
    return function


def say(sentence: str) -> None:
    """Tell the user something; standard output stays free for the program's own answer."""
    print(f"dev: {sentence}", file=sys.stderr, flush=True)


def run(command: Command, output: IO[str] | None = None) -> int:
    """Run a program in the repository's folder and return its exit status."""
    return subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        env=os.environ | UNATTENDED,
    ).returncode


def must(what: str, command: Command, *, quiet: bool = False) -> None:
    """Run a program that has to succeed; a ``quiet`` one is heard only when it fails."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        status = run(command, output if quiet else None)
        output.seek(0)
        if status:
            sys.stderr.write(output.read()[-4000:])
            raise Stop(f"{what} failed (exit status {status}); its own message stands above")


# --- what the machine lacks -------------------------------------------------------------------


def install_packages(packages: list[str], reason: str) -> None:
    """Install Debian packages when we are root on a Debian; otherwise say which are missing."""
    listed = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Stop(f"{reason}: install what Debian calls {listed} with your system's package manager")
    if os.geteuid() != 0:
        raise Stop(f"{reason}: run as root: apt-get install {listed}")
    say(f"{reason}: installing {listed}")
    must("apt-get update", ["apt-get", "update", "-qq"], quiet=True)
    command: Command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    must("apt-get install", command, quiet=True)


def need_venv_module() -> None:
    """See to it that this Python can make virtual environments (Debian splits that off)."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.run(probe, check=False, capture_output=True).returncode:
        install_packages(["python3-venv"], "this Python cannot make virtual environments")


def find_browser() -> str | None:
    """Return the Chromium to test with, if there is one."""
    named = os.environ.get("TEST_CHROMIUM")
    return next((found for name in ([named] if named else BROWSERS) if (found := shutil.which(name))), None)


def need_browser(*, required: bool) -> None:
    """Put the Chromium to test with into ``TEST_CHROMIUM``, installed if we may; empty: none."""
    if find_browser() is None:
        try:
            install_packages(["chromium", "fonts-dejavu-core"], "browser tests need Chromium")
        except Stop as problem:
            if required:
                raise
            say(f"{problem} (the browser tests are skipped until then)")
    os.environ["TEST_CHROMIUM"] = find_browser() or ""


def need_servers() -> None:
    """Install a Redis where its package for tests has no build; as root also what single tests skip without."""
    if platform.machine() != "x86_64" and sys.platform == "linux" and shutil.which("redis-server") is None:
        install_packages(["redis-server"], "tests need Redis")
    there = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), *Path("/usr/lib/nginx/modules").glob("*nchan*")]
    if os.geteuid() == 0 and shutil.which("apt-get") and len(there) < 2:
        with contextlib.suppress(Stop):  # those tests say themselves why they are skipped
            install_packages(["nginx-light", "libnginx-mod-nchan", "libfaketime"], "fan-out and clock jumps")


# --- environments -----------------------------------------------------------------------------


def digest(path: Path) -> str:
    """Return the hash of a file's contents."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_stamp(venv: Path) -> dict[str, Any]:
    """Return what an environment is known to hold; empty when it is absent, foreign or broken."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    sound = isinstance(stamp, dict) and stamp.get("folder") == str(venv) and stamp.get("python") == sys.version
    return stamp if sound and (venv / "bin" / "python").exists() else {}


def write_stamp(venv: Path, stamp: dict[str, Any]) -> None:
    """Remember what an environment holds; it is tied to its folder and to this Python."""
    stamp |= {"folder": str(venv), "python": sys.version}
    (venv / STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let only one dev.py at a time change the environments."""
    folder = ROOT / ".stamps"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another dev.py in this folder")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def environment(venv: Path, lock: Path, satisfied: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Make ``venv`` and install ``lock`` into it, unless its stamp is ``satisfied``."""
    stamp = read_stamp(venv)
    started = time.monotonic()
    if stamp and satisfied(stamp):
        return stamp
    if not stamp:
        need_venv_module()
        must("making the virtual environment", [sys.executable, "-m", "venv", "--clear", venv])
    say(f"installing {lock.relative_to(ROOT)} into {venv.name}")
    # A lock names every package with its hashes, so nothing may be resolved beyond it.
    must("installing the packages", [venv / "bin" / "python", *PIP, "--require-hashes", "-r", lock], quiet=True)
    stamp = {key: value for key, value in stamp.items() if key == "project"} | {lock.stem: digest(lock)}
    write_stamp(venv, stamp)
    say(f"{venv.name} is ready ({time.monotonic() - started:.0f} s)")
    return stamp


def prepare(level: str) -> None:
    """Bring the environment to one of ``LOCKS``, the project into it, and build the assets."""
    enough = LOCKS[LOCKS.index(level) :]
    with alone():
        build_lock = REQUIREMENTS / "build.txt"
        environment(BUILD_VENV, build_lock, lambda stamp: stamp.get("build") == digest(build_lock))
        stamp = environment(
            VENV,
            REQUIREMENTS / f"{level}.txt",
            lambda stamp: any(stamp.get(name) == digest(REQUIREMENTS / f"{name}.txt") for name in enough),
        )
        project = digest(ROOT / "pyproject.toml")
        if stamp.get("project") != project:
            install_project()
            write_stamp(VENV, stamp | {"project": project})
        build_assets()


def install_project() -> None:
    """Install the repository itself, editable.

    The wheel is made in the build environment, so that neither the build tool nor the packages
    that carry the front end's files ever enter the environment the program runs in.
    """
    with tempfile.TemporaryDirectory() as folder:
        hatchling: Command = [BUILD_VENV / "bin" / "python", "-m", "hatchling", "build"]
        must("building the project", [*hatchling, "-t", "wheel:editable", "-d", folder], quiet=True)
        wheel = next(Path(folder).glob("*.whl"))
        command: Command = [VENV / "bin" / "python", *PIP, "--no-index", "--force-reinstall", wheel]
        must("installing the project", command, quiet=True)


def build_assets() -> None:
    """Bring core/web/static/vendor up to date; a moment when nothing changed."""
    must("building the front end's files", [BUILD_VENV / "bin" / "python", ROOT / "hatch_build.py"])


# --- targets ----------------------------------------------------------------------------------


@target
def setup(_arguments: argparse.Namespace) -> int:
    """Make the environment with everything that running and testing need."""
    prepare("test")
    return 0


@target
def run_(arguments: argparse.Namespace) -> int:
    """Serve the demo on 127.0.0.1 (--port, default 8000; --data, default ./var/demo)."""
    prepare("run")
    program = VENV / "bin" / "tiepdan"
    data = ["--data", str(Path(arguments.data).expanduser().resolve())] if arguments.data else []
    command = [str(program), "demo", "--port", str(arguments.port), *data, *arguments.rest]
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(program, command)  # noqa: S606 - it takes our place, so that signals reach it


@target
def test(arguments: argparse.Namespace) -> int:
    """Run the whole suite: SQLite, PostgreSQL, Redis and a real browser."""
    return pytest(["-n", "2", "--dist", "worksteal", *arguments.rest])


@target
def prove(arguments: argparse.Namespace) -> int:
    """Run the long programmes at full size; they write docs/proofs/."""
    return pytest(["-m", "prove", *arguments.rest])


def pytest(options: list[str]) -> int:
    """Run pytest with everything the suite can use on this machine."""
    prepare("test")
    need_servers()
    need_browser(required=os.environ.get("CI", "").lower() in {"1", "true", "yes"})
    return run([VENV / "bin" / "python", "-m", "pytest", *options])


@target
def lint(_arguments: argparse.Namespace) -> int:
    """Check style, format, types and layers."""
    prepare("dev")
    tools = VENV / "bin"
    checks: list[Command] = [
        [tools / "ruff", "check", "."],
        [tools / "ruff", "format", "--check", "."],
        [tools / "mypy"],
        [tools / "lint-imports"],
    ]
    failed = [" ".join(str(part).rpartition("/")[2] for part in check) for check in checks if run(check)]
    say(f"failed: {', '.join(failed)}" if failed else "style, types and layers are in order")
    return 1 if failed else 0


@target
def format_(_arguments: argparse.Namespace) -> int:
    """Rewrite the code in the house's format and mend what ruff can mend."""
    prepare("dev")
    ruff = VENV / "bin" / "ruff"
    return max(run([ruff, "check", "--fix-only", "--quiet", "."]), run([ruff, "format", "."]))


@target
def screenshots(arguments: argparse.Namespace) -> int:
    """Take a picture of every screen at both sizes into docs/."""
    prepare("test")
    need_browser(required=True)
    return run([VENV / "bin" / "python", "-m", "tests.screenshots", *arguments.rest])


@target
def assets(_arguments: argparse.Namespace) -> int:
    """Rebuild the front end's files in core/web/static/vendor."""
    prepare("run")
    return 0


@target
def messages(_arguments: argparse.Namespace) -> int:
    """Collect the sentences to translate into core/ and plugins/*/translations/vi.po."""
    prepare("run")
    pybabel = VENV / "bin" / "pybabel"
    folders = [ROOT / "core", *sorted(path.parent for path in ROOT.glob("plugins/*/plugin.py"))]
    with tempfile.TemporaryDirectory() as work:
        mapping = Path(work) / "mapping.cfg"
        mapping.write_text(
            "[ignore: **/tests/**]\n[python: **.py]\n[jinja2: **.html]\nsilent = false\n", encoding="utf-8"
        )
        for folder in folders:
            template = Path(work) / f"{folder.name}.pot"
            catalogue = folder / "translations" / "vi.po"
            catalogue.parent.mkdir(exist_ok=True)
            if not catalogue.exists():
                catalogue.write_text(PO_HEAD, encoding="utf-8")
            extract: Command = [pybabel, "-q", "extract", "-F", mapping, "--no-location", "--sort-output"]
            keywords: Command = ["-k", "_l", "-k", "lazy", "-k", "lazy_gettext", "-k", "N_"]
            keywords += ["--project", "tiepdan", "--version", "1", "-o", template, folder]
            must(f"collecting the sentences of {folder.name}", [*extract, *keywords])
            update: Command = [pybabel, "-q", "update", "-l", "vi", "-i", template, "-o", catalogue]
            options: Command = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--no-wrap"]
            must(f"updating {catalogue.relative_to(ROOT)}", [*update, "--init-missing", *options])
    return 0


@target
def lock(arguments: argparse.Namespace) -> int:
    """Write requirements/*.txt anew (-- --upgrade takes newer releases)."""
    prepare("dev")
    command: Command = [VENV / "bin" / "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", ".".join(map(str, OLDEST_PYTHON)), "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", *arguments.rest]
    pins: dict[str, Command] = {
        "run": ["pyproject.toml"],
        "test": ["--extra", "test", "-c", "requirements/run.txt", "pyproject.toml"],
        "dev": ["--extra", "test", "--extra", "dev", "-c", "requirements/test.txt", "pyproject.toml"],
        "build": ["--no-deps", "requirements/build.in"],
    }
    for name, inputs in pins.items():
        must(f"locking {name}", [*command, "-o", REQUIREMENTS / f"{name}.txt", *inputs])
    return 0


@target
def clean(_arguments: argparse.Namespace) -> int:
    """Remove environments, caches and built files; data in ./var stay."""
    made = [VENV, BUILD_VENV, ROOT / "core/web/static/vendor", ROOT / ".stamps"]
    made += [ROOT / f".{name}_cache" for name in ("pytest", "mypy", "ruff", "import_linter")]
    made += [path for top in ("core", "plugins", "tests") for path in (ROOT / top).rglob("__pycache__")]
    for path in made:
        shutil.rmtree(path, ignore_errors=True)
    return 0


@target
def help_(_arguments: argparse.Namespace) -> int:
    """List the targets."""
    print("python3 dev.py TARGET [--port N] [--data DIR] [-- arguments]   (or: make TARGET PORT=N DATA=DIR ARGS=…)\n")
    for name, function in TARGETS.items():
        print(f"  {name.rstrip('_'):12} {function.__doc__}")
    return 0


def main(arguments: list[str]) -> int:
    """Run one target; return its exit status."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise Stop(f"this is Python {platform.python_version()}; run dev.py with Python {wanted} or newer")
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", nargs="?", default="help", choices=[name.rstrip("_") for name in TARGETS])
    parser.add_argument("--port", type=int, default=8000, help="port of the demo on 127.0.0.1")
    parser.add_argument("--data", help="folder of the demo's database and files")
    chosen = parser.parse_args(arguments[:split])
    chosen.rest = arguments[split + 1 :]
    function = TARGETS.get(chosen.target) or TARGETS[f"{chosen.target}_"]
    return function(chosen)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except Stop as problem:
        say(str(problem))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
