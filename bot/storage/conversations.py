"""What was said, by conversation: reading, writing, deleting."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.database import Connection, Database

_EXPIRY_BATCH = 500


class TooFast(Exception):
    """A person writes more in a minute than is allowed.

    Args:
        retry_after: seconds until the next message is taken.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class NoConversation(LookupError):
    """The conversation does not exist (any more)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message to be written."""

    sender: str
    text: str
    kind: str | None = None
    card: str | None = None
    language: str | None = None
    buttons: Sequence[Mapping[str, str]] = ()
    id: str | None = None
    ref: int | None = None
    """The channel's id of the message, or of the one whose button was tapped."""
    sequence: int | None = None
    """The channel's own order of what a person says."""
    replaces: int | None = None
    """`ref` of a menu whose place this message takes, where messages are brought to people."""


class Conversations:
    """The conversations in the database."""

    def __init__(self, database: Database, messages_per_minute: int) -> None:
        self._database = database
        self._per_minute = messages_per_minute

    async def begin(self, channel: str, language: str | None) -> str:
        """Start a conversation and return its id, which cannot be guessed."""
        async with self._database.transaction() as connection:
            return await begin_in(connection, channel, language)

    async def accept(self, conversation: str, message_id: str, text: str, payload: str | None, kind: str | None = None) -> bool:
        """Keep a message of the person for the next turn.

        Args:
            conversation: its id.
            message_id: the sender's id of the message.
            text: what was typed, or the title of the tapped button.
            payload: the tapped button.
            kind: `start` if `payload` is that of a start link.

        Returns:
            False if the message was known already; then nothing happens.

        Raises:
            NoConversation: there is none.
            TooFast: the limit a minute is reached.
        """
        async with self._database.transaction() as connection:
            return await self.accept_in(connection, conversation, Said("person", text, kind=kind, id=message_id), payload)

    async def accept_in(self, connection: Connection, conversation: str, said: Said, payload: str | None) -> bool:
        """Do the same inside the caller's transaction; `said` needs an id.

        Raises:
            NoConversation: there is none.
            TooFast: the limit a minute is reached.
        """
        await lock(connection, conversation)
        known = await connection.execute("SELECT 1 FROM messages WHERE conversation = %s AND id = %s", (conversation, said.id))
        if await known.fetchone():
            return False
        recent = await connection.execute(
            "SELECT count(*) AS count, min(at) AS oldest FROM messages WHERE conversation = %s AND sender = 'person'"
            " AND at > now() - interval '1 minute'",
            (conversation,),
        )
        row = await recent.fetchone()
        if row and row["count"] >= self._per_minute:
            age = dt.datetime.now(dt.UTC) - row["oldest"]
            raise TooFast(max(1, 60 - int(age.total_seconds())))
        await _append(connection, conversation, said, payload, pending=True)
        await self._database.notify(connection, conversation)
        return True

    async def read(self, conversation: str, after: int, limit: int = 200) -> tuple[list[dict[str, Any]], str]:
        """Return the messages behind a cursor and the state of the conversation.

        Raises:
            NoConversation: there is none.
        """
        async with self._database.transaction() as connection:
            found = await connection.execute("SELECT state FROM conversations WHERE id = %s", (conversation,))
            row = await found.fetchone()
            if row is None:
                raise NoConversation(conversation)
            result = await connection.execute(
                "SELECT cursor, id, sender, kind, card, language, text, buttons, at FROM messages"
                " WHERE conversation = %s AND cursor > %s ORDER BY cursor LIMIT %s",
                (conversation, after, limit),
            )
            return await result.fetchall(), row["state"]

    async def pending(self) -> list[str]:
        """Return the conversations that have messages without an answer, the oldest first."""
        async with self._database.transaction() as connection:
            result = await connection.execute(
                "SELECT conversation, min(at) AS since FROM messages WHERE pending GROUP BY conversation ORDER BY since"
            )
            return [row["conversation"] for row in await result.fetchall()]

    async def delete(self, conversation: str) -> bool:
        """Delete a conversation with everything in it; tell whether there was one."""
        async with self._database.transaction() as connection:
            result = await connection.execute("DELETE FROM conversations WHERE id = %s", (conversation,))
            await self._database.notify(connection, conversation)
            return result.rowcount > 0

    async def delete_older_than(self, days: int) -> int:
        """Delete the conversations in which nothing has happened for so many days; return how many."""
        deleted = 0
        while True:
            async with self._database.transaction() as connection:
                result = await connection.execute(
                    "DELETE FROM conversations WHERE id IN (SELECT id FROM conversations"
                    " WHERE last_active < now() - make_interval(days => %s) LIMIT %s)",
                    (days, _EXPIRY_BATCH),
                )
            deleted += result.rowcount
            if result.rowcount < _EXPIRY_BATCH:
                return deleted


