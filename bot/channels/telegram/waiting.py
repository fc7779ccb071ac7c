"""Shows that an answer is being written, when it takes longer."""

from __future__ import annotations

import asyncio
import contextlib

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

_AFTER_SECONDS = 1.0
_AGAIN_SECONDS = 4.5
"""Telegram shows it for five seconds."""
_TIMES = 6


class Typing:
    """Shows it to everybody who waits.

    Args:
        bot: PTB's bot.
        after: so many seconds are no waiting.
    """

    def __init__(self, bot: Bot, after: float = _AFTER_SECONDS) -> None:
        self._bot = bot
        self._after = after
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def expect(self, conversation: str, chat: int) -> None:
        """Note that somebody waits for an answer from now on."""
        if conversation not in self._waiting:
            task = asyncio.create_task(self._show(chat))
            self._waiting[conversation] = task
            task.add_done_callback(lambda _: self._forget(conversation, task))

    def done(self, conversation: str) -> None:
        """Note that an answer has arrived."""
        if task := self._waiting.pop(conversation, None):
            task.cancel()

    def stop(self) -> None:
        """Show it to nobody any more."""
        for conversation in list(self._waiting):
            self.done(conversation)

    def _forget(self, conversation: str, task: asyncio.Task[None]) -> None:
        if self._waiting.get(conversation) is task:
            del self._waiting[conversation]

    async def _show(self, chat: int) -> None:
        await asyncio.sleep(self._after)
        for _ in range(_TIMES):
            with contextlib.suppress(TelegramError):
                await self._bot.send_chat_action(chat, ChatAction.TYPING)
            await asyncio.sleep(_AGAIN_SECONDS)
