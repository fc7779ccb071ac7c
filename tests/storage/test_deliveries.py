"""What is to be brought, in which order, and what became of it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from bot.storage.addresses import Addresses, Arrival, release
from bot.storage.conversations import Conversations, NoConversation, Said, append
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries, Delivery, NotYet, deliver_again, delivery_states
from bot.storage.sealing import Seal

T = TypeVar("T")
_numbers = itertools.count(1)


class Post:
    """A channel with one person."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.deliveries = Deliveries(database, "post")
        self.conversations = Conversations(database, 100)
        self.addresses = Addresses(database, self.conversations, Seal("key"), "post")
        self.conversation = ""

    async def begin(self) -> Post:
        number = next(_numbers)
        taken = await self.addresses.take(Arrival("post:1", number, number, "hello", ref=10), lambda language: Said("bot", ""))
        self.conversation = taken.conversation or ""
        return self

    async def says(self, *texts: str) -> None:
        for text in texts:
            await self.says_to(self.conversation, Said("staff", text, "handoff", id=f"id {text}"))

    async def says_to(self, conversation: str, said: Said) -> None:
        async with self.database.transaction() as connection:
            await append(connection, conversation, said)
            await self.database.notify(connection, conversation)

    async def again(self, cursor: int) -> bool:
        async with self.database.transaction() as connection:
            return await deliver_again(connection, self.conversation, cursor)

    async def next(self) -> Delivery:
        delivery = await self.deliveries.next(self.conversation)
        assert isinstance(delivery, Delivery)
        return delivery

    async def sends(self, parts: int = 0, floor: int = 0) -> Delivery:
        delivery = await self.next()
        await self.deliveries.leaves(delivery, parts, floor)
        return delivery

    async def states(self) -> list[str]:
        return [state.state for state in await delivery_states(self.database, self.conversation)]


def run(url: str, work: Callable[[Post], Awaitable[T]]) -> T:
    async def opened() -> T:
        database = Database(url)
        await database.open()
        try:
            return await work(await Post(database).begin())
        finally:
            await database.close()

    return asyncio.run(opened())


def test_messages_are_brought_in_their_order(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one", "two")
        first = await post.next()
        assert first.text == "one"
        await post.deliveries.sent(first, 11)
        second = await post.next()
        assert (second.text, second.uncertain_since) == ("two", None)
        await post.deliveries.sent(second, 12)
        assert await post.deliveries.next(post.conversation) is None
        assert await post.states() == ["sent", "sent"]

    run(quiet_database_url, work)


def test_what_was_being_sent_when_a_process_died_is_uncertain(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one")
        assert (await post.sends(floor=40)).uncertain_since is None, "it has not left before"
        assert (await post.next()).uncertain_since == 40
        assert (await post.next()).uncertain_since == 40, (
            "what was known before the attempt counts, however often it is asked for"
        )

    run(quiet_database_url, work)


def test_a_fault_while_looking_for_it_changes_nothing_of_what_is_known(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one")
        await post.sends(parts=1, floor=40)
        await post.deliveries.postpone(await post.next(), 0, "too many requests", uncertain=True)
        again = await post.next()
        assert (again.uncertain_since, again.parts, again.attempts) == (40, 1, 1)

    run(quiet_database_url, work)


def test_the_floor_is_at_least_the_last_message_of_the_person(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one")
        await post.sends(floor=0)
        assert (await post.next()).uncertain_since == 10

    run(quiet_database_url, work)


def test_a_postponed_message_waits_and_holds_up_only_what_follows_it(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one", "two")
        first = await post.next()
        await post.deliveries.postpone(first, 30, "too many requests", uncertain=False)
        waits = await post.deliveries.next(post.conversation)
        assert isinstance(waits, NotYet)
        assert 25 < waits.seconds <= 30
        await post.deliveries.postpone(first, 0, "too many requests", uncertain=False)
        again = await post.next()
        assert (again.text, again.attempts, again.uncertain_since) == ("one", 2, None)

    run(quiet_database_url, work)


def test_a_failed_message_has_a_reason_and_can_be_tried_again_once(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one", "two")
        await post.deliveries.failed(await post.next(), "refused", uncertain=False)
        await post.deliveries.sent(await post.next(), 11)
        states = await delivery_states(post.database, post.conversation)
        assert [(s.state, s.reason, s.message_id) for s in states] == [("failed", "refused", "id one"), ("sent", None, "id two")]
        assert await post.again(states[0].cursor)
        assert not await post.again(states[0].cursor)
        assert not await post.again(states[1].cursor)
        assert (await post.next()).uncertain_since is None

    run(quiet_database_url, work)


def test_a_message_given_up_in_doubt_is_looked_for_before_it_is_sent_again(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one")
        delivery = await post.sends(floor=77)
        await post.deliveries.failed(delivery, "no answer in time", uncertain=True)
        assert await post.again(delivery.cursor)
        assert (await post.next()).uncertain_since == 77

    run(quiet_database_url, work)


def test_who_cannot_be_reached_is_not_tried_any_more(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        await post.says("one", "two")
        await post.deliveries.unreachable(await post.next(), "blocked")
        await post.says("three")
        assert await post.deliveries.next(post.conversation) is None
        assert await post.states() == ["unreachable"] * 3

    run(quiet_database_url, work)


def test_nothing_is_brought_where_people_fetch_it(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        web = await post.conversations.begin("web", "de")
        await post.says_to(web, Said("staff", "hello", "handoff", language="de"))
        assert await delivery_states(post.database, web) == []
        rows, _ = await post.conversations.read(web, 0)
        assert [(row["sender"], row["kind"], row["text"]) for row in rows] == [("staff", "handoff", "hello")]

    run(quiet_database_url, work)


def test_a_staff_message_to_nobody_is_an_error(quiet_database_url: str) -> None:
    async def work(post: Post) -> None:
        with pytest.raises(NoConversation):
            await post.says_to("nobody", Said("staff", "hello", "handoff"))

    run(quiet_database_url, work)


@pytest.mark.parametrize("reached", [True, False])
def test_a_released_conversation_goes_with_its_last_message(quiet_database_url: str, reached: bool) -> None:
    async def work(post: Post) -> None:
        # given somebody who has deleted everything: only the receipt is left to be brought
        async with post.database.transaction() as connection:
            await connection.execute("UPDATE messages SET pending = false WHERE conversation = %s", (post.conversation,))
            await release(connection, post.conversation)
        await post.says("receipt")
        delivery = await post.next()
        if reached:
            await post.deliveries.sent(delivery, 11)
        else:
            await post.deliveries.unreachable(delivery, "blocked")
        assert not await post.conversations.delete(post.conversation), "it has gone"

    run(quiet_database_url, work)
