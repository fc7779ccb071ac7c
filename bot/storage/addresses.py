"""Where the messages of a conversation are brought: from an address of a channel to a conversation and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.storage import cases
from bot.storage.conversations import Conversations, Said, TooFast, append, begin_in
from bot.storage.database import Connection, Database

if TYPE_CHECKING:
    from bot.storage.sealing import Seal

_KEPT_DAYS = 7
"""Ids of arrivals are kept for so long; Telegram repeats an update for one day."""
_WARN_MINUTES = 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in from an address."""

    source: str
    """Channel and account of ours; within it `id` is given once."""
    id: int
    address: int
    text: str
    payload: str | None = None
    kind: str | None = None
    language: str | None = None
    """The language to begin in, as far as the channel can tell."""
    ref: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an arrival."""

    conversation: str | None
    """None if it had been taken before."""
    accepted: bool
    """Whether it waits for an answer now; if not, it was taken before or came too fast."""
    with_staff: bool = False
    """Whether somebody of the staff holds the conversation, so that the bot says nothing."""


class Addresses:
    """The addresses of one channel.

    Args:
        database: where they stand.
        conversations: takes what people say.
        seal: encrypts them.
        channel: the channel's name.
    """

    def __init__(self, database: Database, conversations: Conversations, seal: Seal, channel: str) -> None:
        self._database = database
        self._conversations = conversations
        self._seal = seal
        self._channel = channel

    async def take(self, arrival: Arrival, too_fast: Callable[[str | None], Said]) -> Taken:
        """Keep what came in for the next turn; with the commit it can't be lost any more.

        Args:
            arrival: what came in.
            too_fast: makes the notice in a language (or the one to begin in) for somebody who writes too fast;
                it is given at most once a minute.

        Raises:
            DatabaseError: nothing was kept; the channel must send it again.
        """
        async with self._database.transaction() as connection:
            if not await self._is_new(connection, arrival.source, arrival.id):
                return Taken(None, accepted=False)
            conversation, state = await self._conversation(connection, arrival)
            said = Said(
                "person", arrival.text, arrival.kind, language=arrival.language, id=str(arrival.id), ref=arrival.ref,
                sequence=arrival.id,
            )  # fmt: skip
            try:
                accepted = await self._conversations.accept_in(connection, conversation, said, arrival.payload)
            except TooFast:
                await self._warn(connection, conversation, arrival, too_fast)
                return Taken(conversation, accepted=False)
            return Taken(conversation, accepted, with_staff=state == "staff")

    async def set_reachable(self, source: str, arrival_id: int, address: int, reachable: bool) -> None:
        """Note that somebody has blocked or unblocked us, and tell whoever watches the conversation."""
        async with self._database.transaction() as connection:
            if not await self._is_new(connection, source, arrival_id):
                return
            result = await connection.execute(
                "UPDATE addresses SET unreachable_since = CASE WHEN NOT %(reachable)s THEN now() END"
                " WHERE channel = %(channel)s AND lookup = %(lookup)s AND (unreachable_since IS NULL) <> %(reachable)s"
                " RETURNING conversation",
                {"reachable": reachable, "channel": self._channel, "lookup": self._seal.lookup(self._channel, address)},
            )
            row = await result.fetchone()
            if row is None:
                return
            if not reachable:
                await cases.note_unreachable(connection, row["conversation"], dt.datetime.now(dt.UTC))
            await self._database.notify(connection, row["conversation"])

    async def move(self, old: int, new: int) -> None:
        """Note that an address has changed."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE addresses SET lookup = %s, sealed = %s WHERE channel = %s AND lookup = %s"
                " AND NOT EXISTS (SELECT 1 FROM addresses WHERE channel = %s AND lookup = %s)",
                (
                    self._seal.lookup(self._channel, new), self._seal.close(self._channel, new), self._channel,
                    self._seal.lookup(self._channel, old), self._channel, self._seal.lookup(self._channel, new),
                ),
            )  # fmt: skip

    def open(self, sealed: bytes) -> int:
        """Return an address in the clear, to be used at once and kept nowhere.

        Raises:
            Unreadable: the key of the installation has changed.
        """
        return self._seal.open(self._channel, sealed)

    async def set_menu_language(self, conversation: str, language: str) -> None:
        """Note in which language a person sees the commands."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE addresses SET menu_language = %s WHERE conversation = %s", (language, conversation))

    async def forget_arrivals(self) -> None:
        """Delete the ids of arrivals that can't come again."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM arrivals WHERE at < now() - make_interval(days => %s)", (_KEPT_DAYS,))

    @staticmethod
    async def _is_new(connection: Connection, source: str, arrival_id: int) -> bool:
        result = await connection.execute(
            "INSERT INTO arrivals (source, id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (source, arrival_id)
        )
        return result.rowcount == 1

    async def _conversation(self, connection: Connection, arrival: Arrival) -> tuple[str, str]:
        """Return the conversation of an address and its state, beginning one if there is none; who writes can be reached."""
        lookup = self._seal.lookup(self._channel, arrival.address)
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (int.from_bytes(lookup[:8], signed=True),))
        found = await connection.execute(
            "UPDATE addresses SET unreachable_since = NULL WHERE channel = %s AND lookup = %s RETURNING conversation,"
            " (SELECT state FROM conversations WHERE id = addresses.conversation) AS state",
            (self._channel, lookup),
        )
        if row := await found.fetchone():
            return str(row["conversation"]), str(row["state"])
        conversation = await begin_in(connection, self._channel, None)
        await connection.execute(
            "INSERT INTO addresses (conversation, channel, lookup, sealed, menu_language) VALUES (%s, %s, %s, %s, %s)",
            (conversation, self._channel, lookup, self._seal.close(self._channel, arrival.address), arrival.language),
        )
        return conversation, "bot"

    @staticmethod
    async def _warn(connection: Connection, conversation: str, arrival: Arrival, too_fast: Callable[[str | None], Said]) -> None:
        warned = await connection.execute(
            "UPDATE addresses SET warned = now() WHERE conversation = %s"
            " AND (warned IS NULL OR warned < now() - make_interval(mins => %s)) RETURNING"
            " (SELECT slots->>'language' FROM conversations WHERE id = addresses.conversation) AS language",
            (conversation, _WARN_MINUTES),
        )
        if row := await warned.fetchone():
            await append(connection, conversation, too_fast(row["language"] or arrival.language))


async def release(connection: Connection, conversation: str) -> None:
    """Make an address unfindable, inside the caller's transaction: whoever writes from it begins anew.

    The conversation itself goes when its last message has been brought.
    """
    await connection.execute("UPDATE addresses SET lookup = NULL WHERE conversation = %s", (conversation,))
