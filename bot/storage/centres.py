"""What the leads of the centres have changed about them. The desk writes the table, the bot reads it at every use."""

from __future__ import annotations

from typing import Any

from bot.storage.database import Connection


async def changes_of(connection: Connection, centre: str) -> dict[str, Any] | None:
    """Return the row of a centre; None if nobody has changed anything."""
    found = await connection.execute(
        "SELECT open, phone, email, address, url, hours, languages, closed_on, answer_days, keep_days FROM centres WHERE id = %s",
        (centre,),
    )
    return await found.fetchone()
