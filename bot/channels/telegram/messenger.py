"""Brings one message to one person by Telegram's Bot API, and says truly what became of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram import writing
from bot.storage.deliveries import Delivery

_PER_SECOND = 28
"""Telegram allows a bot about 30 messages a second to different people."""
_LOOKED_THROUGH = 64
"""So many ids after the last known one are looked through for a message that may have arrived."""
_LONGEST_WAIT = 300.0
_TOKEN_WAIT = 60.0
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
"""Faults of the network before a request has been sent."""
_UNCHANGED = "message is not modified"
_NO_SUCH_CHAT = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")


@dataclass(frozen=True, slots=True)
class Sent:
    """It has arrived. `ref` is Telegram's id of the message, or of its last part."""

    ref: int | None


@dataclass(frozen=True, slots=True)
class Later:
    """It must be tried again."""

    seconds: float
    reason: str
    uncertain: bool = False
    """Whether it may have arrived."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person can't be reached."""

    reason: str


@dataclass(frozen=True, slots=True)
class NewAddress:
    """The chat has another id now."""

    chat: int


Outcome = Sent | Later | Refused | Unreachable | NewAddress
Leaves = Callable[[int, int], Awaitable[None]]


class Pace:
    """Keeps to so many calls a second, with short bursts."""

    def __init__(self, per_second: int = _PER_SECOND) -> None:
        self._interval = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        """Return when the next call may be made."""
        now = time.monotonic()
        self._next = max(self._next + self._interval, now - 1.0)
        if self._next > now:
            await asyncio.sleep(self._next - now)


class Messenger:
    """Sends messages with one bot.

    Args:
        bot: PTB's bot.
        pace: keeps to Telegram's limit for all people together.
    """

    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        self._bot = bot
        self._pace = pace or Pace()
        self.highest = 0
        """The highest id of a message that was seen. Ids of private chats are counted for the bot as a whole."""

    def saw(self, ref: int | None) -> None:
        """Note the id of a message, of whoever."""
        self.highest = max(self.highest, ref or 0)

    async def bring(self, chat: int, delivery: Delivery, heading: str | None, leaves: Leaves) -> Outcome:
        """Send a message, or what is left of it.

        Of what may have arrived before, it is first looked whether it has; a fault meanwhile leaves that open.

        Args:
            chat: where to.
            delivery: what.
            heading: who says it, if it is not the bot.
            leaves: is awaited right before each part is sent, with how many have arrived and the highest id known.
        """
        parts = writing.messages(delivery.text, heading)
        buttons = [
            [InlineKeyboardButton(title, callback_data=data) for title, data in row] for row in writing.rows(delivery.buttons)
        ]
        keyboard = InlineKeyboardMarkup(buttons) if buttons else None
        looks_for = delivery.uncertain_since
        try:
            if delivery.replaces and len(parts) == 1 and await self._edit(chat, delivery.replaces, parts[0], keyboard):
                return Sent(delivery.replaces)
            ref = None
            for number in range(delivery.parts, len(parts)):
                markup = keyboard if number == len(parts) - 1 else None
                ref = await self._find(chat, looks_for, markup) if looks_for is not None else None
                looks_for = None
                if ref is None:
                    await self._pace.turn()
                    await leaves(number, self.highest)
                    ref = await self._send(chat, parts[number], markup)
                self.saw(ref)
            return Sent(ref)
        except TelegramError as error:
            outcome = outcome_of(error, delivery.attempts)
            if looks_for is not None and isinstance(outcome, Later):
                return replace(outcome, uncertain=True)
            return outcome

    async def _send(self, chat: int, text: str, keyboard: InlineKeyboardMarkup | None) -> int:
        message = await self._bot.send_message(
            chat,
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return message.message_id

    async def _edit(self, chat: int, ref: int, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Let a message take the place of a menu; tell whether that was possible. Doing it twice does no harm."""
        await self._pace.turn()
        try:
            await self._bot.edit_message_text(
                text,
                chat,
                ref,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            return _UNCHANGED in error.message.lower()
        return True

    async def _find(self, chat: int, after: int, keyboard: InlineKeyboardMarkup | None) -> int | None:
        """Look for a message of ours that may have arrived although nobody told us; return its id.

        Ids of private chats grow by one with every message of the bot, so it can only stand right behind the highest id
        that was known. Giving a message the buttons that it has changes nothing, and tells whether it is there.
        """
        for ref in range(after + 1, after + 1 + _LOOKED_THROUGH):
            await self._pace.turn()
            try:
                await self._bot.edit_message_reply_markup(chat, ref, reply_markup=keyboard)
            except BadRequest as error:
                if _UNCHANGED not in error.message.lower():
                    continue
            return ref
        return None


def outcome_of(error: TelegramError, attempts: int) -> Outcome:
    """Return what a fault of Telegram means for a message.

    Args:
        error: what PTB raised.
        attempts: so many attempts have failed before this one.
    """
    wait = min(_LONGEST_WAIT, 2.0**attempts)
    match error:
        case RetryAfter():
            return Later(seconds_of(error), "too many requests")
        case ChatMigrated():
            return NewAddress(error.new_chat_id)
        case Forbidden():
            return Unreachable("blocked")
        case InvalidToken():
            return Later(_TOKEN_WAIT, "token refused")
        case Conflict():
            return Later(wait, "conflict")
        case BadRequest():
            if any(words in error.message.lower() for words in _NO_SUCH_CHAT):
                return Unreachable("no such chat")
            return Refused(error.message.removeprefix("Bad Request: ")[:80])
        case TimedOut():
            return Later(wait, "no answer in time", uncertain=not isinstance(error.__cause__, _NEVER_LEFT))
        case NetworkError():
            return Later(wait, "network or server fault", uncertain=not isinstance(error.__cause__, _NEVER_LEFT))
    return Later(wait, type(error).__name__, uncertain=True)


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram tells us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
