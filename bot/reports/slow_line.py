"""How the full-page chat comes up on a bad mobile line, measured in Chromium with its network throttled."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

LATENCY_MS = 2000
"""From a request to the first byte of its answer; Chromium waits so long for each request, as on a connection that is open."""
BYTES_PER_SECOND = 64_000 / 8
"""Headers and packed bodies count; a connection, a name and TLS do not."""
_FIRST_WORDS = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True, slots=True)
class SlowLine:
    """Seconds since the address was opened. None can be less than the latency: the page itself has to come."""

    word: float
    """The first words can be read (first contentful paint)."""
    choice: float
    """The languages stand there and can be tapped; the tap is kept."""
    usable: float
    """The program runs and acts on it."""


def measure(url: str) -> SlowLine | None:
    """Open the chat at 64 kbit/s with a latency of 2 s, with nothing in the cache.

    Args:
        url: of a running server.

    Returns:
        None where Chromium is not installed.
    """
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 360, "height": 640})
        line = page.context.new_cdp_session(page)
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": BYTES_PER_SECOND,
                "uploadThroughput": BYTES_PER_SECOND,
            },
        )
        page.goto(f"{url}/chat?lang=ro", wait_until="commit")
        page.get_by_role("button").first.wait_for()
        choice = page.evaluate("performance.now()")
        page.locator("#languages button").first.wait_for()
        usable = page.evaluate("performance.now()")
        word = page.evaluate(_FIRST_WORDS)
        browser.close()
    return SlowLine(word / 1000, choice / 1000, usable / 1000)
