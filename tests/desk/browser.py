"""The desk in Chromium, as somebody of the staff uses it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.desk.conftest import PASSWORD

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--lang=de-DE"]
WIDE, PHONE = 1280, 360


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the test is skipped."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    # Playwright runs its loop in the thread of the test, which Django would take for an asynchronous view
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    german = {**os.environ, "LANG": "de_DE.UTF-8", "LANGUAGE": "de"}  # for fields of dates and times
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=german)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Desk:
    """One person in front of the desk.

    Args:
        browser: Chromium.
        url: of the desk.
        account: who logs in.
        width: of the window, in CSS pixels.
        dark: whether the person's system is dark.
        pictures: whether pictures are taken; for them Playwright puts styles into the page, so its policy must be off.
    """

    def __init__(
        self, browser: Browser, url: str, account: Any, width: int = WIDE, dark: bool = False, pictures: bool = False
    ) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800 if width > PHONE else 740},
            color_scheme="dark" if dark else "light",
            locale="de-DE",
            timezone_id="Europe/Berlin",
            bypass_csp=pictures,
        )
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)
        self.open("/anmelden/")
        self.page.get_by_label("E-Mail").fill(account.email)
        self.page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Anmelden").click()
        self.page.wait_for_url(lambda address: "/anmelden/" not in address)

    def open(self, path: str) -> Page:
        """Go to a page of the desk."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def complaints(self) -> list[str]:
        """Return what axe (WCAG 2.2 AA) finds on the page, wide content that a phone cannot show, and errors so far."""
        found = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in Axe().run(self.page).response["violations"]]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("the page is wider than the window")
        return found + self.errors

    def picture(self, path: Path, target: str = "", whole: bool = False) -> None:
        """Take a picture of the window, of the whole page or of one element."""
        self.page.add_style_tag(content=".bar, .centre__shown { position: static !important; max-height: none !important; }")
        if target:
            self.page.locator(target).first.screenshot(path=path)
        else:
            self.page.screenshot(path=path, full_page=whole)

    def close(self) -> None:
        """Leave the desk."""
        self.context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.errors.append(f"{message.text} ({message.location})")
