"""Groups and channels, where Drom does not talk: it says so and leaves. Nothing of them is stored."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from telegram import Bot
from telegram.error import TelegramError

from bot.answer.signals import Signals

logger = logging.getLogger(__name__)


class Company:
    """Leaves groups and channels politely.

    Args:
        bot: PTB's bot.
        signals: has the words.
    """

    def __init__(self, bot: Bot, signals: Signals) -> None:
        self._bot = bot
        self._signals = signals
        self._leaving: set[int] = set()

    async def leave(self, chat: int, language: str | None) -> None:
        """Say that Drom talks only in private, and leave. If that fails, the next message from there tries it again."""
        if chat in self._leaving:
            return
        self._leaving.add(chat)
        try:
            with _logged():
                await self._bot.send_message(chat, self._signals.group(language))
            with _logged():
                await self._bot.leave_chat(chat)
        finally:
            self._leaving.discard(chat)


@contextlib.contextmanager
def _logged() -> Iterator[None]:
    try:
        yield
    except TelegramError as error:
        logger.info("leaving a group: %s", type(error).__name__)
