"""A small HTTP client that logs in and measures pages on a loopback address."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from core.errors import Refused

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one client alone, and pages per second with several at once.

    ``quick`` is the quickest tenth: what the page costs when nothing else wants the processor. The
    ratios are made of it, because other work on the machine distorts the median.
    """

    size: int
    quick: float
    median: float
    p95: float
    per_second: float
    busy_p95: float


class Browser:
    """Keeps one connection and the cookies of one login."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def twin(self) -> Browser:
        """The same login on another connection."""
        other = Browser(self.port)
        other.cookie = self.cookie
        return other

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """(status, body) of a page, uncompressed."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = urlencode(form).encode() if form is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        for value in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = value.split(";", 1)[0]
        return answer.status, content

    def log_in(self, login: str, password: str) -> None:
        """Through the form, like a person. Raises Refused when it does not work."""
        _status, page = self.ask("/login")
        token = TOKEN.search(page.decode())
        form = {"login": login, "password": password, "csrf_token": token[1] if token else ""}
        status, _page = self.ask("/login", form)
        if status != 303:
            raise Refused(f"the login of {login} was answered with {status}")

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _once(browser: Browser, path: str) -> tuple[float, int]:
    begun = time.perf_counter()
    status, body = browser.ask(path)
    if status != 200:
        raise Refused(f"{path} was answered with {status}")
    return (time.perf_counter() - begun) * 1000, len(body)


def _at(share: float, times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def measure(browser: Browser, path: str, seconds: float, clients: int) -> Timing:
    """One page: ``seconds`` with one client, then as long with ``clients`` at once."""
    for _round in range(WARM_UP):
        _once(browser, path)
    alone: list[float] = []
    size = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        taken, size = _once(browser, path)
        alone.append(taken)
    busy: list[float] = []
    problems: list[Exception] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        twin = browser.twin()
        try:
            while time.perf_counter() < end:
                busy.append(_once(twin, path)[0])
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            problems.append(error)
        finally:
            twin.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    elapsed = time.perf_counter() - begun
    return Timing(size, _at(0.1, alone), _at(0.5, alone), _at(0.95, alone), len(busy) / elapsed, _at(0.95, busy))
