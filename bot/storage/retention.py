"""What has fallen due: cases that nobody answers, and what has been kept long enough."""

from __future__ import annotations

import datetime as dt

from bot.storage import cases
from bot.storage.cases import Gone, NoCase
from bot.storage.database import Connection

SILENT_DAYS = 180
"""An open case in which nobody has said anything for so long is closed."""
KEPT_ORDER_DAYS = 30
"""The desk has long stopped asking what became of an order."""
FADE_MINUTES = 60
_UNANSWERED = "state <> 'closed' AND answered IS NULL AND overdue IS NULL"
_KEEP_DAYS = 90
"""Where the lead of a centre has set nothing else; as in the table `centres`."""


async def next_promise(connection: Connection) -> dt.datetime | None:
    """Return when the next case falls due in which nobody has answered."""
    found = await connection.execute(f"SELECT min(promised) AS next FROM cases WHERE {_UNANSWERED}")
    row = await found.fetchone()
    return row["next"] if row else None


async def unanswered(connection: Connection, now: dt.datetime, limit: int) -> list[int]:
    """Return the cases that nobody has answered within the promised time, the oldest first."""
    return await _ids(
        connection, f"SELECT id FROM cases WHERE {_UNANSWERED} AND promised <= %s ORDER BY promised LIMIT %s", now, limit
    )


async def silent(connection: Connection, now: dt.datetime, limit: int) -> list[int]:
    """Return the open cases in which nobody has said anything for `SILENT_DAYS`."""
    return await _ids(
        connection,
        "SELECT id FROM cases WHERE state <> 'closed' AND greatest(opened, person_at, staff_at) <= %s ORDER BY id LIMIT %s",
        now - dt.timedelta(days=SILENT_DAYS),
        limit,
    )


async def kept_long_enough(connection: Connection, now: dt.datetime, limit: int) -> list[int]:
    """Return the closed cases that are older than their centre keeps them."""
    return await _ids(
        connection,
        "SELECT cases.id FROM cases LEFT JOIN centres ON centres.id = cases.centre WHERE cases.state = 'closed'"
        " AND cases.closed <= %s - make_interval(days => coalesce(centres.keep_days, %s)) ORDER BY cases.id LIMIT %s",
        now,
        _KEEP_DAYS,
        limit,
    )


async def delete_case(connection: Connection, case: int) -> None:
    """Delete a closed case with what was said in it, as far as no other case of the person holds it too."""
    try:
        found, conversation = await cases.lock_case(connection, case)
    except NoCase:
        return
    except Gone:  # its words went with the conversation
        await connection.execute("DELETE FROM cases WHERE id = %s AND state = 'closed'", (case,))
        return
    if found.is_open:
        return  # opened again in the meantime
    said = {"conversation": conversation.id, "case": case, "first": found.first_cursor, "closed": found.closed}
    result = await connection.execute(
        "DELETE FROM messages WHERE conversation = %(conversation)s AND cursor >= %(first)s AND at <= %(closed)s AND NOT pending"
        " AND NOT EXISTS (SELECT 1 FROM cases other WHERE other.conversation = %(conversation)s AND other.id <> %(case)s"
        "  AND messages.cursor >= other.first_cursor AND messages.at <= coalesce(other.closed, 'infinity'))"
        " RETURNING cursor, at",
        said,
    )
    if gone := await result.fetchall():
        said |= {"began": min(row["at"] for row in gone), "last": max(row["cursor"] for row in gone)}
        await connection.execute(
            "DELETE FROM events WHERE sender_id = %(conversation)s AND timestamp >= extract(epoch FROM %(began)s::timestamptz)"
            " AND timestamp <= extract(epoch FROM least(%(closed)s,"
            "  (SELECT min(at) FROM messages WHERE conversation = %(conversation)s AND cursor > %(last)s)))",
            said,
        )
    await connection.execute("DELETE FROM cases WHERE id = %s", (case,))
    await cases.wake_desk(connection, found.centre)


async def delete_quiet_conversations(connection: Connection, now: dt.datetime, days: int, limit: int) -> int:
    """Delete conversations in which nothing has happened for so many days, and of which no case is left; return how many."""
    result = await connection.execute(
        "DELETE FROM conversations WHERE id IN (SELECT id FROM conversations WHERE last_active <= %s"
        " AND NOT EXISTS (SELECT 1 FROM cases WHERE conversation = conversations.id)"
        " ORDER BY last_active LIMIT %s FOR UPDATE SKIP LOCKED)",
        (now - dt.timedelta(days=days), limit),
    )
    return result.rowcount


async def delete_orders(connection: Connection, now: dt.datetime) -> None:
    """Forget orders that nobody asks about any more."""
    await connection.execute("DELETE FROM orders WHERE at <= %s", (now - dt.timedelta(days=KEPT_ORDER_DAYS),))


async def _ids(connection: Connection, query: str, *values: object) -> list[int]:
    found = await connection.execute(query, values)
    return [row["id"] for row in await found.fetchall()]


async def fade_unread(connection: Connection, now: dt.datetime) -> None:
    """Let quoted words of people fade that nobody has fetched for `FADE_MINUTES`."""
    await connection.execute(
        "UPDATE messages SET text = fades, fades = NULL WHERE fades IS NOT NULL AND at < %s",
        (now - dt.timedelta(minutes=FADE_MINUTES),),
    )
