"""Counts without persons: what remains for statistics when conversations and cases are deleted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import astuple, dataclass
from zoneinfo import ZoneInfo

from bot.storage.database import Connection

_HERE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """Something that is counted by day."""

    what: str
    """`conversation`, `answer`, `offer`, `fallback`, `urgent`, `handoff`, `deleted`, `overdue`, `closed:<reason>`, ..."""
    language: str = ""
    topic: str = ""
    centre: str = ""


async def add(connection: Connection, now: dt.datetime, *counted: Count) -> None:
    """Count, inside the caller's transaction and as its last step: others who count the same wait until it ends.

    Args:
        connection: of the transaction.
        now: the day in Germany is taken from it.
        counted: what happened; the same may stand there more than once.
    """
    if not counted:
        return
    numbers = sorted(Counter(counted).items())  # always in the same order: nobody can wait for each other
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(numbers))
    day = now.astimezone(_HERE).date()
    values = [value for count, number in numbers for value in (day, *astuple(count), number)]
    await connection.execute(
        f"INSERT INTO counts (day, what, language, topic, centre, number) VALUES {rows}"
        " ON CONFLICT (day, what, language, topic, centre) DO UPDATE SET number = counts.number + excluded.number",
        values,
    )
