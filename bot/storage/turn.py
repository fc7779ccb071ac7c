"""One turn is one transaction: what was read, Rasa's events and the answers are committed together or not at all.

So an answer is never lost or sent twice, whenever a process dies: either the person's message is
still pending and will be answered, or the answer stands beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from bot.storage import counts
from bot.storage.conversations import NoConversation, Said, append
from bot.storage.counts import Count
from bot.storage.database import Connection, Database

MAX_ATTEMPTS = 3


@dataclass
class Turn:
    """What a turn knows at its start, and collects until its end."""

    connection: Connection
    conversation: str
    channel: str
    slots: dict[str, Any]
    text: str
    payload: str | None
    message_id: str
    cursor: int
    attempts: int
    kind: str | None = None
    """What it was, if not words or a tap: `voice`, `photo`, ..."""
    hint: str | None = None
    """The language to begin in, as far as the channel can tell."""
    ref: int | None = None
    state: str = "bot"
    """With whom the person speaks at the beginning, see bot/handoff/states.py."""
    arranging: dict[str, Any] | None = None
    """What is known while a hand-off is arranged; what stands here at the end is kept."""
    erase: str | None = None
    """What is kept in place of the person's words, if they are not to be kept."""
    new_slots: dict[str, Any] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    replies: list[Said] = field(default_factory=list)
    beside_from: int | None = None
    """From which cursor on nothing is ever shown at a desk: the person has refused, or left the arranging."""
    counted: list[Count] = field(default_factory=list)
    """For statistics without persons."""


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)
"""The turn in which Rasa's tracker store and output channel are being used."""


@contextlib.asynccontextmanager
async def next_turn(database: Database, conversation: str) -> AsyncIterator[Turn | None]:
    """Take the oldest message without an answer, alone among all processes, and commit the turn at the end.

    Gives None when there is nothing to answer.

    Raises:
        Whatever happens inside; then nothing of the turn is kept but the count of attempts.
    """
    try:
        async with database.transaction() as connection:
            turn = await _begin(connection, conversation)
            if turn is None:
                yield None
                return
            token = current_turn.set(turn)
            try:
                yield turn
            finally:
                current_turn.reset(token)
            await _finish(database, turn)
    except NoConversation:
        return  # deleted by its owner in the meantime
    except Exception:
        async with database.transaction() as connection:
            await connection.execute(
                "UPDATE messages SET attempts = attempts + 1 WHERE (conversation, cursor) = (SELECT conversation, cursor"
                " FROM messages WHERE pending AND conversation = %s ORDER BY sequence, cursor LIMIT 1)",
                (conversation,),
            )
        raise


async def _begin(connection: Connection, conversation: str) -> Turn | None:
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (conversation,))
    result = await connection.execute(
        "SELECT m.cursor, m.id, m.text, m.payload, m.attempts, m.kind, m.language, m.ref, c.slots, c.channel,"
        " c.state, c.arranging FROM messages m"
        " JOIN conversations c ON c.id = m.conversation WHERE m.pending AND m.conversation = %s"
        " ORDER BY m.sequence, m.cursor LIMIT 1",
        (conversation,),
    )
    row = await result.fetchone()
    if row is None:
        return None
    return Turn(
        connection=connection,
        conversation=conversation,
        channel=row["channel"],
        slots=row["slots"],
        text=row["text"],
        payload=row["payload"],
        message_id=row["id"],
        cursor=row["cursor"],
        attempts=row["attempts"],
        kind=row["kind"],
        hint=row["language"],
        ref=row["ref"],
        state=row["state"],
        arranging=row["arranging"],
    )


async def _finish(database: Database, turn: Turn) -> None:
    connection = turn.connection
    if turn.events:
        async with connection.cursor() as cursor:
            await cursor.executemany(
                "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    (
                        turn.conversation,
                        event["event"],
                        event["timestamp"],
                        (event.get("parse_data") or {}).get("intent", {}).get("name"),
                        event.get("name") if event["event"] == "action" else None,
                        json.dumps(event, ensure_ascii=False),
                    )
                    for event in turn.events
                ],
            )
    for said in turn.replies:
        await append(connection, turn.conversation, said)
    if turn.beside_from is not None:
        await connection.execute(
            "UPDATE messages SET beside = true WHERE conversation = %s AND cursor >= %s", (turn.conversation, turn.beside_from)
        )
    await connection.execute(
        "UPDATE messages SET pending = false, text = coalesce(%s, text) WHERE conversation = %s AND cursor = %s",
        (turn.erase, turn.conversation, turn.cursor),
    )
    slots = turn.slots if turn.new_slots is None else turn.new_slots
    await connection.execute(
        "UPDATE conversations SET slots = %s, arranging = %s WHERE id = %s",
        (json.dumps(slots), json.dumps(turn.arranging) if turn.arranging else None, turn.conversation),
    )
    await database.notify(connection, turn.conversation)
    await counts.add(connection, dt.datetime.now(dt.UTC), *turn.counted)
