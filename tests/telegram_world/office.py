"""What the desk will do and see: replies of the staff and what became of them, straight through the storage layer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.storage.conversations import Said, append
from bot.storage.database import Database
from bot.storage.deliveries import DeliveryState, deliver_again, delivery_states
from bot.storage.sealing import Seal
from tests.telegram_world.house import TelegramHouse

T = TypeVar("T")


class Office:
    """The staff of a centre with access to the database of a house."""

    def __init__(self, house: TelegramHouse) -> None:
        self._url = house.environment["DATABASE_URL"]
        self._seal = Seal(house.environment["DROM_ADDRESS_KEY"])

    def conversation_of(self, chat: int) -> str | None:
        """Return the id of the conversation with somebody on Telegram."""
        found = self.rows(
            "SELECT conversation FROM addresses WHERE channel = 'telegram' AND lookup = %s", self._seal.lookup("telegram", chat)
        )
        return str(found[0]["conversation"]) if found else None

    def says(self, conversation: str, message_id: str, text: str, kind: str = "handoff", language: str | None = None) -> None:
        """Say something to a person."""

        async def say(database: Database) -> None:
            async with database.transaction() as connection:
                await append(connection, conversation, Said("staff", text, kind, language=language, id=message_id))
                await database.notify(connection, conversation)

        self._do(say)

    def says_again(self, conversation: str, cursor: int) -> bool:
        """Try a message once more."""

        async def again(database: Database) -> bool:
            async with database.transaction() as connection:
                found = await deliver_again(connection, conversation, cursor)
                await database.notify(connection, conversation)
                return found

        return self._do(again)

    def states(self, conversation: str) -> list[DeliveryState]:
        """Return what became of the messages of a conversation."""
        return self._do(lambda database: delivery_states(database, conversation))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query."""

        async def ask(database: Database) -> list[dict[str, Any]]:
            async with database.transaction() as connection:
                return await (await connection.execute(query, values)).fetchall()  # type: ignore[arg-type]

        return self._do(ask)

    def _do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        async def run() -> T:
            database = Database(self._url)
            await database.open()
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(run())
