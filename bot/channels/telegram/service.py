"""The Telegram bot at work: takes updates, and lets the courier bring the answers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Coroutine
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.error import TelegramError

from bot.answer.cards import load_locales
from bot.answer.signals import Signals
from bot.answer.speaker import make_speaker
from bot.channels.house import House
from bot.channels.messages import as_said
from bot.channels.telegram import menu
from bot.channels.telegram.company import Company
from bot.channels.telegram.connection import Connection, GaveUp, make_bot
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.messenger import Messenger
from bot.channels.telegram.reading import InCompany, Moved, Reachable, StrayTap, read
from bot.channels.telegram.reading import Said as SaidInPrivate
from bot.channels.telegram.waiting import Typing
from bot.storage.addresses import Addresses
from bot.storage.conversations import Said
from bot.storage.database import DatabaseError
from bot.storage.deliveries import Deliveries, Delivery
from bot.storage.sealing import installation_seal

logger = logging.getLogger(__name__)
CHANNEL = "telegram"
_RECONNECT_SECONDS = 2.0
_HOUSEKEEPING_SECONDS = 3600.0


class TelegramService:
    """One bot with its courier.

    Args:
        house: what all channels share.
        token: of the bot.
        secret: what Telegram has to send with each update to the webhook.
    """

    def __init__(self, house: House, token: str, secret: str) -> None:
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        for library in ("httpx", "httpcore"):
            logging.getLogger(library).setLevel(logging.WARNING)  # they would log addresses, and the token is part of them
        settings = house.settings
        self._bot = make_bot(token, settings.telegram_api)
        self._source = f"{CHANNEL}:{token.partition(':')[0]}"
        self._database = house.database
        self._webhook = settings.telegram_webhook
        self._signals = Signals(make_speaker())
        self._locales = load_locales()
        self._addresses = Addresses(house.database, house.conversations, installation_seal(), CHANNEL)
        self._messenger = Messenger(self._bot)
        self._courier = Courier(
            house.database, Deliveries(house.database, CHANNEL), self._addresses, self._messenger, self._after_sending
        )
        self._company = Company(self._bot, self._signals)
        self._typing = Typing(self._bot)
        self._connection = Connection(self._bot, self._webhook, secret, settings.telegram_api)
        self._turnstiles: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to work."""
        self._begin(self._work())
        self._begin(self._keep_house())

    async def stop(self) -> None:
        """Stop; what was not sent stays to be sent."""
        self._typing.stop()
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        with contextlib.suppress(TelegramError, RuntimeError):
            await self._bot.shutdown()

    async def take(self, content: dict[str, Any]) -> None:
        """Keep what an update says; when this returns, it can't be lost any more.

        Raises:
            DatabaseError: it was not kept.
        """
        try:
            update = Update.de_json(content, self._bot)
            meaning = read(update, self._source)
        except Exception as error:  # an update of a form that we don't know: to ask for it again would not help
            logger.warning("an update was not understood: %s", type(error).__name__)
            return
        match meaning:
            case SaidInPrivate(arrival, tap):
                async with self._turnstiles.setdefault(arrival.address, asyncio.Lock()):
                    taken = await self._addresses.take(arrival, self._too_fast)
                self._messenger.saw(arrival.ref)
                if tap:
                    self._begin(self._acknowledge(tap))
                if taken.accepted and taken.conversation and not taken.with_staff:
                    self._typing.expect(taken.conversation, arrival.address)
            case Reachable(chat, reachable):
                await self._addresses.set_reachable(self._source, update.update_id, chat, reachable)
            case Moved(old, new):
                await self._addresses.move(old, new)
            case InCompany(chat, language):
                self._begin(self._company.leave(chat, language))
            case StrayTap(tap):
                self._begin(self._acknowledge(tap))

    async def _work(self) -> None:
        """Connect, then bring messages (and fetch updates) as long as this is the one process that does."""
        try:
            await self._connection.connect(self._locales)
            polling = [] if self._webhook else [partial(self._connection.poll, self.take)]
            while True:
                try:
                    await self._database.alone(CHANNEL, self._courier.run, *polling)
                except GaveUp:
                    raise
                except Exception as error:  # whatever it was, what was not sent is still to be sent
                    logger.warning("Telegram's work was interrupted and begins anew: %s", type(error).__name__)
                await asyncio.sleep(_RECONNECT_SECONDS)
        except GaveUp as error:
            print(error, flush=True)

    async def _keep_house(self) -> None:
        while True:
            with contextlib.suppress(DatabaseError):
                await self._addresses.forget_arrivals()
            await asyncio.sleep(_HOUSEKEEPING_SECONDS)

    def _too_fast(self, language: str | None) -> Said:
        return as_said(self._signals.too_fast(language))

    def _after_sending(self, chat: int, delivery: Delivery) -> None:
        self._typing.done(delivery.conversation)
        if delivery.sender == "bot" and delivery.language and delivery.language != delivery.menu_language:
            self._begin(self._show_commands(chat, delivery.conversation, delivery.language))

    async def _show_commands(self, chat: int, conversation: str, language: str) -> None:
        try:
            await menu.set_for_chat(self._bot, chat, self._locales[language])
            await self._addresses.set_menu_language(conversation, language)
        except (TelegramError, DatabaseError) as error:
            logger.info("commands of a chat were not changed: %s", type(error).__name__)

    async def _acknowledge(self, tap: str) -> None:
        try:
            await self._bot.answer_callback_query(tap)
        except TelegramError as error:
            logger.info("a tap was not acknowledged: %s", type(error).__name__)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
