"""Brings out what is to be delivered: each person's messages in order, different people side by side."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from bot.answer.cards import load_locales
from bot.answer.reply import FALLBACK_LANGUAGE
from bot.channels.lanes import Lanes
from bot.channels.telegram.messenger import Later, Messenger, NewAddress, Outcome, Refused, Sent, Unreachable
from bot.storage.addresses import Addresses
from bot.storage.database import Database, DatabaseError
from bot.storage.deliveries import Deliveries, Delivery, NotYet
from bot.storage.sealing import Unreadable

logger = logging.getLogger(__name__)
_AT_ONCE = 16
_GIVE_UP_AFTER = dt.timedelta(hours=24)
_DATABASE_RETRY_SECONDS = 1.0


class Courier:
    """Works through the deliveries. Only one process may run it at a time.

    Args:
        database: wakes it.
        deliveries: what is to be brought.
        addresses: where to.
        messenger: brings it.
        on_sent: is told chat and delivery after a message has arrived.
    """

    def __init__(
        self,
        database: Database,
        deliveries: Deliveries,
        addresses: Addresses,
        messenger: Messenger,
        on_sent: Callable[[int, Delivery], None],
    ) -> None:
        self._database = database
        self._deliveries = deliveries
        self._addresses = addresses
        self._messenger = messenger
        self._on_sent = on_sent
        self._lanes = Lanes(self._bring_all, _AT_ONCE)
        self._notified: asyncio.Queue[str] = asyncio.Queue()

    async def run(self) -> None:
        """Bring out messages until cancelled, first what an earlier process left."""
        with self._database.subscribed() as self._notified:
            try:
                while True:
                    conversation = await self._notified.get()
                    if conversation:
                        self._lanes.add(conversation)
                        continue
                    try:
                        self._messenger.saw(await self._deliveries.highest_ref())
                        for waiting in await self._deliveries.open():
                            self._lanes.add(waiting)
                    except DatabaseError:
                        self._look_again("", _DATABASE_RETRY_SECONDS)
            finally:
                await self._lanes.stop()

    def _look_again(self, conversation: str, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._notified.put_nowait, conversation)

    async def _bring_all(self, conversation: str) -> None:
        try:
            while True:
                delivery = await self._deliveries.next(conversation)
                if delivery is None:
                    return
                if isinstance(delivery, NotYet):
                    self._look_again(conversation, delivery.seconds)
                    return
                await self._bring(delivery)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            logger.error("a delivery failed and will be looked at again: %s", type(error).__name__)
            self._look_again(conversation, _DATABASE_RETRY_SECONDS)

    async def _bring(self, delivery: Delivery) -> None:
        try:
            chat = self._addresses.open(delivery.sealed)
        except Unreadable:
            logger.error("an address was sealed with another key: was DROM_ADDRESS_KEY or DROM_SECRET changed?")
            await self._deliveries.failed(delivery, "address unreadable", uncertain=False)
            return

        async def leaves(parts: int, highest: int) -> None:
            await self._deliveries.leaves(delivery, parts, highest)

        outcome = await self._messenger.bring(chat, delivery, _heading(delivery), leaves)
        await self._note(delivery, chat, outcome)

    async def _note(self, delivery: Delivery, chat: int, outcome: Outcome) -> None:
        match outcome:
            case Sent(ref):
                await self._deliveries.sent(delivery, ref)
                self._on_sent(chat, delivery)
            case Later(_, reason, uncertain) if dt.datetime.now(dt.UTC) - delivery.at > _GIVE_UP_AFTER:
                await self._deliveries.failed(delivery, reason, uncertain=uncertain)
            case Later(seconds, reason, uncertain):
                logger.info("a delivery waits %.0f s: %s", seconds, reason)
                await self._deliveries.postpone(delivery, seconds, reason, uncertain=uncertain)
            case Refused(reason):
                logger.warning("a delivery was refused: %s", reason)
                await self._deliveries.failed(delivery, reason, uncertain=False)
            case Unreachable(reason):
                await self._deliveries.unreachable(delivery, reason)
            case NewAddress(new):
                await self._addresses.move(chat, new)
                await self._deliveries.postpone(delivery, 0, "moved", uncertain=False)


def _heading(delivery: Delivery) -> str | None:
    """Whose words these are, if a person of the staff has written them."""
    if delivery.sender != "staff" or delivery.kind == "notice":
        return None
    locales = load_locales()
    language = delivery.language or delivery.menu_language
    known = language if language and language in locales else FALLBACK_LANGUAGE
    return "👤 " + locales[known].ui["page.staff"]
