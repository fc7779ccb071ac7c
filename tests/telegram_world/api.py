"""What the methods of the Bot API do, as far as Drom uses them."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_world.rules import Refusal, check_commands, check_markup, check_text, check_webhook

BOT_ID = 700000001


@dataclass
class Shown:
    """A message of the bot as it stands in a chat now."""

    id: int
    chat: int
    text: str
    keyboard: list[list[dict[str, str]]]
    versions: int = 1
    changed: float = field(default_factory=time.monotonic)

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All buttons, row by row."""
        return [button for row in self.keyboard for button in row]


@dataclass
class BotApi:
    """The bot's account at Telegram: its chats, messages and settings."""

    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)
    chats: set[int] = field(default_factory=set)
    webhook: dict[str, Any] = field(default_factory=dict)
    settings: dict[tuple[str, str], Any] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    own_messages: set[tuple[int, int]] = field(default_factory=set)
    """Messages of people, by chat and id."""
    open_taps: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ids = itertools.count(1000)
        self.news: asyncio.Event
        self._polling = 0
        self.polled = False

    def sent_to(self, chat: int) -> list[Shown]:
        """Return the messages of the bot that stand in a chat, the oldest first."""
        return [message for (owner, _), message in sorted(self.shown.items()) if owner == chat]

    def own(self, chat: int) -> int:
        """Return an id for a message that a person sends."""
        self.chats.add(chat)
        message_id = next(self.ids)
        self.own_messages.add((chat, message_id))
        return message_id

    def do_getme(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Drom", "username": "drom_test_bot"}

    def do_setwebhook(self, params: dict[str, Any]) -> bool:
        check_webhook(params)
        self.webhook = params
        return True

    def do_deletewebhook(self, params: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def do_getwebhookinfo(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": len(self.queue)}

    async def do_getupdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._polling:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        self._polling += 1
        self.polled = True
        try:
            self.queue = [update for update in self.queue if update["update_id"] >= params.get("offset", 0)]
            if not self.queue:
                self.news.clear()
                try:
                    await asyncio.wait_for(self.news.wait(), min(2, params.get("timeout", 0)))
                except TimeoutError:
                    return []
            return self.queue[:100]
        finally:
            self._polling -= 1

    def do_sendmessage(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(params)
        text = check_text(params)
        message = Shown(next(self.ids), chat, text, check_markup(params))
        self.shown[chat, message.id] = message
        return _as_message(message)

    def do_editmessagetext(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._edit(params, check_text(params), check_markup(params))

    def do_editmessagereplymarkup(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._edit(params, None, check_markup(params))

    def _edit(self, params: dict[str, Any], text: str | None, keyboard: list[list[dict[str, str]]]) -> dict[str, Any]:
        key = self._chat(params), params["message_id"]
        if key in self.own_messages:
            raise Refusal(400, "Bad Request: message can't be edited")
        message = self.shown.get(key)
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        text = message.text if text is None else text
        if (text, keyboard) == (message.text, message.keyboard):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message",
            )
        message.text, message.keyboard, message.versions, message.changed = text, keyboard, message.versions + 1, time.monotonic()
        return _as_message(message)

    def do_answercallbackquery(self, params: dict[str, Any]) -> bool:
        if params["callback_query_id"] not in self.open_taps:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.open_taps.discard(params["callback_query_id"])
        return True

    def do_sendchataction(self, params: dict[str, Any]) -> bool:
        self._chat(params)
        if params.get("action") != "typing":
            raise Refusal(400, "Bad Request: wrong parameter action in request")
        return True

    def do_leavechat(self, params: dict[str, Any]) -> bool:
        self.chats.discard(self._chat(params))
        return True

    def do_setmycommands(self, params: dict[str, Any]) -> bool:
        check_commands(params)
        self.settings["commands", params.get("language_code", "") + json.dumps(params.get("scope", ""))] = params["commands"]
        return True

    def do_getmycommands(self, params: dict[str, Any]) -> list[dict[str, str]]:
        return self.settings.get(("commands", params.get("language_code", "") + '""'), [])  # type: ignore[no-any-return]

    def do_setmydescription(self, params: dict[str, Any]) -> bool:
        return self._describe("description", params, 512)

    def do_getmydescription(self, params: dict[str, Any]) -> dict[str, str]:
        return {"description": self.settings.get(("description", params.get("language_code", "")), "")}

    def do_setmyshortdescription(self, params: dict[str, Any]) -> bool:
        return self._describe("short_description", params, 120)

    def do_getmyshortdescription(self, params: dict[str, Any]) -> dict[str, str]:
        return {"short_description": self.settings.get(("short_description", params.get("language_code", "")), "")}

    def _describe(self, name: str, params: dict[str, Any], limit: int) -> bool:
        code = params.get("language_code", "")
        if len(params.get(name, "")) > limit or (code and len(code) != 2):
            raise Refusal(400, f"Bad Request: {name} is invalid")
        self.settings[name, code] = params.get(name, "")
        return True

    def _chat(self, params: dict[str, Any]) -> int:
        chat = params.get("chat_id")
        if not isinstance(chat, int) or chat not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        return chat


def _as_message(message: Shown) -> dict[str, Any]:
    chat = {"id": message.chat, "type": "private"}
    return {"message_id": message.id, "date": int(time.time()), "chat": chat, "text": message.text}
