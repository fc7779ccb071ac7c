"""The desk's client of the bot's door, as the worker of its outbox would be, and cases to speak about."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.handoff import changes
from bot.local_server import LocalServer
from bot.storage.cases import Request
from bot.storage.database import Connection, Database
from tests.web_client import Answer, Person, call

T = TypeVar("T")


@dataclass
class Desk:
    """One person of the staff at the desk of a centre."""

    server: LocalServer
    staff: int = 3

    def order(self, order: str, case: int, order_id: str | None = None, **fields: Any) -> Answer:
        """Bring an order to the door."""
        body = {"id": order_id or str(uuid.uuid4()), "case": case, "staff": self.staff, "order": order, **fields}
        return call(f"{self.server.url}/webhooks/desk/orders", "POST", body, self.server.desk_secret)

    def say(self, case: int, text: str, order_id: str | None = None, **fields: Any) -> Answer:
        """Say a phrase."""
        return self.order("say", case, order_id, **({"text": text, "german": text, "kind": "phrase", "language": "de"} | fields))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query."""

        async def ask(connection: Connection) -> list[dict[str, Any]]:
            result = await connection.execute(query, values)  # type: ignore[arg-type]
            return await result.fetchall() if result.description else []

        return in_database(self.server.environment["DATABASE_URL"], ask)

    def events(self, case: int) -> list[str]:
        """Return what happened in a case."""
        return [row["event"] for row in self.rows('SELECT event FROM case_events WHERE "case" = %s ORDER BY id', case)]

    def opens_for(self, conversation: str, **request: Any) -> int:
        """Open a case for a conversation, as if its person had agreed."""
        return in_database(
            self.server.environment["DATABASE_URL"], lambda connection: open_case(connection, conversation, **request)
        )

    def opens(self, person: Person, **request: Any) -> int:
        """Open a case for somebody who chats, as if they had agreed."""
        return self.opens_for(person.session, **request)


async def open_case(connection: Connection, conversation: str, now: dt.datetime | None = None, **request: Any) -> int:
    """Open a case as if the person had agreed, and return its id."""
    now = now or dt.datetime.now(dt.UTC)
    given = {
        "centre": "duisburg",
        "language": "de",
        "agreed": {"at": now.isoformat(), "language": "de", "text": "Darf ich?", "german": "Darf ich?"},
        "promised": now + dt.timedelta(days=2),
        "first_cursor": 0,
        "place": "05112000",
        "place_said": "Marxloh",
        "topic": "tenancy",
        "card": "tenancy/deposit",
        "reach": "abends",
    }
    await changes.begin_asking(connection, conversation)
    return (await changes.hand_over(connection, conversation, Request(**(given | request)), now)).id


def in_database(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Do something in one transaction."""

    async def run() -> T:
        database = Database(url)
        await database.open()
        try:
            async with database.transaction() as connection:
                return await work(connection)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as beside:  # Playwright has a running loop of its own in this thread
        return beside.submit(asyncio.run, run()).result()
