"""Orders of the desk that were carried out. The same id twice is one order."""

from __future__ import annotations

import json
from typing import Any

from bot.storage.database import Connection


async def answer_of(connection: Connection, order: str) -> dict[str, Any] | None:
    """Return what was answered to an order, or None if it is new: then it is the caller's to carry out.

    Whoever brings the same order meanwhile waits until the caller's transaction ends. If that fails, the order is new
    for them.
    """
    written = await connection.execute("INSERT INTO orders (id, answer) VALUES (%s, '{}') ON CONFLICT DO NOTHING", (order,))
    if written.rowcount:
        return None
    found = await connection.execute("SELECT answer FROM orders WHERE id = %s", (order,))
    row = await found.fetchone()
    return dict(row["answer"]) if row else None


async def keep(connection: Connection, order: str, answer: dict[str, Any]) -> None:
    """Keep what is answered to an order, in the transaction in which it is carried out."""
    await connection.execute("UPDATE orders SET answer = %s WHERE id = %s", (json.dumps(answer), order))
