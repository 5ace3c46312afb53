"""Bytes that cross the wire, as Chromium counts them: compressed, headers included.

``python -m tests.e2e.weights`` measures a fresh demo and writes docs/proofs/weights.md.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.serving import Demo, launch, running_demo

#: Limits of product.md §2, in bytes.
FIRST_LOAD, LATER_PAGE = 100_000, 30_000
OFFICER = "tiepdan.dakrve"
LATER = {
    "reception desk": "/t/dak-rve/reception/",
    "list of visits": "/t/dak-rve/reception/visits",
    "search": "/t/dak-rve/reception/visits?q=duong",
    "form of a visit": "/t/dak-rve/reception/visits/new",
    "reception book": "/t/dak-rve/reception/book",
    "places and hours": "/t/dak-rve/reception/places",
    "account": "/account",
}
PUBLIC = {
    "front door": "/",
    "all places": "/p/",
    "start page of the town": "/p/dak-rve/",
    "public hours": "/p/dak-rve/reception/",
    "how to complain": "/p/dak-rve/petitions/complaint",
    "how to denounce": "/p/dak-rve/petitions/denunciation",
    "who is competent": "/p/dak-rve/petitions/competence",
}
PROOF = Path(__file__).parents[2] / "docs" / "proofs" / "weights.md"


@dataclass
class Meter:
    """Adds up what one page loads, until it is emptied."""

    page: Page
    sizes: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Listen to the network of the page."""
        client = self.page.context.new_cdp_session(self.page)
        client.send("Network.enable")
        client.on("Network.responseReceived", self._note_kind)
        client.on("Network.loadingFinished", self._note_size)

    def _note_kind(self, event: dict[str, str]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _note_size(self, event: dict[str, int]) -> None:
        self.sizes[str(event["requestId"])] = int(event["encodedDataLength"])

    def measure(self, path: str) -> int:
        """Bytes of one page with everything it asks for."""
        self.sizes.clear()
        self.kinds.clear()
        self.page.goto(path)
        return self.settled()

    def settled(self) -> int:
        """The sum once the network is quiet."""
        self.page.wait_for_load_state("networkidle")
        return sum(self.sizes.values())


@dataclass(frozen=True)
class Weights:
    """What was measured, in bytes."""

    first: int
    later: dict[str, int]
    public: dict[str, int]
    public_kinds: frozenset[str]


def measure(page: Page, public_page: Page, demo: Demo) -> Weights:
    """Load login and start page with an empty cache, then the later pages, then the public ones."""
    meter = Meter(page)
    meter.measure("/login")
    page.fill("[name=login]", OFFICER)
    page.fill("[name=password]", demo.password(OFFICER))
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/t/dak-rve/")
    first = meter.settled()
    later = {name: meter.measure(path) for name, path in LATER.items()}
    visit = page.goto("/t/dak-rve/reception/visits")
    assert visit
    address = page.locator("#visits tbody a").first.get_attribute("href")
    later["a visit"] = meter.measure(str(address))
    open_meter = Meter(public_page)
    public, kinds = {}, set()
    for name, path in PUBLIC.items():
        public[name] = open_meter.measure(path)
        kinds |= set(open_meter.kinds.values())
    return Weights(first, later, public, frozenset(kinds))


def written(found: Weights) -> str:
    """The proof as Markdown."""
    lines = [
        f"# Weights on {datetime.now(UTC).date().isoformat()}",
        "",
        "`python -m tests.e2e.weights`: a fresh demo in Chromium, bytes as they cross the wire (compressed, with headers).",
        "",
        "| page | bytes | limit |",
        "|---|---:|---:|",
        f"| first load: login and start page, empty cache | {found.first:,} | {FIRST_LOAD:,} |",
        *(f"| {name} | {size:,} | {LATER_PAGE:,} |" for name, size in found.later.items()),
        *(f"| public: {name} | {size:,} | {LATER_PAGE:,} |" for name, size in found.public.items()),
        "",
        f"Public pages load only: {', '.join(sorted(found.public_kinds))}. No script, no web font.",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure a fresh demo and write the proof."""
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo, sync_playwright() as playwright:
        browser = launch(playwright)
        pages = [browser.new_context(base_url=demo.base_url, locale="vi-VN").new_page() for _one in range(2)]
        found = measure(*pages, demo)
        browser.close()
    PROOF.parent.mkdir(parents=True, exist_ok=True)
    PROOF.write_text(written(found), encoding="utf-8")
    sys.stdout.write(written(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
