"""Cases in the database: reading and locking them, writing their rows, waking the desk.

What may happen to a case stands in bot/handoff/changes.py. Locks are always taken in the same order: the conversation's
turn, its row, the case.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from bot.storage import counts
from bot.storage.counts import Count
from bot.storage.database import CASES, Connection

_LETTERS = "2346789CDFGHJKMNPQRTVWX"
"""Letters and digits that are not taken for each other on the phone or on paper, and make no words."""


class NoCase(LookupError):
    """There is no such case."""


class Gone(LookupError):
    """The case's conversation was deleted."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person hands over, and what they have agreed to."""

    centre: str
    """Id in knowledge/places/ki.yml."""
    language: str
    agreed: Mapping[str, str]
    """`at`, `language`, `text`, `german`: the very words that were agreed to."""
    promised: dt.datetime
    """Until when the person was told that somebody answers."""
    first_cursor: int
    """Messages before it are not handed over."""
    place: str | None = None
    """Official key of the municipality."""
    place_said: str | None = None
    topic: str | None = None
    card: str | None = None
    urgent: bool = False
    reach: str | None = None
    """When and how the person may be reached, in their words."""
    facts: Sequence[str] = ()
    """What they have answered in a guided check, in German, a line each."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands in the database; see schema.sql."""

    id: int
    reference: str
    conversation: str | None
    channel: str
    centre: str
    place: str | None
    place_said: str | None
    language: str
    topic: str | None
    card: str | None
    urgent: bool
    state: str
    staff: int | None
    agreed: Mapping[str, str]
    facts: Sequence[str]
    reach: str | None
    promised: dt.datetime
    opened: dt.datetime
    first_cursor: int
    taken: dt.datetime | None
    answered: dt.datetime | None
    overdue: dt.datetime | None
    asked_centre: str | None
    person_at: dt.datetime
    staff_at: dt.datetime | None
    closed: dt.datetime | None
    closed_by: str | None
    reason: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
        return self.state != "closed"


@dataclass(frozen=True, slots=True)
class Locked:
    """A conversation that nobody else can change until the caller's transaction ends."""

    id: str
    state: str
    language: str | None
    """In which the person writes now."""
    channel: str
    last_cursor: int


_COLUMNS = ", ".join(field.name for field in fields(Case))


async def lock_conversation(connection: Connection, conversation: str) -> Locked:
    """Wait for a turn that is under way, then keep everybody else from changing the conversation.

    Raises:
        Gone: there is none (any more).
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (conversation,))
    found = await connection.execute(
        "SELECT id, state, slots->>'language' AS language, channel, last_cursor FROM conversations WHERE id = %s FOR UPDATE",
        (conversation,),
    )
    row = await found.fetchone()
    if row is None:
        raise Gone(conversation)
    return Locked(**row)


async def open_case_of(connection: Connection, conversation: str) -> Case | None:
    """Return the open case of a conversation as it stands, or None; to be read only."""
    found = await connection.execute(
        f"SELECT {_COLUMNS} FROM cases WHERE conversation = %s AND state <> 'closed'", (conversation,)
    )
    row = await found.fetchone()
    return Case(**row) if row else None


async def lock_open_case(connection: Connection, conversation: str) -> Case | None:
    """Return the open case of a conversation, locked after it, or None.

    Raises:
        Gone: there is no such conversation (any more).
    """
    await lock_conversation(connection, conversation)
    found = await connection.execute(
        f"SELECT {_COLUMNS} FROM cases WHERE conversation = %s AND state <> 'closed' FOR NO KEY UPDATE", (conversation,)
    )
    row = await found.fetchone()
    return Case(**row) if row else None


async def lock_case(connection: Connection, case: int) -> tuple[Case, Locked]:
    """Return a case and its conversation, both locked.

    Raises:
        NoCase: there is none.
        Gone: the person has deleted everything, or it was kept long enough.
    """
    found = await connection.execute("SELECT conversation FROM cases WHERE id = %s", (case,))
    row = await found.fetchone()
    if row is None:
        raise NoCase(str(case))
    if row["conversation"] is None:
        raise Gone(str(case))
    locked = await lock_conversation(connection, row["conversation"])
    found = await connection.execute(f"SELECT {_COLUMNS} FROM cases WHERE id = %s FOR NO KEY UPDATE", (case,))
    row = await found.fetchone()
    if row is None or row["conversation"] is None:
        raise Gone(str(case))  # in the meantime
    return Case(**row), locked


async def insert(connection: Connection, conversation: Locked, request: Request, now: dt.datetime) -> Case:
    """Write a new case that waits, with a reference that nobody else has."""
    values = {
        "conversation": conversation.id,
        "channel": conversation.channel,
        "centre": request.centre,
        "place": request.place,
        "place_said": request.place_said,
        "language": request.language,
        "topic": request.topic,
        "card": request.card,
        "urgent": request.urgent,
        "agreed": json.dumps(dict(request.agreed), ensure_ascii=False),
        "facts": json.dumps(list(request.facts), ensure_ascii=False),
        "reach": request.reach,
        "promised": request.promised,
        "first_cursor": request.first_cursor,
        "opened": now,
        "person_at": now,
    }
    columns, places = ", ".join(["reference", *values]), ", ".join(["%s"] * (len(values) + 1))
    while True:
        reference = "D-" + "".join(secrets.choice(_LETTERS) for _ in range(5))
        written = await connection.execute(
            f"INSERT INTO cases ({columns}) VALUES ({places}) ON CONFLICT (reference) DO NOTHING RETURNING {_COLUMNS}",
            (reference, *values.values()),
        )
        if row := await written.fetchone():
            return Case(**row)


async def update(connection: Connection, case: Case, **changes: Any) -> Case:
    """Change columns of a case that the caller has locked."""
    assignments = ", ".join(f"{column} = %s" for column in changes)
    values = [json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value for value in changes.values()]
    result = await connection.execute(
        f"UPDATE cases SET {assignments} WHERE id = %s RETURNING {_COLUMNS}",
        (*values, case.id),
    )
    row = await result.fetchone()
    if row is None:
        raise NoCase(str(case.id))
    return Case(**row)


async def set_state(connection: Connection, conversation: str, state: str, *, arranged: bool = False) -> None:
    """Write the state of a conversation.

    Args:
        connection: of the transaction.
        conversation: its id.
        state: the new state.
        arranged: whether what the person was arranging is to be forgotten.
    """
    await connection.execute(
        "UPDATE conversations SET state = %s, arranging = CASE WHEN NOT %s THEN arranging END WHERE id = %s",
        (state, arranged, conversation),
    )


async def note(
    connection: Connection, case: Case, event: str, now: dt.datetime, *, staff: int | None = None, detail: str | None = None
) -> int:
    """Write what happened in a case, never words of a person, wake the desk of its centre, and return the event's id."""
    written = await connection.execute(
        'WITH noted AS (INSERT INTO case_events ("case", at, event, staff, centre, detail) VALUES (%s, %s, %s, %s, %s, %s)'
        " RETURNING id) SELECT id, pg_notify(%s, %s) FROM noted",
        (case.id, now, event, staff, case.centre, detail, CASES, case.centre),
    )
    row = await written.fetchone()
    return int(row["id"]) if row else 0


