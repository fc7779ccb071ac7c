"""Addresses of people: found again, never readable, taken once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import pytest

from bot.storage.addresses import Addresses, Arrival
from bot.storage.conversations import Conversations, Said
from bot.storage.database import Database
from bot.storage.sealing import Seal, Unreadable

T = TypeVar("T")
CHAT = 123_456_789


def run(url: str, work: Callable[[Database, Addresses], Awaitable[T]], per_minute: int = 20) -> T:
    """Do something with the addresses of a channel of its own."""

    async def opened() -> T:
        database = Database(url)
        await database.open()
        try:
            return await work(database, Addresses(database, Conversations(database, per_minute), Seal("key"), "pigeon"))
        finally:
            await database.close()

    return asyncio.run(opened())


def notice(language: str | None) -> Said:
    return Said("bot", f"too fast in {language}", "notice", language=language)


def arrival(number: int, chat: int, text: str = "hello") -> Arrival:
    return Arrival("pigeon:1", number, chat, text, language="ro")


def test_a_sealed_address_opens_with_the_same_key_only() -> None:
    seal = Seal("key")
    sealed = seal.close("pigeon", CHAT)
    assert seal.open("pigeon", sealed) == CHAT
    assert str(CHAT).encode() not in sealed
    assert seal.close("pigeon", CHAT) != sealed
    assert seal.lookup("pigeon", CHAT) == Seal("key").lookup("pigeon", CHAT) != seal.lookup("pigeon", CHAT + 1)
    for other, channel in ((Seal("other key"), "pigeon"), (seal, "post")):
        with pytest.raises(Unreadable):
            other.open(channel, sealed)
    assert Seal("other key").lookup("pigeon", CHAT) != seal.lookup("pigeon", CHAT)


def test_one_address_is_one_conversation_also_when_everything_comes_at_once(quiet_database_url: str) -> None:
    async def work(database: Database, addresses: Addresses) -> list[str | None]:
        taken = await asyncio.gather(*(addresses.take(arrival(100 + n // 2, 1), notice) for n in range(12)))
        assert sum(one.accepted for one in taken) == 6, "each id is taken once"
        return [one.conversation for one in taken if one.accepted]

    assert len(set(run(quiet_database_url, work))) == 1


def test_too_fast_is_said_once_a_minute_in_the_persons_language(quiet_database_url: str) -> None:
    async def work(database: Database, addresses: Addresses) -> list[str]:
        taken = [await addresses.take(arrival(200 + n, 2), notice) for n in range(6)]
        assert [one.accepted for one in taken] == [True, True, False, False, False, False]
        async with database.transaction() as connection:
            found = await connection.execute(
                "SELECT text FROM messages WHERE conversation = %s AND sender = 'bot'", (taken[0].conversation,)
            )
            return [row["text"] for row in await found.fetchall()]

    assert run(quiet_database_url, work, per_minute=2) == ["too fast in ro"]


def test_an_address_that_moves_keeps_its_conversation(quiet_database_url: str) -> None:
    async def work(database: Database, addresses: Addresses) -> None:
        first = await addresses.take(arrival(300, 3), notice)
        await addresses.move(3, 33)
        assert (await addresses.take(arrival(301, 33), notice)).conversation == first.conversation
        assert (await addresses.take(arrival(302, 3), notice)).conversation != first.conversation
        # an address that is taken already is not moved onto
        await addresses.move(3, 33)
        assert (await addresses.take(arrival(303, 33), notice)).conversation == first.conversation

    run(quiet_database_url, work)


def test_ids_of_arrivals_are_forgotten_after_a_week(quiet_database_url: str) -> None:
    async def work(database: Database, addresses: Addresses) -> None:
        await addresses.take(arrival(400, 4), notice)
        await addresses.take(arrival(401, 4), notice)
        async with database.transaction() as connection:
            await connection.execute("UPDATE arrivals SET at = now() - interval '8 days' WHERE source = 'pigeon:1' AND id = 400")
        await addresses.forget_arrivals()
        async with database.transaction() as connection:
            found = await connection.execute("SELECT id FROM arrivals WHERE source = 'pigeon:1' AND id IN (400, 401)")
            assert [row["id"] for row in await found.fetchall()] == [401]

    run(quiet_database_url, work)


async def _divide_by_zero() -> None:
    raise ZeroDivisionError


def test_a_task_is_done_by_one_process_and_taken_over(quiet_database_url: str) -> None:
    async def work(database: Database, addresses: Addresses) -> None:
        # given two that want to do it, of which one does
        doing: asyncio.Queue[str] = asyncio.Queue()

        async def do(who: str) -> None:
            await doing.put(who)
            await asyncio.Event().wait()

        first = asyncio.create_task(database.alone("carrying", partial(do, "first")))
        assert await asyncio.wait_for(doing.get(), 20) == "first"
        second = asyncio.create_task(Database(quiet_database_url).alone("carrying", partial(do, "second")))
        async with database.transaction() as connection:
            # when the second waits for the lock, and the first loses its connection
            here = "locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            waits = f"SELECT count(*) AS n FROM pg_locks WHERE {here} AND NOT granted"
            while (await (await connection.execute(waits)).fetchone()) == {"n": 0}:
                await asyncio.sleep(0)
            assert doing.empty()
            await connection.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {here} AND granted"
                f" AND objid = (SELECT objid FROM pg_locks WHERE {here} AND NOT granted LIMIT 1)"
            )
        # then the first stops, and the second goes on with it
        await asyncio.wait_for(first, 20)
        assert await asyncio.wait_for(doing.get(), 20) == "second"
        # and a part that fails ends all of it, with its fault
        second.cancel()
        with pytest.raises(ZeroDivisionError):
            await database.alone("dividing", partial(do, "third"), _divide_by_zero)

    run(quiet_database_url, work)
