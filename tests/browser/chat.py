"""The chat page as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from bot.answer.cards import load_locales
from tests.web_client import Answer, call


class Chat:
    """One open chat page.

    Args:
        page: the browser's page.
        url: where the server is.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"a script ran: {dialog.message}"))
        page.on("console", self._note_refusal)
        page.on("response", self._note_policy)

    def _note_refusal(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def _note_policy(self, response: Response) -> None:
        if response.url == f"{self.url}/" and "script-src 'self'" not in response.headers.get("content-security-policy", ""):
            self.errors.append("no content security policy")

    def open(self, query: str = "") -> Chat:
        """Go to the page."""
        self.page.goto(f"{self.url}/{query}")
        return self

    def begin(self, language: str) -> Chat:
        """Choose a language and wait until the bot has introduced itself."""
        self.page.get_by_role("button", name=load_locales()[language].own_name).click()
        expect(self.bot).to_have_count(1)
        return self

    def type(self, text: str) -> None:
        """Type a message and send it with Enter, without waiting for anything."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str) -> Locator:
        """Send a message and return the answer."""
        before = self.bot.count()
        self.type(text)
        return self.answer(before)

    def tap(self, title: str) -> Locator:
        """Tap one of the buttons of the latest answer and return the answer to it."""
        before = self.bot.count()
        self.choices.filter(has_text=title).first.click()
        return self.answer(before)

    def answer(self, before: int) -> Locator:
        """Wait for one more message of the bot than `before`; return its text."""
        expect(self.bot).to_have_count(before + 1)
        return self.bot.last

    @property
    def field(self) -> Locator:
        """Where one types."""
        return self.page.get_by_role("textbox")

    @property
    def bot(self) -> Locator:
        """The texts of the bot."""
        return self.page.locator(".message.bot .text")

    @property
    def own(self) -> Locator:
        """The texts of the person."""
        return self.page.locator(".message.person .text")

    @property
    def states(self) -> Locator:
        """What stands under the messages of the person: sending, sent, failed."""
        return self.page.locator(".message.person .state")

    @property
    def choices(self) -> Locator:
        """The buttons of the latest answer."""
        return self.page.locator("#choices button")

    @property
    def token(self) -> str:
        """The token of the session in this browser."""
        kept = json.loads(self.page.evaluate("localStorage.getItem('drom')") or "{}")
        return str(kept.get("token", ""))

    def on_server(self) -> list[dict[str, Any]]:
        """Return the messages that the server has, greeting aside."""
        answer = call(f"{self.url}/webhooks/web/messages?after=0", token=self.token)
        return [message for message in answer.body["messages"] if message["text"]]

    def delete_on_server(self) -> Answer:
        """Delete the session behind the page's back."""
        return call(f"{self.url}/webhooks/web/session", "DELETE", token=self.token)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def ui(language: str, key: str) -> str:
    """Return a string of the interface."""
    return load_locales()[language].ui[key]


Open = Callable[..., Chat]
"""Opens the page as a new person."""
