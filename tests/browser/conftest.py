"""Chromium, and chat pages in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.local_server import LocalServer
from tests.browser.chat import Chat, Open

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: LocalServer) -> Iterator[Open]:
    """Gives a function that opens the page as a new person; at the end no page may have had an error."""
    chats: list[Chat] = []

    def open_page(width: int = 400, height: int = 800, locale: str = "ro-RO", query: str = "") -> Chat:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
        chats.append(Chat(context.new_page(), server.url).open(query))
        return chats[-1]

    yield open_page
    for chat in chats:
        chat.page.context.close()
        assert chat.errors == []
