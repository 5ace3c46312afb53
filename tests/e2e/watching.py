"""What a page must not do unseen: complain in the console, break the content policy, fail a request."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

#: The browser's own line for any 4xx or 5xx answer; `answered` judges those by their status.
ANSWER_LINES = ("Failed to load resource",)


class Watch:
    """Collects what goes wrong in a browser context; ``allowed`` are parts of expected lines."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self.allowed: list[str] = []
        context.on("console", self.said)
        context.on("weberror", self.crashed)
        context.on("response", self.answered)

    def said(self, message: ConsoleMessage) -> None:
        """Errors and warnings of the console, the content policy's among them."""
        if message.type in ("error", "warning") and not message.text.startswith(ANSWER_LINES):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def crashed(self, error: WebError) -> None:
        """A script stopped with an exception."""
        self.problems.append(f"script error: {error.error}")

    def answered(self, response: Response) -> None:
        """No 5xx anywhere; no 4xx for anything but a page or a piece of one."""
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in ("document", "xhr", "fetch")):
            self.problems.append(f"{response.status} for {kind} {response.url}")

    def found(self) -> list[str]:
        """What was not expected."""
        return [line for line in self.problems if not any(part in line for part in self.allowed)]


STORED = """async () => {
  const databases = (await indexedDB.databases()).map((entry) => entry.name);
  const caches_ = await caches.keys();
  const workers = (await navigator.serviceWorker.getRegistrations()).length;
  return {local: {...localStorage}, session: {...sessionStorage}, databases, caches_, workers,
          cookies: document.cookie};
}"""
EMPTY: dict[str, Any] = {"local": {}, "session": {}, "databases": [], "caches_": [], "workers": 0, "cookies": ""}
