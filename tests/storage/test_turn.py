"""Which message of a person is answered next."""

from __future__ import annotations

import asyncio

from bot.storage.addresses import Addresses, Arrival
from bot.storage.conversations import Conversations, Said
from bot.storage.database import Database
from bot.storage.sealing import Seal
from bot.storage.turn import next_turn


def test_messages_that_come_out_of_order_are_answered_in_order(quiet_database_url: str) -> None:
    async def work() -> list[str]:
        database = Database(quiet_database_url)
        await database.open()
        addresses = Addresses(database, Conversations(database, 20), Seal("key"), "raven")
        # given three messages of which the channel delivers the last first
        taken = [
            await addresses.take(Arrival("raven:1", number, 1, text), lambda language: Said("bot", ""))
            for number, text in ((53, "third"), (51, "first"), (52, "second"))
        ]
        texts = []
        for _ in taken:
            async with next_turn(database, taken[0].conversation or "") as turn:
                assert turn
                texts.append(turn.text)
        await database.close()
        return texts

    assert asyncio.run(work()) == ["first", "second", "third"]