async def latest(connection: Connection, case: Case, event: str) -> int | None:
    """Return the id of the latest event of a kind in a case."""
    found = await connection.execute('SELECT max(id) AS id FROM case_events WHERE "case" = %s AND event = %s', (case.id, event))
    row = await found.fetchone()
    return row["id"] if row else None


async def wake_desk(connection: Connection, centre: str) -> None:
    """Tell the desk, and our own watch, when the transaction commits, that something has changed in a case of a centre."""
    await connection.execute("SELECT pg_notify(%s, %s)", (CASES, centre))


async def wake_desk_of(connection: Connection, conversation: str) -> None:
    """Do the same for the open case of a conversation, if there is one."""
    await connection.execute(
        "SELECT pg_notify(%s, centre) FROM cases WHERE conversation = %s AND state <> 'closed'", (CASES, conversation)
    )


async def person_wrote(connection: Connection, conversation: str, now: dt.datetime) -> None:
    """Let the open case of a conversation grow by what the person just said, and wake the desk. One query."""
    await connection.execute(
        "WITH grown AS (UPDATE cases SET person_at = %s WHERE conversation = %s AND state <> 'closed' RETURNING centre)"
        " SELECT pg_notify(%s, centre) FROM grown",
        (now, conversation, CASES),
    )


async def note_unreachable(connection: Connection, conversation: str, now: dt.datetime) -> None:
    """Note in the open case of a conversation that its messages can't be brought any more, and wake the desk."""
    await connection.execute(
        'WITH noted AS (INSERT INTO case_events ("case", at, event, centre)'
        " SELECT id, %s, 'unreachable', centre FROM cases WHERE conversation = %s AND state <> 'closed' RETURNING centre)"
        " SELECT pg_notify(%s, centre) FROM noted",
        (now, conversation, CASES),
    )


async def forget(connection: Connection, conversation: str, now: dt.datetime) -> None:
    """Take every word and every trace of a person out of their cases, close the open one, and count it.

    What is left says that there was a case: centre, language, topic and dates. The caller deletes the conversation
    or empties it, and holds its lock.
    """
    result = await connection.execute(
        "WITH open AS (SELECT id FROM cases WHERE conversation = %(conversation)s AND state <> 'closed'),"
        " forgotten AS (UPDATE cases SET conversation = NULL, place = NULL, place_said = NULL, card = NULL, reach = NULL,"
        "  agreed = '{}', facts = '[]', asked_centre = NULL, state = 'closed', staff = NULL, closed = coalesce(closed, %(now)s),"
        "  closed_by = 'deleted', reason = NULL"
        "  WHERE conversation = %(conversation)s RETURNING id, centre, language, topic),"
        ' noted AS (INSERT INTO case_events ("case", at, event, centre, detail)'
        "  SELECT id, %(now)s, 'closed', centre, 'deleted' FROM forgotten)"
        " SELECT language, coalesce(topic, '') AS topic, centre, open.id IS NOT NULL AS was_open, pg_notify(%(channel)s, centre)"
        " FROM forgotten LEFT JOIN open USING (id)",
        {"conversation": conversation, "now": now, "channel": CASES},
    )
    ended = [
        Count("closed:deleted", row["language"], row["topic"], row["centre"])
        for row in await result.fetchall()
        if row["was_open"]
    ]
    await counts.add(connection, now, *ended)
