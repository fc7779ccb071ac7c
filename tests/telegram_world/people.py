"""People who use Telegram."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_world.api import Shown
from tests.telegram_world.fake import FakeTelegram

_chats = itertools.count(5_000_001)
_taps = itertools.count(1)


@dataclass
class TelegramPerson:
    """Somebody with a phone."""

    telegram: FakeTelegram
    language_code: str = "de"
    chat: int = field(default_factory=lambda: next(_chats))
    _seen: int = 0

    @property
    def user(self) -> dict[str, Any]:
        """The person as Telegram describes them."""
        name = {"first_name": "Ana Secret", "last_name": "Popescu", "username": f"ana{self.chat}"}
        return {"id": self.chat, "is_bot": False, "language_code": self.language_code} | name

    def message(self, **content: Any) -> dict[str, Any]:
        """Return a message that the person sends now."""
        common = {"message_id": self.telegram.api.own(self.chat), "date": int(time.time()), "from": self.user}
        return common | {"chat": {"id": self.chat, "type": "private", "first_name": "Ana Secret"}} | content

    def sends(self, **content: Any) -> asyncio.Future[int]:
        """Send a message of any kind."""
        self._seen = self._versions()
        return self.telegram.push({"message": self.message(**content)})

    def says(self, text: str, **more: Any) -> asyncio.Future[int]:
        """Send a text."""
        return self.sends(text=text, **more)

    def taps(self, shown: Shown, payload: str) -> str:
        """Tap a button (also one that is not there any more); return the id of the tap."""
        self._seen = self._versions()
        tap = f"tap{next(_taps)}"
        self.telegram.api.open_taps.add(tap)
        keyboard = {"inline_keyboard": shown.keyboard} if shown.keyboard else None
        message = {
            "message_id": shown.id, "date": int(time.time()), "text": shown.text, "chat": {"id": self.chat, "type": "private"},
            **({"reply_markup": keyboard} if keyboard else {}),
        }  # fmt: skip
        query = {"id": tap, "from": self.user, "chat_instance": "1", "message": message, "data": payload}
        self.telegram.push({"callback_query": query})
        return tap

    def blocks(self, blocked: bool = True) -> asyncio.Future[int]:
        """Block the bot, or unblock it."""
        bot = {"id": 700000001, "is_bot": True, "first_name": "Drom"}
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        change = {
            "chat": {"id": self.chat, "type": "private"}, "from": self.user, "date": int(time.time()),
            "old_chat_member": {"status": old, "user": bot, "until_date": 0},
            "new_chat_member": {"status": new, "user": bot, "until_date": 0},
        }  # fmt: skip
        return self.telegram.push({"my_chat_member": change})

    def answer(self) -> Shown:
        """Wait for what the bot shows next, be it new or in the place of a menu, and return it."""
        self.telegram.until(lambda: self._versions() > self._seen)
        self._seen += 1
        return max(self.telegram.api.sent_to(self.chat), key=lambda message: message.changed)

    def _versions(self) -> int:
        """Return how often the bot has shown something."""
        return sum(message.versions for message in self.telegram.api.sent_to(self.chat))

    def asks(self, text: str, **more: Any) -> Shown:
        """Say something and wait for the answer."""
        self.says(text, **more)
        return self.answer()

    def chooses(self, shown: Shown, payload: str) -> Shown:
        """Tap a button and wait for the answer."""
        assert payload in [button["callback_data"] for button in shown.buttons], shown
        self.taps(shown, payload)
        return self.answer()
