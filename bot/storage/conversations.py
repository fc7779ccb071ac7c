"""What was said, by conversation: reading, writing, deleting."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage import cases, counts
from bot.storage.counts import Count
from bot.storage.database import Connection, Database

_WITH_A_CASE = frozenset({"waiting", "staff", "closed"})
"""States in which the desk wants to know what a person has read."""
_MINUTE = 60


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
    german: str | None = None
    """The German version of what the bot or the staff says, for the desk; None if `text` is German."""
    german_buttons: Sequence[str] | None = None
    """The German titles of the buttons, in their order."""
    beside: bool = False
    """Said while a hand-off is arranged, and not handed over."""
    fades: str | None = None
    """What takes the place of the text once it has arrived, if that quotes words which must not stay."""


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
            "SELECT at FROM messages WHERE conversation = %s AND sender = 'person' ORDER BY cursor DESC OFFSET %s LIMIT 1",
            (conversation, self._per_minute - 1),
        )
        if row := await recent.fetchone():  # the oldest of as many as a minute may have
            age = (dt.datetime.now(dt.UTC) - row["at"]).total_seconds()
            if age < _MINUTE:
                raise TooFast(max(1, _MINUTE - int(age)))
        await _append(connection, conversation, said, payload, pending=True)
        await self._database.notify(connection, conversation)
        return True

    async def read(self, conversation: str, after: int, limit: int = 200) -> tuple[list[dict[str, Any]], str]:
        """Return the messages behind a cursor and the state of the conversation; up to the cursor the person has read.

        What lies before the cursor has arrived, so that quoted words in it fade.

        Raises:
            NoConversation: there is none.
        """
        async with self._database.transaction() as connection:
            if after:
                await fade(connection, conversation, after)
            result = await connection.execute(
                "SELECT cursor, id, sender, kind, card, language, text, buttons, at FROM messages"
                " WHERE conversation = %s AND cursor > %s ORDER BY cursor LIMIT %s",
                (conversation, after, limit),
            )
            messages = await result.fetchall()
            # After the messages: a state from before them would be shown until the next message.
            found = await connection.execute("SELECT state, last_read FROM conversations WHERE id = %s", (conversation,))
            row = await found.fetchone()
            if row is None:
                raise NoConversation(conversation)
            if row["state"] in _WITH_A_CASE and after > row["last_read"]:
                await self._note_read(connection, conversation, after)
            return messages, row["state"]

    @staticmethod
    async def _note_read(connection: Connection, conversation: str, cursor: int) -> None:
        await connection.execute(
            "UPDATE conversations SET last_read = least(%(cursor)s, last_cursor) WHERE id = %(id)s AND last_read < %(cursor)s",
            {"id": conversation, "cursor": cursor},
        )
        await cases.wake_desk_of(connection, conversation)

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
            deleted = await delete_in(connection, conversation, dt.datetime.now(dt.UTC))
            await self._database.notify(connection, conversation)
            return deleted


async def fade(connection: Connection, conversation: str, until: int) -> None:
    """Put what is kept in the place of messages that quote words of a person, up to a cursor, inside the caller's transaction."""
    await connection.execute(
        "UPDATE messages SET text = fades, fades = NULL WHERE conversation = %s AND cursor <= %s AND fades IS NOT NULL",
        (conversation, until),
    )


async def begin_in(connection: Connection, channel: str, language: str | None) -> str:
    """Start a conversation inside the caller's transaction and return its id, which cannot be guessed."""
    conversation = secrets.token_hex(16)
    slots = {"language": language} if language else {}
    await connection.execute(
        "INSERT INTO conversations (id, channel, slots) VALUES (%s, %s, %s)", (conversation, channel, json.dumps(slots))
    )
    return conversation


async def delete_in(connection: Connection, conversation: str, now: dt.datetime) -> bool:
    """Delete a conversation with everything in it, and end its case, inside the caller's transaction.

    Returns:
        Whether there was one.
    """
    try:
        await lock(connection, conversation)
    except NoConversation:
        return False
    await cases.forget(connection, conversation, now)
    await connection.execute("DELETE FROM conversations WHERE id = %s", (conversation,))
    await counts.add(connection, now, Count("deleted"))
    return True


async def lock(connection: Connection, conversation: str) -> None:
    """Keep everybody else from changing a conversation until the caller's transaction ends.

    Raises:
        NoConversation: there is none (any more).
    """
    found = await connection.execute("SELECT 1 FROM conversations WHERE id = %s FOR UPDATE", (conversation,))
    if await found.fetchone() is None:
        raise NoConversation(conversation)


async def append(connection: Connection, conversation: str, said: Said) -> int:
    """Write a message at the end of a conversation, inside the caller's transaction, and return its cursor.

    Raises:
        NoConversation: there is none (any more).
    """
    await lock(connection, conversation)
    return await _append(connection, conversation, said, None, pending=False)


async def empty(connection: Connection, conversation: str, language: str | None) -> int:
    """Delete everything of a conversation but the language, and end its case, inside the caller's transaction.

    Returns:
        How many entries there were.
    """
    now = dt.datetime.now(dt.UTC)
    await lock(connection, conversation)
    await cases.forget(connection, conversation, now)
    events = await connection.execute("DELETE FROM events WHERE sender_id = %s", (conversation,))
    messages = await connection.execute("DELETE FROM messages WHERE conversation = %s AND NOT pending", (conversation,))
    slots = {"language": language} if language else {}
    await connection.execute(
        "UPDATE conversations SET slots = %s, state = 'bot', arranging = NULL WHERE id = %s", (json.dumps(slots), conversation)
    )
    await counts.add(connection, now, Count("deleted"))
    return events.rowcount + messages.rowcount


async def _append(connection: Connection, conversation: str, said: Said, payload: str | None, *, pending: bool) -> int:
    """Write a message and return its cursor; where messages are brought to people, its delivery begins with the same commit."""
    written = await connection.execute(
        "WITH next AS (UPDATE conversations SET last_cursor = last_cursor + 1, last_active = now() WHERE id = %(conversation)s"
        " RETURNING last_cursor)"
        ", message AS (INSERT INTO messages"
        " (conversation, cursor, id, sender, kind, card, language, text, payload, buttons, pending, ref, sequence,"
        "  german, german_buttons, beside, fades)"
        " SELECT %(conversation)s, last_cursor, %(id)s, %(sender)s, %(kind)s, %(card)s, %(language)s, %(text)s, %(payload)s,"
        " %(buttons)s, %(pending)s, %(ref)s, %(sequence)s, %(german)s, %(german_buttons)s, %(beside)s, %(fades)s"
        " FROM next RETURNING conversation, cursor)"
        ", delivery AS (INSERT INTO deliveries (conversation, cursor, replaces)"
        " SELECT message.conversation, message.cursor, %(replaces)s"
        " FROM message JOIN addresses USING (conversation) WHERE %(sender)s <> 'person')"
        " SELECT cursor FROM message",
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
            "german": said.german,
            "german_buttons": None if said.german_buttons is None else json.dumps(list(said.german_buttons), ensure_ascii=False),
            "beside": said.beside,
            "fades": said.fades,
        },
    )
    row = await written.fetchone()
    if row is None:
        raise NoConversation(conversation)
    return int(row["cursor"])
