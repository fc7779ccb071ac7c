"""The chat as a person uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import ConsoleMessage, Locator, Page, Response, Route, expect

from bot.answer.cards import load_locales
from tests.web_client import Answer, call

MESSAGES = re.compile(r"/webhooks/web/messages")
LONG_POLL = re.compile(r"/webhooks/web/messages\?.*wait=25")
SESSION = re.compile(r"/webhooks/web/session$")
QUESTIONS = {
    "ro": "Cât de mare poate fi garanția la chirie?",
    "bg": "Колко голям може да е депозитът за наема?",
    "rom": "Kozom šaj te mangel o gazda kaucija?",
    "de": "Wie hoch darf die Kaution sein?",
}
URGENT = "Мъжът ми ме бие сега, страх ме е"


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
        policy = response.headers.get("content-security-policy", "")
        if response.url.split("?")[0] in (f"{self.url}/", f"{self.url}/chat") and "script-src 'sha256-" not in policy:
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

    @property
    def session(self) -> str:
        """The id of the conversation: what the token signs."""
        return str(URLSafeTimedSerializer("unused").loads_unsafe(self.token)[1])

    def on_server(self) -> list[dict[str, Any]]:
        """Return the messages that the server has, greeting aside."""
        answer = call(f"{self.url}/webhooks/web/messages?after=0", token=self.token)
        return [message for message in answer.body["messages"] if message["text"]]

    def delete_on_server(self) -> Answer:
        """Delete the session behind the page's back."""
        return call(f"{self.url}/webhooks/web/session", "DELETE", token=self.token)

    def menu(self, entry: str) -> None:
        """Open the menu and tap one of its entries."""
        self.page.locator("#menu summary").click()
        self.page.locator("#menu").get_by_role("button", name=entry).click()

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


Open = Callable[..., Chat]
"""Opens the page as a new person."""


def answer_with(page: Page, said: list[dict[str, object]], state: str = "bot") -> None:
    """Let the page read these messages instead of the server's."""
    whole: dict[str, object] = {"from": "bot", "kind": "answer", "language": "de", "card": None, "buttons": []}
    messages = [whole | {"cursor": i, "id": f"given-{i}"} | message for i, message in enumerate(said, start=1000)]

    def answer(route: Route) -> None:
        if "after=0&" in route.request.url:
            route.fulfill(json={"messages": messages, "state": state})
        else:
            route.continue_()

    page.route(MESSAGES, answer)


def ui(language: str, key: str) -> str:
    """Return a string of the interface."""
    return load_locales()[language].ui[key]