async def begin_in(connection: Connection, channel: str, language: str | None) -> str:
    """Start a conversation inside the caller's transaction and return its id, which cannot be guessed."""
    conversation = secrets.token_hex(16)
    slots = {"language": language} if language else {}
    await connection.execute(
        "INSERT INTO conversations (id, channel, slots) VALUES (%s, %s, %s)", (conversation, channel, json.dumps(slots))
    )
    return conversation


async def lock(connection: Connection, conversation: str) -> None:
    """Keep everybody else from changing a conversation until the caller's transaction ends.

    Raises:
        NoConversation: there is none (any more).
    """
    found = await connection.execute("SELECT 1 FROM conversations WHERE id = %s FOR UPDATE", (conversation,))
    if await found.fetchone() is None:
        raise NoConversation(conversation)


async def append(connection: Connection, conversation: str, said: Said) -> None:
    """Write a message at the end of a conversation, inside the caller's transaction.

    Raises:
        NoConversation: there is none (any more).
    """
    await lock(connection, conversation)
    await _append(connection, conversation, said, None, pending=False)


async def empty(connection: Connection, conversation: str, language: str | None) -> int:
    """Delete everything of a conversation but the language, inside the caller's transaction.

    Returns:
        How many entries there were.
    """
    events = await connection.execute("DELETE FROM events WHERE sender_id = %s", (conversation,))
    messages = await connection.execute("DELETE FROM messages WHERE conversation = %s AND NOT pending", (conversation,))
    slots = {"language": language} if language else {}
    await connection.execute("UPDATE conversations SET slots = %s WHERE id = %s", (json.dumps(slots), conversation))
    return events.rowcount + messages.rowcount


async def _append(connection: Connection, conversation: str, said: Said, payload: str | None, *, pending: bool) -> None:
    """Write a message; where messages are brought to people, its delivery begins with the same commit."""
    await connection.execute(
        "WITH next AS (UPDATE conversations SET last_cursor = last_cursor + 1, last_active = now() WHERE id = %(conversation)s"
        " RETURNING last_cursor)"
        ", message AS (INSERT INTO messages"
        " (conversation, cursor, id, sender, kind, card, language, text, payload, buttons, pending, ref, sequence)"
        " SELECT %(conversation)s, last_cursor, %(id)s, %(sender)s, %(kind)s, %(card)s, %(language)s, %(text)s, %(payload)s,"
        " %(buttons)s, %(pending)s, %(ref)s, %(sequence)s FROM next RETURNING conversation, cursor)"
        " INSERT INTO deliveries (conversation, cursor, replaces) SELECT message.conversation, message.cursor, %(replaces)s"
        " FROM message JOIN addresses USING (conversation) WHERE %(sender)s <> 'person'",
        {
            "conversation": conversation,
            "id": said.id or secrets.token_hex(8),
            "sender": said.sender,
            "kind": said.kind,
            "card": said.card,
            "language": said.language,
            "text": said.text,
            "payload": payload,
            "buttons": json.dumps(list(said.buttons), ensure_ascii=False),
            "pending": pending,
            "ref": said.ref,
            "sequence": said.sequence,
            "replaces": said.replaces,
        },
    )
