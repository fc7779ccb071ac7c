"""A person's client of the web channel, as the widget would be."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """An HTTP answer."""

    status: int
    body: Any
    headers: Any


def call(
    url: str,
    method: str = "GET",
    body: object = None,
    token: str | None = None,
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one request; errors of HTTP are answers too."""
    data = raw if raw is not None else (json.dumps(body).encode() if body is not None else None)
    request = urllib.request.Request(
        url, data=data, method=method, headers={"Content-Type": "application/json", **(headers or {})}
    )
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            content = response.read()
            return Answer(response.status, json.loads(content) if content else None, response.headers)
    except urllib.error.HTTPError as error:
        content = error.read()
        return Answer(error.code, json.loads(content) if content else None, error.headers)


@dataclass
class Person:
    """Somebody who chats."""

    base: str
    language: str | None = None
    cursor: int = 0
    token: str = ""
    session: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        answer = call(f"{self.base}/webhooks/web/session", "POST", {"language": self.language} if self.language else {})
        assert answer.status == 201, answer
        self.token, self.session = answer.body["token"], answer.body["session"]

    def send(self, text: str | None = None, payload: str | None = None, message_id: str | None = None) -> Answer:
        """Send a message without waiting for the answer."""
        body: dict[str, str] = {"id": message_id or str(uuid.uuid4())}
        body |= {"text": text} if text is not None else {}
        body |= {"payload": payload} if payload is not None else {}
        return call(f"{self.base}/webhooks/web/messages", "POST", body, self.token)

    def poll(self, wait: float = 25) -> list[dict[str, Any]]:
        """Return what is new, waiting for it."""
        answer = call(f"{self.base}/webhooks/web/messages?after={self.cursor}&wait={wait}", token=self.token)
        assert answer.status == 200, answer
        new: list[dict[str, Any]] = answer.body["messages"]
        self.cursor = max([self.cursor, *(message["cursor"] for message in new)])
        self.seen += new
        return new

    def ask(self, text: str | None = None, payload: str | None = None) -> dict[str, Any]:
        """Send a message and return the bot's answer to it."""
        answer = self.send(text, payload)
        assert answer.status == 202, answer
        for _ in range(4):
            said = [message for message in self.poll() if message["from"] == "bot"]
            if said:
                return said[-1]
        raise AssertionError("no answer within the time")


def heard(person: Person) -> list[tuple[str, str]]:
    """What the person has heard since the last time: from whom, and the text."""
    return [(message["from"], message["text"]) for message in person.poll(wait=0) if message["from"] != "person"]
