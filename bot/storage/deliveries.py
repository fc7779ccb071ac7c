"""What is still to be brought to people, and what became of it.

A message and its delivery are written by one commit. Each conversation's messages are brought in their order. The
state `sending` is written before a message leaves: whoever finds it later knows that it may have arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage import cases
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that is to be brought."""

    conversation: str
    cursor: int
    sealed: bytes
    sender: str
    kind: str | None
    language: str | None
    text: str
    buttons: Sequence[Mapping[str, str]]
    replaces: int | None
    parts: int
    """So many parts of it have arrived."""
    uncertain_since: int | None
    """Set if an earlier attempt may have arrived: the highest id of the channel that was known before it."""
    attempts: int
    at: dt.datetime
    menu_language: str | None


@dataclass(frozen=True, slots=True)
class NotYet:
    """There is a message, but its time has not come."""

    seconds: float


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """What became of a message, for those who watch."""

    cursor: int
    message_id: str
    state: str
    """`waiting`, `sending`, `sent`, `failed` or `unreachable`."""
    reason: str | None
    changed: dt.datetime


class Deliveries:
    """The deliveries of one channel."""

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel

    async def open(self) -> list[str]:
        """Return the conversations with something to be brought."""
        async with self._database.transaction() as connection:
            result = await connection.execute(
                "SELECT DISTINCT conversation FROM deliveries JOIN addresses USING (conversation)"
                " WHERE state IN ('waiting', 'sending') AND channel = %s",
                (self._channel,),
            )
            return [row["conversation"] for row in await result.fetchall()]

    async def highest_ref(self) -> int:
        """Return the highest id of the channel that is known, to begin with after a start."""
        async with self._database.transaction() as connection:
            result = await connection.execute(
                "SELECT greatest((SELECT max(ref) FROM messages), (SELECT max(floor) FROM deliveries), 0) AS highest"
            )
            row = await result.fetchone()
            return int(row["highest"]) if row else 0

    async def next(self, conversation: str) -> Delivery | NotYet | None:
        """Return the oldest message that is to be brought in a conversation.

        Args:
            conversation: its id.
        """
        async with self._database.transaction() as connection:
            result = await connection.execute(
                "SELECT d.*, m.sender, m.kind, m.language, m.text, m.buttons, m.at, a.sealed, a.menu_language,"
                " a.unreachable_since, extract(epoch FROM d.not_before - now())::float AS seconds"
                " FROM deliveries d JOIN messages m USING (conversation, cursor) JOIN addresses a USING (conversation)"
                " WHERE d.conversation = %s AND a.channel = %s AND d.state IN ('waiting', 'sending')"
                " ORDER BY d.cursor LIMIT 1",
                (conversation, self._channel),
            )
            row = await result.fetchone()
            if row is None:
                return None
            if row["unreachable_since"]:
                await self._give_up_all(connection, conversation, "blocked before")
                return None
            if row["seconds"] > 0:
                return NotYet(row["seconds"])
            return Delivery(
                conversation=conversation,
                cursor=row["cursor"],
                sealed=bytes(row["sealed"]),
                sender=row["sender"],
                kind=row["kind"],
                language=row["language"],
                text=row["text"],
                buttons=row["buttons"],
                replaces=row["replaces"],
                parts=row["parts"],
                uncertain_since=row["floor"] if row["state"] == "sending" else None,
                attempts=row["attempts"],
                at=row["at"],
                menu_language=row["menu_language"],
            )

    async def leaves(self, delivery: Delivery, parts: int, floor: int) -> None:
        """Note that a message, or the next part of a long one, is being sent right now.

        Args:
            delivery: the message.
            parts: so many parts of it have arrived.
            floor: the highest id of the channel that is known: if this one arrives, its id is higher.
        """
        async with self._database.transaction() as connection:
            await self._set(
                connection, delivery.conversation, delivery.cursor,
                "state = 'sending', parts = %s, floor = greatest(%s, (SELECT max(ref) FROM messages WHERE conversation = %s))",
                parts, floor, delivery.conversation,
            )  # fmt: skip

    async def sent(self, delivery: Delivery, ref: int | None) -> None:
        """Note that a message has arrived, with the channel's id of it."""
        async with self._database.transaction() as connection:
            await self._set(connection, delivery.conversation, delivery.cursor, "state = 'sent', reason = NULL")
            await connection.execute(
                "UPDATE messages SET ref = %s, text = coalesce(fades, text), fades = NULL"
                " WHERE conversation = %s AND cursor = %s",
                (ref, delivery.conversation, delivery.cursor),
            )
            await self._settled(connection, delivery.conversation)

    async def failed(self, delivery: Delivery, reason: str, *, uncertain: bool) -> None:
        """Note that a message is given up, and why; the next ones are brought all the same.

        Args:
            delivery: the message.
            reason: why.
            uncertain: whether it may have arrived all the same.
        """
        async with self._database.transaction() as connection:
            await self._set(
                connection,
                delivery.conversation,
                delivery.cursor,
                "state = 'failed', reason = %s, attempts = attempts + 1",
                reason,
            )
            if not uncertain:
                await self._set(connection, delivery.conversation, delivery.cursor, "floor = NULL")
            await self._settled(connection, delivery.conversation)

    async def unreachable(self, delivery: Delivery, reason: str) -> None:
        """Note that a person can't be reached: nothing more is sent until they write again."""
        async with self._database.transaction() as connection:
            changed = await connection.execute(
                "UPDATE addresses SET unreachable_since = now() WHERE conversation = %s AND unreachable_since IS NULL",
                (delivery.conversation,),
            )
            if changed.rowcount:
                await cases.note_unreachable(connection, delivery.conversation, dt.datetime.now(dt.UTC))
            await self._give_up_all(connection, delivery.conversation, reason)

    async def postpone(self, delivery: Delivery, seconds: float, reason: str, *, uncertain: bool) -> None:
        """Note that a message must be tried again later.

        Args:
            delivery: the message.
            seconds: not before so many.
            reason: why it did not work.
            uncertain: whether it may have arrived; then it must be looked for before it is sent again.
        """
        async with self._database.transaction() as connection:
            await self._set(
                connection, delivery.conversation, delivery.cursor,
                "state = %s, reason = %s, attempts = attempts + 1, not_before = now() + make_interval(secs => %s),"
                " floor = CASE WHEN %s THEN floor END",
                "sending" if uncertain else "waiting", reason, seconds, uncertain,
            )  # fmt: skip

    @staticmethod
    async def _set(connection: Connection, conversation: str, cursor: int, changes: str, *values: object) -> None:
        await connection.execute(
            f"UPDATE deliveries SET {changes}, changed = now() WHERE conversation = %s AND cursor = %s",
            (*values, conversation, cursor),
        )

    async def _give_up_all(self, connection: Connection, conversation: str, reason: str) -> None:
        await connection.execute(
            "UPDATE deliveries SET state = 'unreachable', reason = %s, floor = NULL, changed = now()"
            " WHERE conversation = %s AND state IN ('waiting', 'sending')",
            (reason, conversation),
        )
        await self._settled(connection, conversation)

    async def _settled(self, connection: Connection, conversation: str) -> None:
        """Delete a conversation whose owner has deleted everything, once the receipt is out; tell who watches, and the desk."""
        await connection.execute(
            "DELETE FROM conversations c USING addresses a WHERE c.id = %(id)s AND a.conversation = c.id AND a.lookup IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation = %(id)s AND pending)"
            " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE conversation = %(id)s AND state IN ('waiting', 'sending'))",
            {"id": conversation},
        )
        await cases.wake_desk_of(connection, conversation)
        await self._database.notify(connection, conversation)


