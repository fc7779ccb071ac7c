"""The line to Telegram: is the token right, does a webhook stand, and who fetches the updates."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.answer.cards import Locale
from bot.channels.telegram import menu
from bot.channels.telegram.messenger import seconds_of
from bot.channels.telegram.reading import ALLOWED_UPDATES
from bot.storage.database import DatabaseError

logger = logging.getLogger(__name__)
WEBHOOK_PATH = "/webhooks/telegram/webhook"
_CONNECTIONS = 32
_POLL_SECONDS = 25
_LONGEST_WAIT = 60.0
_CONFLICT_WAIT = 10.0
_NO_NETWORK = "Telegram can't be reached. Drom tries again by itself; the chat page works. Is there a way to {host}?"
_WRONG_TOKEN = "Telegram refuses the token. Look for it again at @BotFather (/mybots, API Token) and set TELEGRAM_BOT_TOKEN."
_WEBHOOK_ELSEWHERE = (
    "This bot has a webhook at {host}: its messages go there and not here. Set TELEGRAM_WEBHOOK_URL to bring them here,"
    " or use a bot of its own for trying out. To remove the webhook: `python -m bot telegram --remove-webhook`."
)
_TWO_READERS = "Another program reads the messages of this bot. Stop it, or use a bot of its own for trying out."


class GaveUp(Exception):
    """Telegram can't be used as it is set up; the message says what to do."""


class Connection:
    """Connects and keeps connected.

    Args:
        bot: PTB's bot.
        webhook: address of this installation as Telegram sees it, without path; None for polling.
        secret: what Telegram has to send with each update.
        api: where the Bot API is, for messages.
    """

    def __init__(self, bot: Bot, webhook: str | None, secret: str, api: str) -> None:
        self._bot = bot
        self._webhook = webhook
        self._secret = secret
        self._host = urlsplit(api).hostname or api
        self._told: str | None = None

    async def connect(self, locales: Mapping[str, Locale]) -> None:
        """Return when the bot is known, its webhook stands (or none does) and its commands are set.

        Raises:
            GaveUp: the token is wrong, or the messages go elsewhere.
        """
        await self._until_done(self._bot.initialize)
        await self._until_done(self._see_to_webhook)
        how = "webhook" if self._webhook else "polling"
        self._tell(f"Telegram is connected by {how}: https://t.me/{self._bot.username}")
        try:
            await menu.set_up(self._bot, locales)
        except TelegramError as error:
            logger.warning("commands and descriptions were not set: %s", type(error).__name__)

    async def poll(self, take: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Fetch updates until cancelled. Telegram is told that one was taken only after `take` has kept it.

        Raises:
            GaveUp: the token is not valid any more, or a webhook was set.
        """
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._fetch(offset)
                for update in updates:
                    await take(update)
                    offset = update["update_id"] + 1
                failures = 0
            except DatabaseError as error:
                logger.error("an update could not be kept and will be fetched again: %s", type(error).__name__)
                failures += 1
                await asyncio.sleep(min(_LONGEST_WAIT, 2.0**failures))
            except TelegramError as error:
                failures += 1
                await self._after(error, failures)

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        """Return new updates as they came: one that PTB can't read must not hold up the others."""
        wanted = {"offset": offset, "timeout": _POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        updates: list[dict[str, Any]] = await self._bot.do_api_request(
            "getUpdates", api_kwargs=wanted, read_timeout=_POLL_SECONDS + 10
        )
        return updates

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        failures = 0
        while True:
            try:
                await step()
                return
            except TelegramError as error:
                failures += 1
                await self._after(error, failures)

    async def _after(self, error: TelegramError, failures: int) -> None:
        """Wait as long as it makes sense after a fault; say once what the matter is.

        Raises:
            GaveUp: waiting does not help.
        """
        match error:
            case InvalidToken() | EndPointNotFound():
                raise GaveUp(_WRONG_TOKEN) from error
            case RetryAfter():
                await asyncio.sleep(seconds_of(error))
            case Conflict():
                await self._see_to_webhook()
                self._tell(_TWO_READERS)
                await asyncio.sleep(_CONFLICT_WAIT)
            case _:
                self._tell(_NO_NETWORK.format(host=self._host))
                await asyncio.sleep(min(_LONGEST_WAIT, 2.0**failures))

    async def _see_to_webhook(self) -> None:
        if self._webhook:
            await self._bot.set_webhook(
                self._webhook + WEBHOOK_PATH, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES, max_connections=40
            )
            return
        elsewhere = (await self._bot.get_webhook_info()).url
        if elsewhere:
            raise GaveUp(_WEBHOOK_ELSEWHERE.format(host=urlsplit(elsewhere).hostname))

    def _tell(self, message: str) -> None:
        if message != self._told:
            self._told = message
            print(message, flush=True)


def make_bot(token: str, api: str) -> Bot:
    """Return PTB's bot.

    Args:
        token: of the bot.
        api: address of the Bot API.
    """
    return Bot(
        token,
        base_url=f"{api}/bot",
        request=HTTPXRequest(
            connection_pool_size=_CONNECTIONS, connect_timeout=10, read_timeout=15, write_timeout=15, pool_timeout=15
        ),
        get_updates_request=HTTPXRequest(connection_pool_size=1, connect_timeout=10),
    )
