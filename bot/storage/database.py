"""The connection to PostgreSQL: one pool, and one listener that wakes who waits for a conversation."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

logger = logging.getLogger(__name__)
_SCHEMA = Path(__file__).with_name("schema.sql")
MESSAGES = "drom_messages"
"""On this channel of PostgreSQL conversations are named in which something happens."""
CASES = "drom_desk"
"""On this one centres in whose cases something happens."""
_POOL_SIZE = 8
_RECONNECT_SECONDS = 1.0

Connection = AsyncConnection[DictRow]
DatabaseError = psycopg.Error


class Database:
    """PostgreSQL as the bot uses it.

    Args:
        url: where it is, `postgresql://user:password@host/name`.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: AsyncConnectionPool[Connection] | None = None
        self._listener: asyncio.Task[None] | None = None
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._subscribed: dict[str, list[asyncio.Queue[str]]] = {MESSAGES: [], CASES: []}

    async def open(self) -> None:
        """Connect and create the tables.

        Raises:
            DatabaseError: the database can't be reached.
        """
        self._pool = AsyncConnectionPool(
            self._url, min_size=2, max_size=_POOL_SIZE, open=False, connection_class=AsyncConnection[DictRow],
            kwargs={"row_factory": dict_row},
        )  # fmt: skip
        await self._pool.open(wait=True, timeout=20)
        async with self.transaction() as connection:
            await _create_tables(connection)
        self._listener = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Let go of all connections."""
        if self._listener:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        if self._pool:
            await self._pool.close()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Give a connection inside a transaction, committed at the end, rolled back on any error."""
        if self._pool is None:
            raise psycopg.OperationalError("the database is not open")
        async with self._pool.connection(timeout=5) as connection:
            yield connection

    async def notify(self, connection: Connection, conversation: str) -> None:
        """Tell all processes, when the transaction commits, that a conversation has something new."""
        await connection.execute("SELECT pg_notify(%s, %s)", (MESSAGES, conversation))

    @contextlib.contextmanager
    def waiting(self, conversation: str) -> Iterator[asyncio.Event]:
        """Give an event that is set when the conversation has something new."""
        event = asyncio.Event()
        self._waiting[conversation].add(event)
        try:
            yield event
        finally:
            self._waiting[conversation].discard(event)
            if not self._waiting[conversation]:
                del self._waiting[conversation]

    @contextlib.contextmanager
    def subscribed(self, channel: str = MESSAGES) -> Iterator[asyncio.Queue[str]]:
        """Give a queue of what is named on a channel; an empty name means: look at all of them."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        queue.put_nowait("")
        self._subscribed[channel].append(queue)
        try:
            yield queue
        finally:
            self._subscribed[channel].remove(queue)

    async def alone(self, task: str, *parts: Callable[[], Coroutine[None, None, None]]) -> None:
        """Wait until no other process does `task`, then do its parts side by side until one of them ends, or the lock is lost.

        The lock ends with this process, or with its connection; then the parts are stopped.

        Raises:
            DatabaseError: the database can't be reached.
            Exception: what a part has raised.
        """
        async with await AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (f"drom {task}",))
            work = [asyncio.ensure_future(_until_lost(connection)), *(asyncio.ensure_future(part()) for part in parts)]
            try:
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
                for ended in done:
                    ended.result()
            finally:
                for ended in work:
                    ended.cancel()
                await asyncio.gather(*work, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            try:
                async with await AsyncConnection.connect(self._url, autocommit=True) as connection:
                    for channel in self._subscribed:
                        await connection.execute(f"LISTEN {channel}")
                    self._wake_all()  # what was said while nobody listened
                    async for notice in connection.notifies():
                        self._tell(notice.channel, notice.payload)
            except psycopg.Error as error:
                logger.warning("database listener lost its connection: %s", type(error).__name__)
            await asyncio.sleep(_RECONNECT_SECONDS)

    def _tell(self, channel: str, name: str) -> None:
        if channel == MESSAGES:
            for event in self._waiting.get(name, ()):
                event.set()
        for queue in self._subscribed[channel]:
            queue.put_nowait(name)

    def _wake_all(self) -> None:
        for conversation in list(self._waiting):
            self._tell(MESSAGES, conversation)
        for channel in self._subscribed:
            self._tell(channel, "")


async def prepare(url: str) -> None:
    """Create the tables, for programs beside the bot that need them at their start.

    Args:
        url: where PostgreSQL is.

    Raises:
        DatabaseError: it can't be reached.
    """
    async with await AsyncConnection.connect(url, row_factory=dict_row) as connection:
        await _create_tables(connection)


async def _until_lost(connection: AsyncConnection[Any]) -> None:
    with contextlib.suppress(psycopg.Error):
        async for _ in connection.notifies():
            pass  # nothing is said here: it ends when the connection does


async def _create_tables(connection: Connection) -> None:
    """Run the schema if it is not the one that was run last: its locks would disturb processes that are at work."""
    schema = _SCHEMA.read_bytes()
    version = hashlib.sha256(schema).hexdigest()
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('drom schema'))")
    await connection.execute("CREATE TABLE IF NOT EXISTS drom_schema (version text NOT NULL)")
    found = await connection.execute("SELECT 1 FROM drom_schema WHERE version = %s", (version,))
    if await found.fetchone():
        return
    await connection.execute(schema)
    await connection.execute("DELETE FROM drom_schema")
    await connection.execute("INSERT INTO drom_schema VALUES (%s)", (version,))
