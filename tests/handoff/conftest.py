"""Cases in a database in which nothing happens but what a test does."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from bot.storage.conversations import Said, append, begin_in
from bot.storage.database import Connection, Database
from tests.desk_client import open_case
from tests.own_database import new_database

T = TypeVar("T")


@dataclass
class Office:
    """A database with people and their cases."""

    database: Database

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        async with self.database.transaction() as connection:
            result = await connection.execute(query, values)  # type: ignore[arg-type]
            return await result.fetchall() if result.description else []

    async def does(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Do something in one transaction."""
        async with self.database.transaction() as connection:
            return await work(connection)

    async def person(self, at: dt.datetime, *texts: str, language: str = "de") -> str:
        """Begin a conversation at a time, and say something in it."""
        conversation = await self.does(lambda connection: begin_in(connection, "web", language))
        for text in texts:
            await self.does(lambda connection, text=text: append(connection, conversation, Said("person", text)))
        await self.quiet_since(conversation, at)
        return conversation

    async def quiet_since(self, conversation: str, at: dt.datetime) -> None:
        """Let everything that was said have been said at a time."""
        await self.rows("UPDATE messages SET at = %s WHERE conversation = %s", at, conversation)
        await self.rows("UPDATE conversations SET last_active = %s WHERE id = %s", at, conversation)

    async def opens(self, conversation: str, at: dt.datetime, **request: Any) -> int:
        """Open a case for a person at a time."""
        return await self.does(lambda connection: open_case(connection, conversation, at, **request))

    async def case(self, number: int) -> dict[str, Any] | None:
        """Return the row of a case, or None when it has been deleted."""
        found = await self.rows("SELECT * FROM cases WHERE id = %s", number)
        return found[0] if found else None

    async def events(self, number: int) -> list[str]:
        """Return what happened in a case."""
        return [row["event"] for row in await self.rows('SELECT event FROM case_events WHERE "case" = %s ORDER BY id', number)]

    async def heard(self, conversation: str) -> list[str]:
        """Return what the bot and the staff have said to a person."""
        found = await self.rows(
            "SELECT text FROM messages WHERE conversation = %s AND sender <> 'person' ORDER BY cursor", conversation
        )
        return [row["text"] for row in found]


@pytest.fixture
def office(database_url: str) -> Callable[[Callable[[Office], Awaitable[T]]], T]:
    """Runs a story in a database of its own."""

    def run(story: Callable[[Office], Awaitable[T]]) -> T:
        async def opened() -> T:
            database = Database(new_database(database_url))
            await database.open()
            try:
                return await story(Office(database))
            finally:
                await database.close()

        return asyncio.run(opened())

    return run