async def delivery_states(database: Database, conversation: str) -> list[DeliveryState]:
    """Return what became of each message that is brought to a person, the oldest first."""
    async with database.transaction() as connection:
        result = await connection.execute(
            "SELECT d.cursor, m.id, d.state, d.reason, d.changed FROM deliveries d JOIN messages m USING (conversation, cursor)"
            " WHERE d.conversation = %s ORDER BY d.cursor",
            (conversation,),
        )
        return [DeliveryState(*row.values()) for row in await result.fetchall()]


async def deliver_again(connection: Connection, conversation: str, cursor: int) -> bool:
    """Try once more to bring a message that failed or whose reader could not be reached; tell whether there is one.

    What is on its way is left alone, and what may have arrived is looked for first, so nothing is doubled. The caller
    notifies the conversation.
    """
    result = await connection.execute(
        "UPDATE deliveries SET state = CASE WHEN floor IS NULL THEN 'waiting' ELSE 'sending' END, reason = NULL,"
        " attempts = 0, not_before = now(), changed = now()"
        " WHERE conversation = %s AND cursor = %s AND state IN ('failed', 'unreachable')",
        (conversation, cursor),
    )
    await connection.execute("UPDATE addresses SET unreachable_since = NULL WHERE conversation = %s", (conversation,))
    return result.rowcount > 0


async def is_open_menu(connection: Connection, conversation: str, ref: int, tap: int) -> bool:
    """Tell whether the message with `ref` is a menu at the end of a conversation, so that it can give way to the next.

    Args:
        connection: of the caller's transaction.
        conversation: its id.
        ref: the channel's id of the message.
        tap: cursor of the tap on it.
    """
    result = await connection.execute(
        "SELECT 1 FROM messages m WHERE m.conversation = %(id)s AND m.ref = %(ref)s AND m.sender = 'bot' AND m.card IS NULL"
        " AND m.kind NOT IN ('handoff', 'urgent') AND m.buttons <> '[]' AND NOT EXISTS ("
        "  SELECT 1 FROM messages later LEFT JOIN deliveries d USING (conversation, cursor)"
        "  WHERE later.conversation = %(id)s AND later.cursor > m.cursor AND later.cursor <> %(tap)s"
        "  AND coalesce(later.ref, d.replaces) IS DISTINCT FROM %(ref)s) LIMIT 1",
        {"id": conversation, "ref": ref, "tap": tap},
    )
    return await result.fetchone() is not None
