"""What remains for statistics."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.storage import counts
from bot.storage.counts import Count
from bot.storage.database import Database
from tests.own_database import new_database

EVENING = dt.datetime(2027, 3, 1, 23, 30, tzinfo=dt.UTC)  # in Germany it is the next day


def counted(url: str, *transactions: tuple[Count, ...]) -> dict[tuple[object, ...], int]:
    async def work() -> dict[tuple[object, ...], int]:
        database = Database(new_database(url))
        await database.open()

        async def count(what: tuple[Count, ...]) -> None:
            async with database.transaction() as connection:
                await counts.add(connection, EVENING, *what)

        await asyncio.gather(*(count(what) for what in transactions))
        async with database.transaction() as connection:
            rows = await (await connection.execute("SELECT * FROM counts")).fetchall()
        await database.close()
        return {(row["day"], row["what"], row["language"]): row["number"] for row in rows}

    return asyncio.run(work())


def test_the_same_is_added_up_by_the_day_in_germany(database_url: str) -> None:
    answer = Count("answer", "ro", "tenancy")
    found = counted(database_url, (answer, answer), (answer, Count("conversation")), ())
    day = dt.date(2027, 3, 2)
    assert found == {(day, "answer", "ro"): 3, (day, "conversation", ""): 1}


def test_many_at_once_do_not_wait_for_each_other_forever(database_url: str) -> None:
    one, other = Count("answer"), Count("offer")
    found = counted(database_url, *[(one, other) if number % 2 else (other, one) for number in range(60)])
    assert set(found.values()) == {60}
